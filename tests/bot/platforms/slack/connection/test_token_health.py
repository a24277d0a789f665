"""Dead tokens, lacking scopes and an `auth.test` that fails: nothing is lost, and it is said where it is looked for."""

import asyncio

import pytest

from bot.domain.actions import OutcomeResult
from bot.health.checks import HealthChecks
from bot.platforms.slack.connection import token_watch, workspaces
from bot.platforms.slack.connection.tokens import USER
from bot.store.cases import Cases
from tests.bot.conftest import Capture
from tests.bot.platforms.slack.conftest import Running, StartBot
from tests.fakes.slack.server import FakeSlack
from tests.fakes.slack.world import BOT_SCOPES, BOT_TOKEN, Token
from tests.fakes.waiting import TIMEOUT, Changes


def problems(bot: Running) -> str:
    return "\n".join(HealthChecks([bot.platform._stats]).readiness_problems())


async def until_refused(bot: Running) -> None:
    """Wait until the bot has noticed that its token is refused."""
    await Changes().until(lambda: "token" in problems(bot))


@pytest.mark.parametrize("code", ["token_revoked", "account_inactive", "invalid_auth"])
async def test_a_dead_token_closes_no_case_and_a_restart_takes_it_up(
    club: FakeSlack, start_bot: StartBot, cases: Cases, code: str
) -> None:
    bot = await start_bot(without=USER)
    await club.say("hello")
    await club.wait_for_call("users.info", user=club.world.kim["id"])
    await club.wait_for_call("usergroups.list")
    club.world.tokens[BOT_TOKEN].error = code
    await club.say("you buffoon")
    await until_refused(bot)
    async with asyncio.timeout(TIMEOUT):
        while await cases.find(1) is None:
            pass
    asked = len(club.api.calls)
    for _ in range(5):
        await club.say("you old buffoon")
    assert len(club.api.calls) <= asked + 1  # within a minute nothing is asked in vain
    await bot.stop()
    closed = [await cases.find(number) for number in range(1, 7)]
    outcomes = [case.outcome for case in closed if case]
    assert not any(each and each.result is OutcomeResult.REFUSED for each in outcomes)
    club.world.tokens[BOT_TOKEN].error = ""
    await start_bot(without=USER)
    await club.alert()


async def test_a_dead_token_is_said_in_log_and_readiness_with_the_remedy(
    club: FakeSlack, start_bot: StartBot, capture: Capture
) -> None:
    bot = await start_bot()
    club.world.tokens[BOT_TOKEN].error = "token_revoked"
    await club.say("you buffoon")
    await until_refused(bot)
    assert "a token that was revoked; what is to be done waits" in problems(bot)
    assert "install the app again" in problems(bot)
    assert capture.text.count("the token is refused") == 1


async def test_a_token_that_works_again_is_used_and_the_problem_is_gone(
    club: FakeSlack, start_bot: StartBot, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(token_watch, "TOKEN_PAUSE", 0.0)
    bot = await start_bot()
    club.world.tokens[BOT_TOKEN].error = "token_revoked"
    await club.say("you buffoon")
    await until_refused(bot)
    club.world.tokens[BOT_TOKEN].error = ""
    await club.say("hello", by=club.world.add_user("robin"))  # whom it has not asked for yet
    await club.until(lambda: "token" not in problems(bot))


@pytest.mark.parametrize("status", [500, 503])
async def test_an_auth_test_that_fails_at_the_first_event_loses_no_message(
    club: FakeSlack, start_bot: StartBot, status: int
) -> None:
    await start_bot()
    club.api.broken_statuses["auth.test"] = status
    await club.say("you buffoon")
    assert "Case 1" in str(await club.alert())


async def test_an_auth_test_that_fails_at_the_start_is_asked_again(
    club: FakeSlack, start_bot: StartBot, capture: Capture, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(workspaces, "_RETRY_AFTER", 0.0)
    club.api.broken_statuses["auth.test"] = 503
    starting = asyncio.ensure_future(start_bot())
    await club.wait_for_call("auth.test", number=3)
    assert not starting.done()
    club.api.broken_statuses.clear()
    await starting
    await club.say("you buffoon")
    await club.alert()
    assert "no answer from Slack" in capture.text


async def test_lacking_scopes_are_said_at_the_start_in_readiness_and_to_the_moderators(
    club: FakeSlack, start_bot: StartBot, capture: Capture
) -> None:
    lacking = {"files:read", "usergroups:read"}
    club.world.tokens[BOT_TOKEN] = Token(club.world.bot["id"], BOT_SCOPES - lacking)
    bot = await start_bot()
    assert "scopes are lacking" in capture.text
    assert "lacks the scopes files:read, usergroups:read" in problems(bot)
    told = str(await club.alert())
    assert "files:read, usergroups:read" in told
    assert "install the app again" in told
    await club.say("you buffoon")
    assert "Case 1" in str(await club.alert(number=2))
