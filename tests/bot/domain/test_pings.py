"""Pings: of what an alert rings, when not, and never twice for one message."""

from dataclasses import replace
from datetime import UTC, datetime

import pytest

from bot.domain.actions import Outcome
from bot.domain.case import Case, CaseFile, History
from bot.domain.ping_rules import PingRules
from bot.domain.pings import choose_pings
from bot.domain.policy import Policy
from bot.domain.reporting_rules import DigestRules
from bot.domain.verdict import Verdict, decide
from classifier import Label, Scores
from tests.fakes.messages import NOON, make_message
from tests.fakes.scorer import THRESHOLDS

STAFF = frozenset({"7"})


def judge(label: Label, score: float) -> Verdict:
    scores = Scores(dict.fromkeys(Label, 0.01) | {label: score})
    return decide(Policy(), make_message(), scores=scores, calibrated=THRESHOLDS)


def open_case(verdict: Verdict, *earlier: Verdict) -> CaseFile:
    versions = tuple(Case(1, make_message(), each, version=n) for n, each in enumerate(earlier))
    case = Case(1, make_message(), verdict, Outcome.withheld(""), version=len(earlier))
    return CaseFile(case, NOON, History(0, 30, 0), versions=versions)


def choose(
    case_file: CaseFile, *, at: datetime = NOON, zone: str = "UTC", **rules: object
) -> object:
    pings = PingRules.model_validate({"ids": STAFF, **rules})
    policy = Policy(pings=pings, digest=DigestRules(time_zone=zone))
    return choose_pings(policy, case_file, now=at)


def test_an_alert_rings_for_who_is_named_of_what_is_sure() -> None:
    assert choose(open_case(judge(Label.INSULT, 0.95))) == ("7",)
    assert choose(open_case(judge(Label.INSULT, 0.6))) == ()
    assert choose(open_case(judge(Label.INSULT, 0.6)), tiers=["flag"]) == ("7",)
    assert choose_pings(Policy(), open_case(judge(Label.INSULT, 0.95)), now=NOON) == ()


def test_it_rings_of_the_chosen_labels_alone() -> None:
    assert choose(open_case(judge(Label.INSULT, 0.95)), labels=["obscene"]) == ()
    assert choose(open_case(judge(Label.OBSCENE, 0.97)), labels=["obscene"]) == ("7",)


def test_an_edit_rings_where_the_message_did_not_ring_before() -> None:
    sure, unsure = judge(Label.INSULT, 0.95), judge(Label.INSULT, 0.6)
    assert choose(open_case(sure, sure)) == ()
    assert choose(open_case(sure, unsure)) == ("7",)


@pytest.mark.parametrize(
    ("hour", "zone", "rings"),
    [
        (21, "UTC", True),
        (22, "UTC", False),
        (3, "UTC", False),
        (7, "UTC", True),
        (21, "Europe/Berlin", False),
        (6, "America/New_York", False),
        (12, "America/New_York", True),
    ],
)
def test_quiet_hours_are_those_of_the_community(hour: int, zone: str, *, rings: bool) -> None:
    at = datetime(2026, 5, 1, hour, tzinfo=UTC)
    chosen = choose(open_case(judge(Label.INSULT, 0.95)), at=at, zone=zone, quiet="22:00-07:00")
    assert chosen == (("7",) if rings else ())


def test_quiet_hours_may_be_within_a_day() -> None:
    rules = PingRules(quiet="12:00-13:30")
    times = [datetime(2026, 5, 1, hour, tzinfo=UTC).time() for hour in (11, 12, 13, 14)]
    assert [rules.is_quiet(each) for each in times] == [False, True, True, False]


@pytest.mark.parametrize("written", ["22-7", "22:00", "07:00-07:00", "late", "25:00-07:00", 5])
def test_hours_that_mean_nothing_are_refused(written: object) -> None:
    with pytest.raises(ValueError, match="22:00-07:00"):
        PingRules.model_validate({"quiet": written})


def test_a_case_that_is_decided_on_does_not_ring() -> None:
    file = open_case(judge(Label.INSULT, 0.95))
    assert choose(replace(file, decisions=(object(),))) == ()  # type: ignore[arg-type]
