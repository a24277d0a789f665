"""Messages, threads and names that are moderated, in simcord's Discord.

Attachments, PluralKit, link previews and the budget of requests, of which simcord has no model, are tested
on the fake instead, in `../inbound/`.
"""

from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from typing import Any

import discord
import pytest
from discord import PermissionOverwrite
from simcord.backend.models import Poll, PollAnswer
from simcord.enums import MessageType

from bot.domain.policy import Exemptions, Mode, Policy
from tests.bot.platforms.discord.on_simcord.conftest import RUDE, StartBot
from tests.fakes.discord.simulated import SimulatedGuild


async def test_a_new_message(club: SimulatedGuild) -> None:
    await club.kim.send(club.general, RUDE)
    assert club.texts() == []
    assert club.alert_titles() == ["Case 1: deleted"]


async def test_an_edit_of_an_uncached_message_but_not_a_pin(club: SimulatedGuild) -> None:
    sent = await club.kim.send(club.general, "hello")
    await club.mona.set_pinned(sent, pinned=True)
    assert club.alert_titles() == []
    await club.kim.edit(sent, RUDE)
    assert sent.id not in [message.id for message in club.general.history()]
    assert club.alert_titles() == ["Case 1: deleted"]


async def test_the_name_of_a_thread_and_a_message_in_it(club: SimulatedGuild) -> None:
    backend = club.env.backend
    thread = backend.create_thread(club.general.id, f"{RUDE}s", club.kim.id)
    await club.settle(thread)
    assert "buffoon" not in str(thread.name)
    (place,) = club.general.threads
    await club.kim.send(place, RUDE)
    assert club.alert_titles() == ["Case 1: deleted", "Case 2: deleted"]


async def test_the_title_of_a_forum_post(club: SimulatedGuild) -> None:
    forum = club.guild.create_forum_channel("ideas")
    post = club.env.backend.create_thread(forum.id, f"{RUDE}s", club.kim.id)
    await club.settle(post)
    assert "buffoon" not in str(post.name)
    assert club.alert_titles() == ["Case 1: deleted"]


LATER = "2030-01-01T00:00:00+00:00"
FIELDS: dict[str, Callable[[], dict[str, Any]]] = {
    "a poll's question": lambda: {"poll": Poll(RUDE, [PollAnswer(1, "tea")], LATER)},
    "a poll's answer": lambda: {"poll": Poll("who", [PollAnswer(1, RUDE)], LATER)},
    "an embed": lambda: {"embeds": [{"type": "rich", "title": "hello", "description": RUDE}]},
}


@pytest.mark.parametrize("kind", FIELDS)
async def test_text_that_is_not_in_the_content(club: SimulatedGuild, kind: str) -> None:
    sent = club.env.backend.create_message(club.general.id, club.kim.id, **FIELDS[kind]())
    await club.settle(sent)
    assert club.alert_titles() == ["Case 1: deleted"]


async def test_a_forwarded_message(club: SimulatedGuild) -> None:
    elsewhere = club.guild.create_text_channel("elsewhere")
    sent = club.env.backend.create_message(elsewhere.id, club.mona.id, RUDE, broadcast=False)
    (source,) = elsewhere.history()
    forwarded = await club.kim.forward(source, club.general)
    assert forwarded.content == ""
    assert club.texts() == []
    assert [message.id for message in elsewhere.history()] == [sent.id]


async def test_a_nickname_once_its_bearer_writes(club: SimulatedGuild) -> None:
    max_ = club.add_member("max", nick="buffoon")
    await max_.send(club.general, "hello")
    assert club.texts() == ["hello"]
    assert club.env.backend.get_member(club.guild.id, max_.id).nick is None
    assert club.alert_titles() == ["Case 1: deleted"]


async def test_its_own_system_and_automod_messages_are_skipped(
    club: SimulatedGuild,
) -> None:
    backend, kim = club.env.backend, club.kim
    own = backend.create_message(club.general.id, backend.bot_user.id, RUDE)
    system = club.guild.create_system_message(club.general, MessageType.NEW_MEMBER, author=kim)
    quoted = backend.create_message(
        club.moderators.id, kim.id, RUDE, message_type=MessageType.AUTO_MODERATION_ACTION
    )
    await club.settle(own, system, quoted)
    assert club.alert_titles() == []
    assert club.texts()[0] == RUDE


@pytest.mark.parametrize("bots", ["exempt", "scored"])
async def test_bots_and_webhooks_by_policy(start_bot: StartBot, bots: str) -> None:
    exempt = Exemptions(bots=bots == "exempt")
    club = await start_bot(Policy(mode=Mode.ENFORCE, exempt=exempt))
    robot = club.guild.add_member(club.env.create_user("robot", bot=True))
    await robot.send(club.general, RUDE)
    hook = club.guild.create_webhook(club.general)
    await hook.send(embed=discord.Embed(description=RUDE))
    assert len(club.alert_titles()) == (0 if exempt.bots else 2)


async def test_a_message_from_before_the_start(start_bot: StartBot) -> None:
    club = await start_bot()
    await club.env.advance_time(3_600)
    missed = club.env.backend.create_message(club.general.id, club.kim.id, RUDE, broadcast=False)
    club = await start_bot(since=datetime.now(UTC) - timedelta(minutes=10))
    while not club.alert_titles():
        await club.settle(missed)
    assert club.texts() == []


async def test_messages_of_all_shards(start_bot: StartBot) -> None:
    club = await start_bot(shards=2)
    for shard in range(2):
        server = club.env.create_guild(shard_id=shard)
        shown = server.create_text_channel(
            "parley",
            overwrites={
                server.default_role: PermissionOverwrite(view_channel=False),
                server.roles["TestBot"]: PermissionOverwrite(view_channel=True),
            },
        )
        general = server.create_text_channel("general")
        kim = server.add_member(club.kim.user)
        await kim.send(general, RUDE)
        assert general.history() == []
        assert len(shown.history()) == 1
