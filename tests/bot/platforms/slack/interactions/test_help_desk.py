"""A member who writes to the bot on Slack: told what it is, how to report and how to appeal, once in a while."""

from typing import Any

import pytest

from bot.platforms.slack.interactions import help_desk
from bot.store.cases import Cases
from tests.bot.platforms.slack.conftest import StartBot
from tests.bot.platforms.slack.example_alerts import render_text
from tests.fakes.slack.server import FakeSlack

TITLE = "I am Parley, a program"


def answers(club: FakeSlack, channel: str) -> list[str]:
    return [
        render_text(call.args["blocks"])
        for call in club.calls("chat.postMessage", channel=channel)
        if call.args["text"] == TITLE
    ]


async def write(club: FakeSlack, text: str, **fields: Any) -> str:
    channel = club.world.open_direct(club.world.kim["id"])
    await club.say(text, channel=channel, **fields)
    return channel


async def test_it_says_what_it_is_how_to_report_and_how_to_appeal(
    club: FakeSlack, start_bot: StartBot
) -> None:
    await start_bot()
    channel = await write(club, "somebody is unkind to me")
    await club.wait_for_call("chat.postMessage", channel=channel)
    (answer,) = answers(club, channel)
    for words in ("Report to moderators", "press Appeal", "need a person"):
        assert words in answer


async def test_who_writes_on_and_on_is_answered_once(club: FakeSlack, start_bot: StartBot) -> None:
    await start_bot()
    channel = await write(club, "help")
    await club.wait_for_call("chat.postMessage", channel=channel)
    for _ in range(5):
        await write(club, "hello?")
    await club.say("you buffoon")
    await club.alert()
    assert len(answers(club, channel)) == 1


async def test_what_is_rude_to_the_bot_is_a_case_as_before_and_is_answered(
    club: FakeSlack, start_bot: StartBot, cases: Cases
) -> None:
    await start_bot()
    channel = await write(club, "you buffoon")
    await club.alert()
    assert await cases.find(1)
    assert len(answers(club, channel)) == 1


async def test_a_bug_in_the_answer_costs_no_message_its_moderation(
    club: FakeSlack, start_bot: StartBot, cases: Cases, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(help_desk, "build_answer_blocks", {}.__getitem__)
    await start_bot()
    channel = await write(club, "you buffoon")
    await club.alert()
    assert await cases.find(1)
    assert answers(club, channel) == []


async def test_what_is_written_in_channels_or_by_apps_is_not_answered(
    club: FakeSlack, start_bot: StartBot
) -> None:
    await start_bot()
    channel = await write(club, "beep", bot_id="B0OTHER")
    await club.say("hello")
    await club.say("you buffoon")
    await club.alert()
    assert answers(club, channel) == answers(club, club.world.general) == []
