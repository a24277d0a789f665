"""Every way in which text reaches a channel, acted by people in simcord's Discord.

What simcord has no model of is shown over our own wire instead, in `../test_what_it_sees.py`:

| | the test |
|---|---|
| a file's text (simcord's files have no address) | text files are read up to 64 kB ... |
| PluralKit (webhooks of no application) | bots and webhooks are bots but ... (`../test_whom_it_hears.py`) |
| links unfurled afterwards | unfurled links and pins are no edits |
| a budget of requests | reading back has a budget (`../test_the_connection.py`) |
"""

from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from typing import Any

import discord
import pytest
from simcord.backend.models import Poll, PollAnswer
from simcord.enums import MessageType

from bot.domain.policy import Exemptions, Mode, Policy
from tests.bot.platforms.discord.on_simcord.conftest import RUDE, Enter
from tests.fakes.discord.simulated import Hall


async def test_a_new_message(hall: Hall) -> None:
    await hall.kim.send(hall.general, RUDE)
    assert hall.said() == []
    assert hall.alerts() == ["Case 1: deleted"]


async def test_an_edit_of_a_message_that_no_cache_holds_but_not_a_pin(hall: Hall) -> None:
    said = await hall.kim.send(hall.general, "hello")
    await hall.mona.set_pinned(said, pinned=True)
    assert hall.alerts() == []
    await hall.kim.edit(said, RUDE)
    assert said.id not in [message.id for message in hall.general.history()]
    assert hall.alerts() == ["Case 1: deleted"]


async def test_a_thread_by_its_name_and_by_what_is_said_in_it(hall: Hall) -> None:
    backend = hall.env.backend
    thread = backend.create_thread(hall.general.id, f"{RUDE}s", hall.kim.id)
    await hall.happen(thread)
    assert "buffoon" not in str(thread.name)
    (place,) = hall.general.threads
    await hall.kim.send(place, RUDE)
    assert hall.alerts() == ["Case 1: deleted", "Case 2: deleted"]


async def test_a_post_in_a_forum_by_its_title(hall: Hall) -> None:
    forum = hall.guild.create_forum_channel("ideas")
    post = hall.env.backend.create_thread(forum.id, f"{RUDE}s", hall.kim.id)
    await hall.happen(post)
    assert "buffoon" not in str(post.name)
    assert hall.alerts() == ["Case 1: deleted"]


LATER = "2030-01-01T00:00:00+00:00"
WORDS: dict[str, Callable[[], dict[str, Any]]] = {
    "a poll's question": lambda: {"poll": Poll(RUDE, [PollAnswer(1, "tea")], LATER)},
    "a poll's answer": lambda: {"poll": Poll("who", [PollAnswer(1, RUDE)], LATER)},
    "an embed": lambda: {"embeds": [{"type": "rich", "title": "hello", "description": RUDE}]},
}


@pytest.mark.parametrize("kind", WORDS)
async def test_words_that_are_not_in_the_content(hall: Hall, kind: str) -> None:
    said = hall.env.backend.create_message(hall.general.id, hall.kim.id, **WORDS[kind]())
    await hall.happen(said)
    assert hall.alerts() == ["Case 1: deleted"]


async def test_what_was_forwarded(hall: Hall) -> None:
    elsewhere = hall.guild.create_text_channel("elsewhere")
    said = hall.env.backend.create_message(elsewhere.id, hall.mona.id, RUDE, broadcast=False)
    (source,) = elsewhere.history()
    forwarded = await hall.kim.forward(source, hall.general)
    assert forwarded.content == ""
    assert hall.said() == []
    assert [message.id for message in elsewhere.history()] == [said.id]


async def test_a_nickname_once_its_bearer_speaks(hall: Hall) -> None:
    max_ = hall.join("max", nick="buffoon")
    await max_.send(hall.general, "hello")
    assert hall.said() == ["hello"]
    assert hall.env.backend.get_member(hall.guild.id, max_.id).nick is None
    assert hall.alerts() == ["Case 1: deleted"]


async def test_it_skips_itself_system_messages_and_what_automod_quotes(hall: Hall) -> None:
    backend, kim = hall.env.backend, hall.kim
    own = backend.create_message(hall.general.id, backend.bot_user.id, RUDE)
    system = hall.guild.create_system_message(hall.general, MessageType.NEW_MEMBER, author=kim)
    quoted = backend.create_message(
        hall.moderators.id, kim.id, RUDE, message_type=MessageType.AUTO_MODERATION_ACTION
    )
    await hall.happen(own, system, quoted)
    assert hall.alerts() == []
    assert hall.said()[0] == RUDE


@pytest.mark.parametrize("bots", ["exempt", "judged"])
async def test_bots_and_webhooks_by_policy(enter: Enter, bots: str) -> None:
    exempt = Exemptions(bots=bots == "exempt")
    hall = await enter(Policy(mode=Mode.ENFORCE, exempt=exempt))
    robot = hall.guild.add_member(hall.env.create_user("robot", bot=True))
    await robot.send(hall.general, RUDE)
    hook = hall.guild.create_webhook(hall.general)
    await hook.send(embed=discord.Embed(description=RUDE))
    assert len(hall.alerts()) == (0 if exempt.bots else 2)


async def test_what_was_said_while_it_was_away(enter: Enter) -> None:
    hall = await enter()
    await hall.env.advance_time(3_600)
    missed = hall.env.backend.create_message(hall.general.id, hall.kim.id, RUDE, broadcast=False)
    hall = await enter(since=datetime.now(UTC) - timedelta(minutes=10))
    while not hall.alerts():
        await hall.happen(missed)
    assert hall.said() == []


async def test_a_bot_of_many_servers_hears_all_its_shards(enter: Enter) -> None:
    hall = await enter(shards=2)
    for shard in range(2):
        server = hall.env.create_guild(shard_id=shard)
        shown = server.create_text_channel("parley")
        general = server.create_text_channel("general")
        kim = server.add_member(hall.kim.user)
        await kim.send(general, RUDE)
        assert general.history() == []
        assert len(shown.history()) == 1
