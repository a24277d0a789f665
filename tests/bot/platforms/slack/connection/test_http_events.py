"""Slack calls: signed requests in the place of a websocket."""

import asyncio
import json
import socket
from collections.abc import AsyncIterator
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest
from slack_bolt.async_app import AsyncApp

from bot.config.errors import SettingsError
from bot.config.settings import load_settings
from bot.platforms.slack.connection.app_lifecycle import AppLifecycle
from bot.platforms.slack.connection.http_events import PATH, HttpEvents
from bot.platforms.slack.connection.tokens import (
    BOT,
    SIGNING,
    USER,
)
from bot.runtime.platform_port import PlatformContext
from bot.store.cases import Cases
from tests.bot.conftest import Capture
from tests.bot.platforms.slack.conftest import Running, StartBot
from tests.fakes.slack.calls import SIGNING_SECRET, Calls
from tests.fakes.slack.server import FakeSlack
from tests.fakes.slack.world import BOT_TOKEN, USER_TOKEN

TOKENS = {BOT: BOT_TOKEN, SIGNING: SIGNING_SECRET, USER: USER_TOKEN}
ROOT = Path(__file__).parents[5]
JSON_BODY = {"Content-Type": "application/json"}


@pytest.fixture
async def bot(start_called: StartBot) -> Running:
    running: Running = await start_called(TOKENS)
    return running


@pytest.fixture
def calls(club: FakeSlack, bot: Running) -> Calls:  # noqa: ARG001 - it is what is called
    assert isinstance(club.carrier, Calls)
    return club.carrier


async def test_a_rude_message_is_deleted_and_shown_and_a_friendly_one_is_left_alone(
    club: FakeSlack, calls: Calls
) -> None:
    friendly = await club.say("good morning")
    rude = await club.say("you buffoon")
    assert calls.status == 200
    assert (await club.call("chat.delete"))["ts"] == rude["ts"]
    assert "Case 1: deleted" in str(await club.alert())
    assert club.shown(club.world.general) == [friendly]


async def test_it_answers_slacks_question_whether_the_address_is_its_own(calls: Calls) -> None:
    asked = json.dumps({"type": "url_verification", "token": "t", "challenge": "3eZbrw1aB"})
    assert json.loads(await calls.post(asked, headers=JSON_BODY)) == {"challenge": "3eZbrw1aB"}
    await calls.post(asked, headers=JSON_BODY, secret="of somebody else")
    assert calls.status == 401


@pytest.mark.parametrize(
    "signed", [{"secret": "of somebody else"}, {"age": 301}, {"age": -330}, {"secret": ""}]
)
async def test_what_slack_has_not_signed_within_five_minutes_is_refused(
    club: FakeSlack, calls: Calls, signed: dict[str, Any]
) -> None:
    forged = club.make_event(club.world.add_message("you old buffoon"))
    await club.bring_event(forged, **signed)
    assert calls.status == 401
    rude = await club.say("you buffoon")
    await club.alert()
    assert [call["ts"] for call in club.calls("chat.delete")] == [rude["ts"]]


async def test_what_is_nearly_five_minutes_old_is_taken(club: FakeSlack, calls: Calls) -> None:
    said = club.world.add_message("you buffoon")
    await club.tell(said, age=298)
    assert calls.status == 200
    assert (await club.call("chat.delete"))["ts"] == said["ts"]


async def test_a_time_that_is_no_number_is_refused_and_costs_nothing(
    club: FakeSlack, calls: Calls
) -> None:
    await calls.post("{}", headers={**JSON_BODY, "X-Slack-Request-Timestamp": "soon"})
    assert calls.status >= 400
    await club.say("you buffoon")
    assert "Case 1: deleted" in str(await club.alert())


async def test_what_slack_brings_again_is_acted_on_once(
    club: FakeSlack, calls: Calls, cases: Cases
) -> None:
    said = club.world.add_message("you buffoon")
    for retry in range(4):
        await club.tell(said, retry=retry, reason="http_timeout")
        assert calls.status == 200
    last = await club.say("you old buffoon")
    await club.call("chat.delete", ts=last["ts"])
    await club.alert(number=2)
    assert len(club.calls("chat.delete", ts=said["ts"])) == 1
    assert await cases.find(3) is None


async def test_a_retry_may_be_the_only_delivery(club: FakeSlack, calls: Calls) -> None:
    await club.tell(club.world.add_message("you buffoon"), retry=3, reason="http_error")
    assert calls.status == 200
    assert "Case 1: deleted" in str(await club.alert())


async def test_it_answers_before_anything_is_done(club: FakeSlack, calls: Calls) -> None:
    club.web.waits["users.info"] = [60]
    async with asyncio.timeout(3):
        await club.say("you buffoon")
    assert calls.status == 200
    assert club.calls("chat.delete") == []


@pytest.mark.usefixtures("calls")
async def test_commands_and_presses_are_answered(club: FakeSlack) -> None:
    asked = await club.interactions.command("check you buffoon", by=club.world.mona)
    assert "0.9" in str(await asked.reply())
    await club.say("you buffoon")
    alert = await club.alert()
    button = next(
        element["action_id"]
        for block in alert["blocks"]
        for element in block.get("elements", ())
        if element.get("text", {}).get("text") == "Dismiss"
    )
    pressed = await club.interactions.press(button, alert, by=club.world.mona)
    assert "ismiss" in str(await pressed.reply())


async def test_a_taken_address_ends_it_and_names_the_settings() -> None:
    with socket.create_server(("127.0.0.1", 0)) as taken:
        endpoint = HttpEvents(AsyncApp(token=BOT_TOKEN, signing_secret="s"), taken.getsockname())
        with pytest.raises(SettingsError, match="PARLEY_SLACK_HOST, PARLEY_SLACK_PORT: got"):
            await endpoint.open()
        await endpoint.close()


@pytest.fixture
async def withheld(club: FakeSlack) -> AsyncIterator[list[datetime]]:
    """Since when events were withheld, by an app that the fake calls."""
    told: list[datetime] = []
    app = AsyncApp(token=BOT_TOKEN, signing_secret=SIGNING_SECRET)
    app.client.base_url = f"http://127.0.0.1:{club.port}/api/"
    AppLifecycle(None, miss=told.append, pause=0).register(app)
    endpoint = HttpEvents(app, ("127.0.0.1", 0))
    await endpoint.open()
    club.call_at(endpoint.port)
    yield told
    await endpoint.close()


async def test_what_slack_withholds_in_a_minute_of_too_many_events_is_read_back(
    club: FakeSlack, withheld: list[datetime], capture: Capture
) -> None:
    calls = club.carrier
    assert isinstance(calls, Calls)
    minute = 1_700_000_040
    limited = {
        "type": "app_rate_limited",
        "token": "verification",
        "team_id": club.world.team,
        "minute_rate_limited": minute,
        "api_app_id": club.world.app,
    }
    await calls.post(json.dumps(limited), headers=JSON_BODY)
    assert calls.status == 200
    assert withheld == [datetime.fromtimestamp(minute, UTC)]
    assert "Slack withholds events" in capture.text


def test_the_guide_leads_slack_to_where_it_listens() -> None:
    guide = (ROOT / "deploy/slack.md").read_text()
    assert guide.count(f"https://parley.example.org{PATH}") == 3
    assert "127.0.0.1:3000" in guide
    assert PlatformContext.__dataclass_fields__["address"].default == ("127.0.0.1", 3000)
    settings, _ = load_settings({})
    assert (settings.slack_host, settings.slack_port) == ("127.0.0.1", 3000)
