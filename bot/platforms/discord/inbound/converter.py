"""Conversion of Discord's messages, thread names and nicknames to `Message`, and of its ids back to targets.

| converted | id of the `Message` |
|---|---|
| a message | "id" |
| a thread's name | "thread-id" |
| a nickname | "nickname-id" of the member |
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from enum import Enum
from typing import TypedDict, TypeGuard

import discord

from bot.domain.message import Author, Message

NAME = "discord"
"""The platform's name, as in `Message.platform`."""

_PROXY_APPLICATIONS = frozenset({466378653216014359, 431544605209788416})
"""Application ids of PluralKit and Tupperbox: their webhooks post what a member wrote."""

_MAX_EDIT_AGE = 15 * 60
"""Seconds after which an update is no edit: Discord also sends one when a message is pinned."""


class TargetKind(Enum):
    """The kind of thing on Discord that a `Message` stands for; the value is the prefix of its id."""

    MESSAGE = ""
    THREAD = "thread"
    NICKNAME = "nickname"


@dataclass(frozen=True, slots=True)
class Target:
    """The thing on Discord that a `Message` stands for: its kind, and Discord's id of it."""

    kind: TargetKind
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
    return Target(TargetKind(kind), int(number.partition(".")[0]))


def resolve_location(channel: object) -> Location | None:
    """Return the location of a guild's channel or thread; None for a channel of no guild."""
    if not isinstance(channel, discord.abc.GuildChannel | discord.Thread):
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


def make_author(
    user: discord.abc.User,
    channel: object,
    *,
    is_bot: bool | None = None,
    has_no_roles: bool = False,
) -> Author:
    """Make an `Author` with the roles and rights that they have in the channel.

    Those of somebody who is no `Member` are not known, unless they are known to have none.
    """
    member = user if isinstance(user, discord.Member) else None
    is_orphan = isinstance(channel, discord.Thread) and channel.parent is None
    return Author(
        id=str(user.id),
        name=user.display_name,
        roles=frozenset(str(role.id) for role in member.roles) if member else frozenset(),
        is_bot=user.bot if is_bot is None else is_bot,
        is_moderator=member is not None and is_moderator(member, channel),
        is_known=has_no_roles or (member is not None and not is_orphan),
    )


def is_moderator(member: discord.Member, channel: object) -> bool:
    """Return True if a member may manage messages or time members out, in the guild or the channel."""
    rights = member.guild_permissions
    parent = channel.parent if isinstance(channel, discord.Thread) else channel
    if isinstance(parent, discord.abc.GuildChannel):
        rights |= parent.permissions_for(member)
    return rights.manage_messages or rights.moderate_members


def convert_message(
    source: discord.Message,
    texts: Sequence[str],
    *,
    has_left: bool = False,
    is_cut: bool = False,
    with_title: bool = False,
) -> Message | None:
    """Convert a message of these texts, at least one; None for a message of no guild.

    `has_left`: Discord has said that its author is no member any more. `with_title`: that of the post
    which the message opens belongs to it.
    """
    location = resolve_location(source.channel)
    if location is None:
        return None
    is_proxy = source.application_id in _PROXY_APPLICATIONS
    is_webhook = source.webhook_id is not None
    author = make_author(
        source.author,
        source.channel,
        is_bot=(source.author.bot or is_webhook) and not is_proxy,
        has_no_roles=has_left or (is_webhook and not is_proxy),
    )
    post = source.channel if with_title and source.channel.id == source.id else None
    return Message(
        platform=NAME,
        id=str(source.id),
        author=author,
        text=texts[0],
        more_texts=tuple(texts[1:]),
        is_cut=is_cut,
        title=convert_thread_name(post, author, at=None) if is_post(post) else None,
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


def convert_thread_name(
    thread: discord.Thread, author: Author, *, at: datetime | None
) -> Message | None:
    """Convert the name of a thread or the title of a post; `at`: when it was renamed, None for a new one."""
    location = resolve_location(thread)
    if location is None:
        return None
    return Message(
        platform=NAME,
        id=f"{TargetKind.THREAD.value}-{thread.id}",
        author=author,
        text=thread.name,
        sent_at=thread.created_at or discord.utils.snowflake_time(thread.id),
        edited_at=at,
        link=thread.jump_url,
        is_joinable=False,
        **location,
    )


def convert_nickname(source: discord.Message) -> Message | None:
    """Convert the nickname of a message's author; None without one."""
    location = resolve_location(source.channel)
    if location is None or not isinstance(source.author, discord.Member) or not source.author.nick:
        return None
    return Message(
        platform=NAME,
        id=f"{TargetKind.NICKNAME.value}-{source.author.id}",
        author=make_author(source.author, source.channel),
        text=source.author.nick,
        sent_at=source.created_at,
        edited_at=source.created_at,  # each first sight of it is a case of its own
        link=source.jump_url,
        is_joinable=False,
        **location,
    )
