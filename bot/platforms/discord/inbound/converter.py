"""Discord's messages, names of threads and nicknames as messages of ours, and back to what they are.

A text of a message has the message's id, its second part "id.2"; the name of a thread is "thread-id",
a nickname "nickname-id" of its owner.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from enum import Enum
from typing import TypedDict

import discord

from bot.domain.message import Author, Message

NAME = "discord"

_PROXIES = frozenset({466378653216014359, 431544605209788416})
"""The applications of PluralKit and Tupperbox: what they post was written by a member."""

_FRESH = 15 * 60
"""Seconds after which an edit is no news: Discord also tells of a message when it is pinned."""


class Kind(Enum):
    """What a message of ours is on Discord."""

    MESSAGE = ""
    THREAD = "thread"
    NICKNAME = "nickname"


@dataclass(frozen=True, slots=True)
class Subject:
    """What an id means: the kind of thing, and Discord's id of it."""

    kind: Kind
    id: int


class Location(TypedDict):
    """The part of a message that says where."""

    community: str
    channel: str
    thread: str | None
    category: str | None
    is_age_restricted: bool


def read_subject(message: str) -> Subject:
    """What a message's id means: "42.2" -> message 42; "thread-7" -> thread 7."""
    kind, _, number = message.rpartition("-")
    return Subject(Kind(kind), int(number.partition(".")[0]))


def locate(channel: object) -> Location | None:
    """Where a channel of a guild is; None for one that is in none. A thread is in its parent."""
    if not isinstance(channel, discord.abc.GuildChannel | discord.Thread):
        return None
    thread = channel if isinstance(channel, discord.Thread) else None
    outer = thread.parent if thread else channel
    return Location(
        community=str(channel.guild.id),
        channel=str(thread.parent_id if thread else channel.id),
        thread=str(thread.id) if thread else None,
        category=str(outer.category_id) if outer and outer.category_id else None,
        is_age_restricted=bool(outer and getattr(outer, "nsfw", False)),
    )


def make_author(person: discord.abc.User, channel: object, *, is_bot: bool | None = None) -> Author:
    """Who wrote, with the roles and rights that they have where they wrote."""
    member = person if isinstance(person, discord.Member) else None
    return Author(
        id=str(person.id),
        name=person.display_name,
        roles=frozenset(str(role.id) for role in member.roles) if member else frozenset(),
        is_bot=person.bot if is_bot is None else is_bot,
        is_moderator=member is not None and is_moderator(member, channel),
    )


def is_moderator(member: discord.Member, channel: object) -> bool:
    """Whether they may do to others' messages here what the bot does."""
    rights = member.guild_permissions
    outer = channel.parent if isinstance(channel, discord.Thread) else channel
    if isinstance(outer, discord.abc.GuildChannel):
        rights |= outer.permissions_for(member)
    return rights.manage_messages or rights.moderate_members


def make_messages(said: discord.Message, texts: Sequence[str]) -> list[Message]:
    """A message of ours for each text in one of Discord's; none where it belongs to no guild."""
    place = locate(said.channel)
    if place is None:
        return []
    is_bot = said.author.bot or said.webhook_id is not None
    author = make_author(
        said.author, said.channel, is_bot=is_bot and said.application_id not in _PROXIES
    )
    return [
        Message(
            platform=NAME,
            id=str(said.id) if number == 1 else f"{said.id}.{number}",
            author=author,
            text=text,
            sent_at=said.created_at,
            edited_at=said.edited_at,
            link=said.jump_url,
            is_joinable=number == 1,
            **place,
        )
        for number, text in enumerate(texts, 1)
    ]


def is_new_edit(said: discord.Message, now: datetime) -> bool:
    """Whether its author has just changed it; pins and unfurled links are told of as edits, too."""
    return said.edited_at is not None and (now - said.edited_at).total_seconds() < _FRESH


def name_thread(thread: discord.Thread, author: Author, *, at: datetime | None) -> Message | None:
    """The name of a thread or the title of a post; `at`: when it was changed."""
    place = locate(thread)
    if place is None:
        return None
    return Message(
        platform=NAME,
        id=f"{Kind.THREAD.value}-{thread.id}",
        author=author,
        text=thread.name,
        sent_at=thread.created_at or discord.utils.snowflake_time(thread.id),
        edited_at=at,
        link=thread.jump_url,
        is_joinable=False,
        **place,
    )


def name_member(said: discord.Message) -> Message | None:
    """The nickname under which something was said; None without one."""
    place = locate(said.channel)
    if place is None or not isinstance(said.author, discord.Member) or not said.author.nick:
        return None
    return Message(
        platform=NAME,
        id=f"{Kind.NICKNAME.value}-{said.author.id}",
        author=make_author(said.author, said.channel),
        text=said.author.nick,
        sent_at=said.created_at,
        edited_at=said.created_at,  # each time it is seen anew is a case of its own
        link=said.jump_url,
        is_joinable=False,
        **place,
    )
