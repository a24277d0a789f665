"""Conversion of names, topics, events, statuses and reactions on Discord to `Message`.

| converted | id of the `Message` | counts as |
|---|---|---|
| a nickname | "nickname-id" of the member | new at each first sight |
| the names of an account | "profile-id" of the member | new at each first sight |
| a channel's name or topic | "channel-id", "topic-id" of the channel | new at each change |
| a voice channel's status | "voice-id" of the channel | new at each change |
| a scheduled event | "event-id" | one, with versions |
| a member's reactions to a message | "reaction-id" of the message | one, with versions |
"""

from datetime import datetime

import discord

from bot.domain.message import Author, Message
from bot.domain.naming import Naming, name_id
from bot.platforms.discord.inbound.authorship import (
    find_caller,
    is_proxied,
    make_author,
    read_author,
)
from bot.platforms.discord.inbound.converter import NAME, Location, resolve_location


def convert_nickname(source: discord.Message) -> Message | None:
    """Convert the nickname of a message's author; None without one."""
    author = source.author
    if not isinstance(author, discord.Member) or not author.nick or find_caller(source):
        return None
    return _convert_bearer(source, Naming.NICKNAME, author.nick)


def convert_profile(source: discord.Message) -> Message | None:
    """Convert the display name and the user name of a message's author; None for a webhook's or an app's.

    Of who is proxied, it is the name by which they are.
    """
    author = source.author
    if is_proxied(source):
        return _convert_bearer(source, Naming.PROFILE, author.display_name)
    if not isinstance(author, discord.Member) or find_caller(source):
        return None
    names = dict.fromkeys(filter(None, (author.global_name, author.name)))
    return _convert_bearer(source, Naming.PROFILE, "\n".join(names))


def convert_channel(
    channel: discord.abc.GuildChannel, naming: Naming, text: str, *, author: Author, at: datetime
) -> Message | None:
    """Convert the name, topic or status of a channel, as it was given at a time: each is a case of its own."""
    location = resolve_location(channel)
    if location is None:
        return None
    return Message(
        platform=NAME,
        id=name_id(naming, channel.id),
        author=author,
        text=text,
        sent_at=at,
        edited_at=at,
        link=channel.jump_url,
        is_joinable=False,
        **location,
    )


def convert_event(
    event: discord.ScheduledEvent, text: str, *, author: Author, at: datetime | None
) -> Message | None:
    """Convert what an event said; `at`: when it was changed to that, None for a new one.

    Each change is a case of its own: others than its creator may change an event.
    """
    guild = event.guild
    if guild is None:
        return None
    channel = guild.get_channel(event.channel_id) if event.channel_id else None
    return Message(
        platform=NAME,
        id=name_id(Naming.EVENT, event.id),
        author=author,
        text=text,
        sent_at=at or discord.utils.snowflake_time(event.id),
        edited_at=at,
        link=event.url,
        is_joinable=False,
        **(resolve_location(channel) or _anywhere(guild.id)),
    )


def event_text(event: discord.ScheduledEvent) -> str:
    """Return all that an event says."""
    return "\n".join(filter(None, (event.name, event.description, event.location)))


def convert_reactions(
    source: discord.RawReactionActionEvent,
    text: str,
    *,
    channel: object,
    sent_at: datetime,
    edited_at: datetime,
) -> Message | None:
    """Convert a member's reactions to a message, of which `source` is the last; None outside of a guild."""
    location = resolve_location(channel)
    if location is None or source.member is None:
        return None
    place = f"{location['community']}/{source.channel_id}/{source.message_id}"
    return Message(
        platform=NAME,
        id=name_id(Naming.REACTION, source.message_id),
        author=make_author(source.member, channel),
        text=text,
        sent_at=sent_at,
        edited_at=edited_at,
        link=f"https://discord.com/channels/{place}",
        is_joinable=False,
        **location,
    )


def _convert_bearer(source: discord.Message, naming: Naming, text: str) -> Message | None:
    location = resolve_location(source.channel)
    if location is None:
        return None
    return Message(
        platform=NAME,
        id=name_id(naming, source.author.id),
        author=read_author(source),
        text=text,
        sent_at=source.created_at,
        edited_at=source.created_at,  # each first sight of it is a case of its own
        link=source.jump_url,
        is_joinable=False,
        **location,
    )


def _anywhere(guild: int) -> Location:
    """Return the location of what is in no channel of a guild."""
    return Location(
        community=str(guild), channel="", thread=None, category=None, is_age_restricted=False
    )
