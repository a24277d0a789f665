"""What was said while the bot could not hear it is read back."""

from collections.abc import Iterator
from datetime import UTC, datetime, timedelta

import pytest
from discord import Message, Permissions

from bot.platforms.discord.inbound import event_listener
from bot.platforms.discord.inbound.backfill import Backfill
from bot.store.store import Store
from tests.bot.conftest import Capture
from tests.bot.platforms.discord.conftest import MESSAGE, MESSAGES, Ears, StartBot
from tests.fakes.discord.gateway import IDENTIFY
from tests.fakes.discord.rest import MISSING_ACCESS
from tests.fakes.discord.server import FakeDiscord
from tests.fakes.discord.world import FORUM


async def test_what_a_new_session_was_not_told_of_is_read_back(
    club: FakeDiscord, ears: Ears, monkeypatch: pytest.MonkeyPatch
) -> None:
    async def need_not_wait(_shard: int | None, *, initial: bool) -> None:
        """In the place of the five seconds that discord.py leaves between two sessions."""
        assert not initial

    monkeypatch.setattr(ears.platform._client, "before_identify_hook", need_not_wait)
    await club.say("before")
    await ears.until(1)
    lost = club.world.add_message("meanwhile")
    await club.gateway.forget()
    assert await ears.until(3) == ["before", "before", "meanwhile"]
    assert ears.messages[2].id == lost["id"]
    assert club.gateway.log.count(IDENTIFY) == 2


async def test_reading_back_has_a_budget(club: FakeDiscord, ears: Ears) -> None:
    heard: list[str] = []

    async def hear(said: Message) -> None:
        heard.append(said.content)

    club.world.add_message("meanwhile")
    client, never = ears.platform._client, ears.platform._replay_thread
    backlog = Backfill(client, hear=hear, hear_thread=never)
    await backlog._read(int(club.world.general), 1)
    assert heard == ["meanwhile"]
    backlog._left = 0
    await backlog._read(int(club.world.general), 1)
    assert heard == ["meanwhile"]
    assert len(club.requests("GET", MESSAGES)) == 1


async def test_a_channel_that_cannot_be_read_back_spoils_nothing(
    club: FakeDiscord, ears: Ears
) -> None:
    club.rest.refuse("GET", MESSAGES, MISSING_ACCESS)
    ears.platform._backlog.miss(int(club.world.general), 1)
    await club.request("GET", MESSAGES)
    await club.say("hello")
    assert await ears.until(1) == ["hello"]


async def test_an_old_message_that_a_bug_keeps_from_being_read_costs_that_one(
    club: FakeDiscord, ears: Ears, monkeypatch: pytest.MonkeyPatch, capture: Capture
) -> None:
    def find_numbers(said: Message) -> Iterator[str]:
        """In the place of what finds words."""
        yield str(int(said.content))

    monkeypatch.setattr(event_listener, "extract_texts", find_numbers)
    broken = club.world.add_message("you buffoon")
    club.world.add_message("17")
    ears.platform._backlog.miss(int(club.world.general), 1)
    assert await ears.until(1) == ["17"]
    assert f'"message": "{broken["id"]}"' in capture.text
    assert '"error": "ValueError"' in capture.text
    assert "buffoon" not in capture.text


async def test_what_discord_py_cannot_read_back_ends_no_bot(club: FakeDiscord, ears: Ears) -> None:
    club.world.add_message("meanwhile", embeds=["no embed"])
    ears.platform._backlog.miss(int(club.world.general), 1)
    await club.request("GET", MESSAGES)
    ears.platform._backlog.miss(int(club.world.moderators), 1)
    await club.request("GET", MESSAGES, number=2)
    await club.say("hello")
    assert await ears.until(1) == ["hello"]


async def test_what_was_said_while_the_bot_was_away_is_read_back_but_not_what_was_before(
    club: FakeDiscord, start_bot: StartBot, store: Store
) -> None:
    before = club.world.add_message("you buffoon")
    club.world.messages[club.world.general].clear()
    before["id"] = club.world.make_id(age=timedelta(hours=2))
    club.world.messages[club.world.general][before["id"]] = before
    await store.presence.note("discord", datetime.now(UTC) - timedelta(hours=1))
    missed = club.world.add_message("drat you buffoon")
    await start_bot(since=await store.presence.last("discord"))
    assert (await club.request("DELETE", MESSAGE)).ids["message"] == missed["id"]
    await club.alert()
    assert club.shown(club.world.general) == [before]


async def test_titles_that_were_given_while_the_bot_was_away_are_read_too(
    club: FakeDiscord, start_bot: StartBot
) -> None:
    forum = club.world.add_channel("ideas", type=FORUM)
    post = club.world.add_thread("you buffoons", parent=forum)
    await start_bot(since=datetime.now(UTC) - timedelta(hours=1))
    changed = await club.request("PATCH", "/channels/{channel}")
    assert changed.ids["channel"] == post["id"]


async def test_a_channel_that_it_may_not_read_costs_no_request(
    club: FakeDiscord, start_bot: StartBot
) -> None:
    bot = {"id": club.world.bot_role["id"], "type": 0, "allow": "0"}
    unseen = {**bot, "deny": str(Permissions(view_channel=True).value)}
    secret = club.world.add_channel("secret", overwrites=[unseen])
    club.world.add_message("you buffoon", channel=secret)
    club.world.add_message("you buffoon")
    await start_bot(since=datetime.now(UTC) - timedelta(hours=1))
    await club.alert()
    assert club.requests("GET", MESSAGES, channel=secret) == []
