"""Conversion of Discord's messages and thread names to `Message`, and of its ids back to targets.

| converted | id of the `Message` |
|---|---|
| a message | "id" |
| a thread's name | "thread-id" |

Other names are converted by `name_converter`.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import TypedDict, TypeGuard

import discord

from bot.domain.message import Author, Message
from bot.domain.naming import Naming, name_id
from bot.platforms.discord.inbound.authorship import read_author

NAME = "discord"
"""The platform's name, as in `Message.platform`."""

_PLACES = (discord.abc.GuildChannel, discord.Thread)

_MAX_EDIT_AGE = 15 * 60
"""Seconds after which an update is no edit: Discord also sends one when a message is pinned."""


@dataclass(frozen=True, slots=True)
class Target:
    """The thing on Discord that a `Message` stands for: its kind, None for a message, and Discord's id of it."""

    kind: Naming | None
    id: int


class Location(TypedDict):
    """The fields of a `Message` that say where it was written."""

    community: str
    channel: str
    thread: str | None
    category: str | None
    is_age_restricted: bool


def parse_target(message_id: str) -> Target:
    """Parse the id of a `Message`: "42" -> message 42; "thread-7" -> thread 7.

    Old cases know "42.2": the second text of message 42.
    """
    kind, _, number = message_id.rpartition("-")
    return Target(Naming(kind) if kind else None, int(number.partition(".")[0]))


def resolve_location(channel: object) -> Location | None:
    """Return the location of a guild's channel or thread; None for a channel of no guild.

    Of a channel that Discord has not shown, it is its id alone.
    """
    if isinstance(channel, discord.PartialMessageable) and channel.guild_id:
        return Location(
            community=str(channel.guild_id),
            channel=str(channel.id),
            thread=None,
            category=None,
            is_age_restricted=False,
        )
    if not isinstance(channel, _PLACES):
        return None
    thread = channel if isinstance(channel, discord.Thread) else None
    parent = thread.parent if thread else channel
    return Location(
        community=str(channel.guild.id),
        channel=str(thread.parent_id if thread else channel.id),
        thread=str(thread.id) if thread else None,
        category=str(parent.category_id) if parent and parent.category_id else None,
        is_age_restricted=bool(parent and getattr(parent, "nsfw", False)),
    )


def convert_message(
    source: discord.Message,
    texts: Sequence[str],
    *,
    author: Author | None = None,
    is_cut: bool = False,
    is_unread: bool = False,
    with_title: bool = False,
) -> Message | None:
    """Convert a message of these texts, at least one; None for a message of no guild.

    `author`: who was found to have written it; else who it says itself. `with_title`: that of the post
    which the message opens belongs to it.
    """
    location = resolve_location(source.channel)
    if location is None:
        return None
    author = author or read_author(source)
    post = source.channel if with_title and source.channel.id == source.id else None
    return Message(
        platform=NAME,
        id=str(source.id),
        author=author,
        text=texts[0],
        more_texts=tuple(texts[1:]),
        is_cut=is_cut,
        is_unread=is_unread,
        title=convert_thread_name(post, author, name=post.name, at=None) if is_post(post) else None,
        sent_at=source.created_at,
        edited_at=source.edited_at,
        link=source.jump_url,
        **location,
    )


def is_post(channel: object) -> TypeGuard[discord.Thread]:
    """Return True for a post of a forum, which one message opens: its id is the post's."""
    return isinstance(channel, discord.Thread) and isinstance(channel.parent, discord.ForumChannel)


def is_recent_edit(source: discord.Message, now: datetime) -> bool:
    """Return True if the author has just edited a message; updates also come of pins and link previews."""
    return source.edited_at is not None and (now - source.edited_at).total_seconds() < _MAX_EDIT_AGE


def is_finished_response(source: discord.Message, now: datetime) -> bool:
    """Return True if an app has just said what it had announced: Discord counts that as no edit."""
    is_recent = (now - source.created_at).total_seconds() < _MAX_EDIT_AGE
    return source.interaction_metadata is not None and source.edited_at is None and is_recent


def convert_thread_name(
    thread: discord.Thread, author: Author, *, name: str, at: datetime | None
) -> Message | None:
    """Convert a name that a thread or post was given; `at`: when it was renamed, None for a new one.

    Each new name is a case of its own: others than its owner may rename a thread.
    """
    location = resolve_location(thread)
    if location is None:
        return None
    return Message(
        platform=NAME,
        id=name_id(Naming.THREAD, thread.id),
        author=author,
        text=name,
        sent_at=at or thread.created_at or discord.utils.snowflake_time(thread.id),
        edited_at=at,
        link=thread.jump_url,
        is_joinable=False,
        **location,
    )
