"""Frames that discord.py cannot parse cost neither the connection nor the message."""

from typing import Any

import pytest

from bot.domain.policy import Mode, Policy
from tests.bot.platforms.discord.conftest import MESSAGE, Recorder, StartBot
from tests.fakes.discord.server import FakeDiscord

RUDE = "you buffoon"


@pytest.mark.parametrize(
    "fields",
    [
        {"attachments": None},
        {"embeds": [{"type": "rich", "title": 7}]},
        {"components": "none"},
        {"edited_timestamp": "yesterday"},
        {"poll": {"question": None}},
        {"mentions": None},
    ],
    ids=lambda fields: str(next(iter(fields))),
)
async def test_a_malformed_message_is_judged_by_what_can_be_read_of_it(
    club: FakeDiscord, start_bot: StartBot, fields: dict[str, Any]
) -> None:
    await start_bot()
    message = await club.say(RUDE, **fields)
    deleted = await club.request("DELETE", MESSAGE)
    assert deleted.ids["message"] == message["id"]


async def test_a_reply_is_read_whole_whatever_it_answers_and_whomever_it_mentions(
    club: FakeDiscord, recorder: Recorder
) -> None:
    answered = {**await club.say("hello"), "author": None}
    place = {"channel_id": answered["channel_id"], "message_id": answered["id"]}
    reply = {"type": 19, "message_reference": place, "referenced_message": answered}
    await club.say("hello to you", **reply, mentions=[{"id": "7"}])
    await recorder.until(2)
    (_, read) = recorder.messages
    assert (read.text, read.is_unread) == ("hello to you", False)


async def test_a_lone_surrogate_is_no_way_around_the_bot(
    club: FakeDiscord, start_bot: StartBot
) -> None:
    await start_bot()
    message = await club.say(f"{RUDE} \ud800")
    deleted = await club.request("DELETE", MESSAGE)
    assert deleted.ids["message"] == message["id"]


async def test_what_could_not_be_read_of_a_message_is_never_silently_clean(
    club: FakeDiscord, start_bot: StartBot
) -> None:
    await start_bot(Policy(mode=Mode.FLAG))
    await club.say("hello", embeds=[{"type": "rich", "title": 7}])
    (embed,) = (await club.alert())["embeds"]
    assert "unscored" in str(embed["fields"])


async def test_a_frame_that_is_no_event_at_all_is_passed_over(
    club: FakeDiscord, recorder: Recorder
) -> None:
    payloads: tuple[Any, ...] = (None, 7, [], {"id": None})
    for payload in payloads:
        for session in club.gateway.sessions:
            await session.dispatch("MESSAGE_CREATE", payload)
            await session.dispatch("CHANNEL_UPDATE", payload)
    assert await recorder.all() == []
