"""The budget of invalid requests is counted on the wire, and never spent."""

import discord
import pytest

from bot.domain.actions import Action
from bot.health.checks import HealthChecks
from bot.platforms.discord.request_budget import TOKEN_PAUSE, WINDOW, RequestBudget
from bot.runtime.platform_stats import PlatformStats
from bot.store.cases import Cases
from tests.bot.conftest import Capture
from tests.bot.platforms.discord.conftest import MESSAGE, Recorder, StartBot
from tests.bot.platforms.discord.example_actions import make_enforcement, receive_message
from tests.fakes.discord.requests import MISSING_PERMISSIONS, UNAUTHORIZED
from tests.fakes.discord.server import FakeDiscord

DELETION = ("DELETE", MESSAGE)
DELETE_PATH = "/channels/7/messages/8"


class Clock:
    """A clock that a test moves."""

    def __init__(self) -> None:
        self.seconds = 0.0

    def __call__(self) -> float:
        return self.seconds


@pytest.mark.parametrize("status", [401, 403, 429])
def test_once_the_safe_share_is_spent_nothing_is_asked_until_ten_minutes_are_over(
    status: int,
) -> None:
    clock = Clock()
    budget = RequestBudget(limit=3, timer=clock)
    for _ in range(3):
        budget.take("/webhooks/7")
        budget.record("/webhooks/7", status)
    with pytest.raises(discord.RateLimited) as held:
        budget.take(DELETE_PATH)
    assert held.value.retry_after == WINDOW
    assert "3 requests in ten minutes were refused" in budget.problem
    clock.seconds = WINDOW
    budget.take(DELETE_PATH)
    assert budget.problem == ""


def test_successes_shared_limits_and_other_errors_cost_nothing() -> None:
    budget = RequestBudget(limit=1)
    budget.record(DELETE_PATH, 204)
    budget.record(DELETE_PATH, 404)
    budget.record(DELETE_PATH, 503)
    budget.record(DELETE_PATH, 429, is_shared=True)
    budget.take(DELETE_PATH)


def test_with_a_refused_token_one_request_a_minute_is_tried_until_it_is_accepted() -> None:
    clock = Clock()
    budget = RequestBudget(timer=clock)
    budget.take(DELETE_PATH)
    budget.record(DELETE_PATH, 401)
    for _ in range(100):
        with pytest.raises(discord.RateLimited):
            budget.take(DELETE_PATH)
    clock.seconds = TOKEN_PAUSE
    budget.take(DELETE_PATH)
    with pytest.raises(discord.RateLimited):
        budget.take(DELETE_PATH)
    budget.record(DELETE_PATH, 204)
    budget.take(DELETE_PATH)


def test_answers_to_presses_and_the_connection_are_never_held_back() -> None:
    budget = RequestBudget(limit=1)
    budget.record(DELETE_PATH, 401)
    for path in ("/interactions/7/token/callback", "/webhooks/7/token", "/gateway/bot", ""):
        budget.take(path)


async def test_refusals_on_the_wire_are_counted(club: FakeDiscord, recorder: Recorder) -> None:
    club.rest.refuse(*DELETION, MISSING_PERMISSIONS)
    message = await receive_message(club, recorder)
    await recorder.platform.enforce(make_enforcement(Action.DELETE, message))
    assert len(recorder.platform._budget._invalid) == 1


async def test_a_token_that_is_refused_while_acting_closes_no_case_and_is_asked_once(
    club: FakeDiscord, start_bot: StartBot, cases: Cases, capture: Capture
) -> None:
    bot = await start_bot()
    club.rest.refuse(*DELETION, UNAUTHORIZED)
    for _ in range(20):
        await club.say("you buffoon")
    await club.until(lambda: club.requests(*DELETION))
    asked = await club.interactions.command("toxicity", "help", by=club.world.mona)
    await asked.reply()
    await bot.stop()
    assert len(club.requests(*DELETION)) == 1
    pending = await cases.claim_pending("discord")
    assert pending
    assert all(case.outcome is None for case in pending)
    assert "does not accept Parley's token" in capture.text
    club.rest.refusals.clear()
    await start_bot()
    await club.until(lambda: "buffoon" not in str(club.shown(club.world.general)))


async def test_readiness_says_that_requests_are_held_back() -> None:
    stats = PlatformStats("discord")
    stats.connected()
    budget = RequestBudget(limit=1)
    stats.find_request_problem = lambda: budget.problem
    assert HealthChecks([stats]).readiness_problems() == []
    budget.record(DELETE_PATH, 403)
    (problem,) = HealthChecks([stats]).readiness_problems()
    assert problem.startswith("discord: 1 requests in ten minutes were refused")
