"""Attributes that no label means: dropped and named, or refused."""

from pathlib import Path
from typing import Any

import httpx
import pytest
import structlog
from prometheus_client import CollectorRegistry

from bot.web.perspective.unknown_attributes import UnknownAttributes, name_dropped
from bot.web.shared.problem import Problem
from tests.bot.web.conftest import Ask, make_app, serving


def asked(*names: str) -> dict[str, Any]:
    return {"requestedAttributes": {name: {} for name in names}}


def test_an_unknown_attribute_is_dropped_and_a_header_names_it(ask: Ask) -> None:
    answer = ask("you buffoon", **asked("INSULT", "SPAM", "FLIRTATION"))
    assert list(answer.json()["attributeScores"]) == ["INSULT"]
    assert answer.headers["x-parley-unknown-attributes"] == "SPAM, FLIRTATION"
    assert "x-parley-unknown-attributes" not in ask("you buffoon").headers


def test_experimental_attributes_of_the_six_are_answered_by_the_name_they_were_asked_by(
    ask: Ask,
) -> None:
    scores = ask("beware", **asked("THREAT_EXPERIMENTAL", "TOXICITY_EXPERIMENTAL")).json()
    values = {n: each["summaryScore"]["value"] for n, each in scores["attributeScores"].items()}
    assert values == {"THREAT_EXPERIMENTAL": 0.93, "TOXICITY_EXPERIMENTAL": 0.01}


def test_a_threshold_of_a_dropped_attribute_changes_nothing(ask: Ask) -> None:
    names = {"SPAM": {"scoreThreshold": 0.9}, "INSULT": {"scoreThreshold": 0.5}}
    answer = ask("you buffoon", requestedAttributes=names)
    assert list(answer.json()["attributeScores"]) == ["INSULT"]


def test_where_they_are_refused_one_refuses_the_request(folder: Path) -> None:
    body = {"comment": {"text": "hello"}, **asked("INSULT", "SPAM")}
    with serving(make_app(folder, unknown="refuse")) as address:
        answer = httpx.post(f"{address}/v1alpha1/comments:analyze", json=body)
    assert answer.status_code == 400
    assert answer.json()["error"]["message"].startswith("Unknown requested attribute: SPAM.")


def test_a_suggestion_for_an_unknown_attribute_keeps_what_is_known(client: httpx.Client) -> None:
    scores = {name: {"summaryScore": {"value": 1}} for name in ("INSULT", "SPAM")}
    body = {"comment": {"text": "hello"}, "attributeScores": scores}
    answer = client.post("/v1alpha1/comments:suggestscore", json=body)
    assert answer.status_code == 200
    assert answer.headers["x-parley-unknown-attributes"] == "SPAM"


def test_each_is_counted_and_logged_once_and_what_is_no_attribute_of_theirs_goes_by_no_name() -> (
    None
):
    registry = CollectorRegistry()
    unknown = UnknownAttributes("drop", registry)
    with structlog.testing.capture_logs() as logs:
        for _ in range(2):
            unknown.check(["TOXICITY", "SPAM", "a secret text", "another"])
    assert [line["attribute"] for line in logs] == ["SPAM", "other"]
    counted = "parley_web_unknown_attributes_total"
    assert registry.get_sample_value(counted, {"attribute": "SPAM"}) == 2
    assert registry.get_sample_value(counted, {"attribute": "other"}) == 4


def test_with_none_left_the_request_is_a_problem() -> None:
    assert isinstance(UnknownAttributes("drop", CollectorRegistry()).check(["SPAM"]), Problem)


def test_an_error_repeats_no_more_than_a_reader_needs() -> None:
    unknown = UnknownAttributes("drop", CollectorRegistry())
    problem = unknown.check(["A" * 100_000, *(f"NAME_{number}" for number in range(1_000))])
    assert isinstance(problem, Problem)
    assert len(problem.message) < 2_000


@pytest.mark.parametrize("name", ["A\r\nSet-Cookie: x=1", "é", "a secret text", ""])
def test_a_header_repeats_nothing_that_is_no_name(name: str) -> None:
    assert name_dropped(["TOXICITY", name]) == {"X-Parley-Unknown-Attributes": "other"}
