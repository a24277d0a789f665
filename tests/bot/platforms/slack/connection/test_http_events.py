"""HTTP events: signed requests in place of the websocket."""

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
from bot.platforms.slack.connection.http_events import EVENTS_PATH, HttpEvents
from bot.platforms.slack.connection.tokens import (
    BOT,
    SIGNING,
    USER,
)
from bot.runtime.platform_port import PlatformContext
from bot.store.cases import Cases
from tests.bot.conftest import Capture
from tests.bot.platforms.slack.conftest import Running, StartBot
from tests.fakes.slack.http_delivery import SIGNING_SECRET, HttpDelivery
from tests.fakes.slack.server import FakeSlack
from tests.fakes.slack.world import BOT_TOKEN, USER_TOKEN
from tests.fakes.waiting import TIMEOUT

TOKENS = {BOT: BOT_TOKEN, SIGNING: SIGNING_SECRET, USER: USER_TOKEN}
ROOT = Path(__file__).parents[5]
JSON_HEADERS = {"Content-Type": "application/json"}


@pytest.fixture
async def bot(start_http_bot: StartBot) -> Running:
    running: Running = await start_http_bot(TOKENS)
    return running


@pytest.fixture
def calls(club: FakeSlack, bot: Running) -> HttpDelivery:  # noqa: ARG001 - it starts the bot
    assert isinstance(club.delivery, HttpDelivery)
    return club.delivery


async def test_a_rude_message_is_deleted_and_shown_and_a_friendly_one_is_left_alone(
    club: FakeSlack, calls: HttpDelivery
) -> None:
    friendly = await club.say("good morning")
    rude = await club.say("you buffoon")
    assert calls.status == 200
    assert (await club.wait_for_call("chat.delete"))["ts"] == rude["ts"]
    assert "Case 1: deleted" in str(await club.alert())
    assert club.shown(club.world.general) == [friendly]


async def test_the_url_verification_of_slack_is_answered(calls: HttpDelivery) -> None:
    asked = json.dumps({"type": "url_verification", "token": "t", "challenge": "3eZbrw1aB"})
    assert json.loads(await calls.post(asked, headers=JSON_HEADERS)) == {"challenge": "3eZbrw1aB"}
    await calls.post(asked, headers=JSON_HEADERS, secret="of somebody else")
    assert calls.status == 401


@pytest.mark.parametrize(
    "signed", [{"secret": "of somebody else"}, {"age": 301}, {"age": -330}, {"secret": ""}]
)
async def test_a_request_that_slack_has_not_signed_within_five_minutes_is_refused(
    club: FakeSlack, calls: HttpDelivery, signed: dict[str, Any]
) -> None:
    forged = club.make_event(club.world.add_message("you old buffoon"))
    await club.deliver_event(forged, **signed)
    assert calls.status == 401
    rude = await club.say("you buffoon")
    await club.alert()
    assert [call["ts"] for call in club.calls("chat.delete")] == [rude["ts"]]


async def test_a_request_that_is_nearly_five_minutes_old_is_accepted(
    club: FakeSlack, calls: HttpDelivery
) -> None:
    posted = club.world.add_message("you buffoon")
    await club.deliver_message(posted, age=298)
    assert calls.status == 200
    assert (await club.wait_for_call("chat.delete"))["ts"] == posted["ts"]


async def test_a_timestamp_that_is_no_number_is_refused_and_the_next_event_handled(
    club: FakeSlack, calls: HttpDelivery
) -> None:
    await calls.post("{}", headers={**JSON_HEADERS, "X-Slack-Request-Timestamp": "soon"})
    assert calls.status >= 400
    await club.say("you buffoon")
    assert "Case 1: deleted" in str(await club.alert())


async def test_a_redelivered_event_is_acted_on_once(
    club: FakeSlack, calls: HttpDelivery, cases: Cases
) -> None:
    posted = club.world.add_message("you buffoon")
    for retry in range(4):
        await club.deliver_message(posted, retry=retry, reason="http_timeout")
        assert calls.status == 200
    last = await club.say("you old buffoon")
    await club.wait_for_call("chat.delete", ts=last["ts"])
    await club.alert(number=2)
    assert len(club.calls("chat.delete", ts=posted["ts"])) == 1
    assert await cases.find(3) is None


async def test_a_retry_that_is_the_only_delivery_is_acted_on(
    club: FakeSlack, calls: HttpDelivery
) -> None:
    await club.deliver_message(club.world.add_message("you buffoon"), retry=3, reason="http_error")
    assert calls.status == 200
    assert "Case 1: deleted" in str(await club.alert())


async def test_an_event_is_answered_before_it_is_handled(
    club: FakeSlack, calls: HttpDelivery
) -> None:
    club.api.rate_limits["users.info"] = [3600]
    async with asyncio.timeout(TIMEOUT):
        await club.say("you buffoon")
    assert calls.status == 200
    assert club.calls("chat.delete") == []


@pytest.mark.usefixtures("calls")
async def test_commands_and_buttons_are_answered(club: FakeSlack) -> None:
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


async def test_an_address_in_use_stops_the_start_and_names_the_settings() -> None:
    with socket.create_server(("127.0.0.1", 0)) as taken:
        endpoint = HttpEvents(AsyncApp(token=BOT_TOKEN, signing_secret="s"), taken.getsockname())
        with pytest.raises(SettingsError, match="PARLEY_SLACK_HOST, PARLEY_SLACK_PORT: got"):
            await endpoint.open()
        await endpoint.close()


@pytest.fixture
async def reported_gaps(club: FakeSlack) -> AsyncIterator[list[datetime]]:
    """The reported gaps of an app that gets HTTP events."""
    gaps: list[datetime] = []
    app = AsyncApp(token=BOT_TOKEN, signing_secret=SIGNING_SECRET)
    app.client.base_url = f"http://127.0.0.1:{club.port}/api/"
    AppLifecycle(None, on_gap=gaps.append, report_delay=0).register(app)
    endpoint = HttpEvents(app, ("127.0.0.1", 0))
    await endpoint.open()
    club.deliver_to(endpoint.port)
    yield gaps
    await endpoint.close()


async def test_a_minute_in_which_slack_withheld_events_is_reported_as_a_gap(
    club: FakeSlack, reported_gaps: list[datetime], capture: Capture
) -> None:
    calls = club.delivery
    assert isinstance(calls, HttpDelivery)
    minute = 1_700_000_040
    limited = {
        "type": "app_rate_limited",
        "token": "verification",
        "team_id": club.world.team,
        "minute_rate_limited": minute,
        "api_app_id": club.world.app,
    }
    await calls.post(json.dumps(limited), headers=JSON_HEADERS)
    assert calls.status == 200
    assert reported_gaps == [datetime.fromtimestamp(minute, UTC)]
    assert "Slack withholds events" in capture.text


def test_the_guide_names_the_address_that_it_listens_on() -> None:
    guide = (ROOT / "deploy/slack.md").read_text()
    assert guide.count(f"https://parley.example.org{EVENTS_PATH}") == 3
    assert "127.0.0.1:3000" in guide
    assert PlatformContext.__dataclass_fields__["address"].default == ("127.0.0.1", 3000)
    settings, _ = load_settings({})
    assert (settings.slack_host, settings.slack_port) == ("127.0.0.1", 3000)
