"""Registration of commands: where Discord refuses it, moderation goes on, and it is said and tried again."""

import pytest

from bot.domain.policy import Policy
from bot.health.checks import HealthChecks
from bot.platforms.discord.checks import run_checks
from bot.platforms.discord.interactions.command_registration import RETRY_AFTER, register_commands
from tests.bot.conftest import Capture
from tests.bot.platforms.discord.conftest import MESSAGE, StartBot
from tests.fakes.discord.requests import INVALID_FORM, MISSING_ACCESS, UNAVAILABLE, Answer
from tests.fakes.discord.server import FakeDiscord
from tests.fakes.discord.world import TOKEN

COMMANDS = "/applications/{application}/commands"

FAULTS: dict[str, tuple[Answer, str]] = {
    "a mistake": (INVALID_FORM, "400 (code 50035)"),
    "no scope": (MISSING_ACCESS, "invite it once more"),
    "an outage": (UNAVAILABLE, "503"),
}


@pytest.mark.parametrize("fault", FAULTS)
async def test_moderation_goes_on_and_readiness_and_log_say_why(
    club: FakeDiscord, start_bot: StartBot, capture: Capture, fault: str
) -> None:
    answer, words = FAULTS[fault]
    club.rest.refuse("PUT", COMMANDS, answer)
    bot = await start_bot()
    message = await club.say("you buffoon")
    assert (await club.request("DELETE", MESSAGE)).ids["message"] == message["id"]
    if fault == "an outage":  # discord.py asks five times first
        return
    await club.request("PUT", COMMANDS)
    (problem,) = HealthChecks([bot.platform._stats]).readiness_problems()
    assert problem.startswith("discord: /toxicity is not registered: ")
    assert words in problem
    assert "commands are not registered" in capture.text


async def test_a_rate_limit_delays_no_message(club: FakeDiscord, start_bot: StartBot) -> None:
    club.rest.limits.waits["PUT", COMMANDS] = [45.0]
    await start_bot()
    message = await club.say("you buffoon")
    assert (await club.request("DELETE", MESSAGE)).ids["message"] == message["id"]


async def test_it_is_tried_again_until_it_succeeds() -> None:
    answers = [TimeoutError(), TimeoutError(), None]
    problems: list[str] = []
    slept: list[float] = []

    async def sync() -> None:
        if error := answers.pop(0):
            raise error

    async def sleep(seconds: float) -> None:
        slept.append(seconds)

    await register_commands(sync, problems.append, sleep=sleep)
    assert slept == [RETRY_AFTER] * 2
    assert [bool(problem) for problem in problems] == [True, True, False]


@pytest.mark.usefixtures("redirected")
async def test_doctor_says_that_no_command_is_registered_yet(
    club: FakeDiscord, start_bot: StartBot
) -> None:
    club.world.commands = []
    assert "is not registered yet" in str(await run_checks(TOKEN, Policy()))
    await start_bot()
    await club.request("PUT", COMMANDS)
    assert "is not registered yet" not in str(await run_checks(TOKEN, Policy()))
