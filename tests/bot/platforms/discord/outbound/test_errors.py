"""Outcomes of the API's errors."""

from dataclasses import replace
from datetime import timedelta

import pytest

from bot.alerts.alert import outcome_text
from bot.domain.actions import Action, Outcome, OutcomeResult
from bot.platforms.discord.outbound.refusals import _REFUSED
from bot.runtime.unrecorded_steps import UnrecordedSteps
from tests.bot.platforms.discord.conftest import MEMBER, MESSAGE, Recorder
from tests.bot.platforms.discord.example_actions import make_enforcement, receive_message
from tests.fakes.discord.requests import INVALID_FORM, MISSING_ACCESS, UNKNOWN_MEMBER, Answer
from tests.fakes.discord.server import FakeDiscord

RESULTS: dict[str, tuple[Answer, OutcomeResult]] = {
    "a member who has left": (UNKNOWN_MEMBER, OutcomeResult.GONE),
    "two factors": ((403, {"code": 60003, "message": "MFA required"}), OutcomeResult.REFUSED),
    "a channel it cannot see": (MISSING_ACCESS, OutcomeResult.REFUSED),
    "an invalid form": (INVALID_FORM, OutcomeResult.REFUSED),
    "an unknown route": ((404, {"code": 0, "message": "Not Found"}), OutcomeResult.REFUSED),
    "too many requests": ((429, {"message": "You are being blocked"}), OutcomeResult.LIMITED),
    "a server error": ((503, {"code": 0, "message": "try later"}), OutcomeResult.LIMITED),
}


@pytest.mark.parametrize("kind", RESULTS)
async def test_an_api_error_is_an_outcome(club: FakeDiscord, recorder: Recorder, kind: str) -> None:
    answer, result = RESULTS[kind]
    message = await receive_message(club, recorder)
    await recorder.platform.enforce(make_enforcement(Action.DELETE, message))
    club.rest.refuse("DELETE", MEMBER, answer)
    assert (
        await recorder.platform.enforce(make_enforcement(Action.KICK, message))
    ).result is result


@pytest.mark.parametrize("is_global", [False, True])
async def test_a_429_is_waited_out_and_the_action_is_done(
    club: FakeDiscord, recorder: Recorder, *, is_global: bool
) -> None:
    message = await receive_message(club, recorder)
    club.rest.limits.waits["DELETE", MESSAGE] = [0.01, 0.01]
    club.rest.limits.waits_are_global = is_global
    outcome = await recorder.platform.enforce(make_enforcement(Action.DELETE, message))
    assert outcome == Outcome.done(Action.DELETE)
    assert len(club.requests("DELETE", MESSAGE)) == 3


async def test_a_wait_of_minutes_is_returned_as_limited(
    club: FakeDiscord, recorder: Recorder
) -> None:
    message = await receive_message(club, recorder)
    club.rest.limits.waits["DELETE", MESSAGE] = [120.0]
    outcome = await recorder.platform.enforce(make_enforcement(Action.DELETE, message))
    assert outcome == Outcome.limited(120.0)


WORDS = {
    (404, 10004): "no longer in the server",
    (400, 50083): "the thread is archived",
    (400, 160005): "the thread is locked",
    (400, 50024): "a channel of this kind",
    (400, 40060): "answered already",
    (403, 50021): "of Discord's own",
    (403, 20018): "owner",
    (400, 50035): "did not understand",
    (400, 987654): "does not know",
    (403, 987654): "does not know",
    (403, 0): "without a reason",
}
"""Words for each status and code."""


@pytest.mark.parametrize("kind", WORDS, ids=str)
async def test_every_code_has_words_and_a_remedy_and_no_number(
    club: FakeDiscord, recorder: Recorder, kind: tuple[int, int]
) -> None:
    status, code = kind
    club.rest.refuse("DELETE", MESSAGE, (status, {"code": code, "message": "in English"}))
    message = await receive_message(club, recorder)
    outcome = await recorder.platform.enforce(make_enforcement(Action.DELETE, message))
    assert outcome.result is OutcomeResult.REFUSED
    assert WORDS[kind] in outcome.reason
    assert outcome.remedy.endswith(".")
    assert str(code) not in f"{outcome.reason} {outcome.remedy}"


def test_every_refusal_has_a_remedy() -> None:
    assert all(reason and remedy.endswith(".") for reason, remedy in _REFUSED.values())


async def test_a_known_code_is_no_error_of_the_bot_and_a_new_one_is(
    club: FakeDiscord, recorder: Recorder, capsys: pytest.CaptureFixture[str]
) -> None:
    message = await receive_message(club, recorder)
    for code, is_logged in ((50083, False), (987654, True)):
        club.rest.refuse("DELETE", MESSAGE, (400, {"code": code, "message": "in English"}))
        await recorder.platform.enforce(make_enforcement(Action.DELETE, message))
        assert ("not understood by discord" in capsys.readouterr().out) is is_logged


async def test_of_a_message_that_was_deleted_it_is_not_said_that_it_was_gone(
    club: FakeDiscord, recorder: Recorder
) -> None:
    message = await receive_message(club, recorder)
    club.rest.refuse("PATCH", MEMBER, UNKNOWN_MEMBER)
    outcome = await recorder.platform.enforce(make_enforcement(Action.TIMEOUT, message))
    assert outcome == Outcome(OutcomeResult.DONE, Action.DELETE, "the author has left")
    assert outcome_text(outcome) == "deleted: the author has left"


async def test_a_part_that_was_gone_leaves_no_other_standing(
    club: FakeDiscord, recorder: Recorder
) -> None:
    message = await receive_message(club, recorder)
    old = club.world.make_id(age=timedelta(days=20))
    parted = replace(message, parts=(old,))
    outcome = await recorder.platform.enforce(make_enforcement(Action.DELETE, parted))
    assert outcome == Outcome.done(Action.DELETE)
    assert club.shown(club.world.general) == []


async def test_whoever_cannot_be_told_has_not_been_warned(
    club: FakeDiscord, recorder: Recorder
) -> None:
    unknown = 404, {"code": 10013, "message": "Unknown User"}
    club.rest.refuse("POST", "/users/@me/channels", unknown)
    message = await receive_message(club, recorder)
    notice = make_enforcement(Action.WARN, message, with_notice=True).notice
    assert notice
    outcome = await recorder.platform.notify(notice, UnrecordedSteps())
    assert (outcome.result, outcome.reason) == (OutcomeResult.REFUSED, "there is no such account")
