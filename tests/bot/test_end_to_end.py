"""The bot with the model that is shipped."""

import json
from pathlib import Path
from typing import Any

import pytest

from classifier import Label
from tests.fakes.command import AS_SHIPPED, run_bot

FRIENDLY = ["hello there, lovely weather today", "kim: thanks for the help with the report!"]
RUDE = ["you are such an idiot, nobody likes you", "kim: shut up, you st*pid m0ron"]
UNREADABLE = ["", "привет, как дела", "x" * 100_000, "\u200b" * 50]


@pytest.fixture(scope="module")
def answered(tmp_path_factory: pytest.TempPathFactory) -> list[dict[str, Any]]:
    """Return the answers to all of these texts, from one run."""
    typed = "\n".join([*FRIENDLY, *RUDE, *UNREADABLE]).encode()
    folder = tmp_path_factory.mktemp("run")
    done = run_bot("run", "--json", folder=folder, typed=typed, command=AS_SHIPPED)
    assert done.returncode == 0, done.stderr
    return [json.loads(line) for line in done.stdout.splitlines()]


def test_what_a_newcomer_types_is_scored_judged_and_deleted(
    answered: list[dict[str, Any]],
) -> None:
    answers = answered[: -len(UNREADABLE)]
    assert [answer["action"] for answer in answers] == ["none", "none", "delete", "delete"]
    assert [answer["case"] is not None for answer in answers] == [False, False, True, True]
    assert all(list(answer["scores"]) == list(Label) for answer in answers)
    assert all("toxic" in answer["reasons"][0] for answer in answers[2:])


def test_what_it_cannot_read_is_never_called_harmless(answered: list[dict[str, Any]]) -> None:
    answers = answered[-len(UNREADABLE) :]
    assert [answer["scores"] for answer in answers] == [None] * 4
    assert all(answer["reasons"][0].startswith("unscored") for answer in answers)


def test_doctor_finds_it_healthy(tmp_path: Path) -> None:
    done = run_bot("doctor", folder=tmp_path, command=AS_SHIPPED)
    assert done.returncode == 0, done.stdout.decode()
    assert "golden scores agree" in done.stdout.decode()


def test_a_damaged_model_is_refused_in_a_line_with_78(tmp_path: Path) -> None:
    env = {"PARLEY_BUNDLE": str(tmp_path)}
    done = run_bot("run", folder=tmp_path, env=env, command=AS_SHIPPED)
    assert (done.returncode, done.stdout) == (78, b"")
    assert len(done.stderr.splitlines()) == 1
