"""Surface listener: reads names, channels, events, reactions and statuses, and submits them to the pipeline."""

from collections.abc import Awaitable, Callable
from datetime import UTC, datetime
from typing import TypeAlias

import discord
from cachetools import LRUCache

from bot.domain.message import Author, Message
from bot.domain.naming import Naming, name_id
from bot.domain.surfaces import SurfaceRules
from bot.platforms.discord.inbound.authorship import find_caller
from bot.platforms.discord.inbound.name_authors import find_who_named
from bot.platforms.discord.inbound.name_converter import (
    convert_channel,
    convert_event,
    convert_nickname,
    convert_profile,
    convert_reactions,
    event_text,
)
from bot.platforms.discord.neutral_names import NEUTRAL_CHANNEL
from bot.platforms.shared.reaction_words import ReactionWords

Submit: TypeAlias = Callable[[Message], Awaitable[None]]
"""Submits a message, once there is room for it."""

_MAX_NAMES = 20_000
"""Members whose latest names are remembered, so that each name is submitted once."""

_MemberNames: TypeAlias = tuple[str | None, str | None, str]

_EVENT_CHANGES, _CHANNEL_CHANGES, _STATUS_CHANGES = (100, 101), (10, 11), (192,)
"""Kinds of entries in the audit log: what was created or changed."""

_FIRST_LETTER = 0x1F1E6
_LETTERS = {chr(_FIRST_LETTER + number): chr(ord("a") + number) for number in range(26)}
"""Regional indicators: "🇦" is the letter a."""


class SurfaceListener:
    """Handler of what is written outside of messages, as far as `rules` have it read.

    `is_exempt` is asked of each channel.
    """

    def __init__(
        self,
        client: discord.Client,
        submit: Submit,
        *,
        rules: SurfaceRules,
        is_exempt: Callable[[object], Awaitable[bool]],
    ) -> None:
        self._client = client
        self._submit = submit
        self._is_exempt = is_exempt
        self._rules = rules
        self._names: LRUCache[tuple[str, str], str] = LRUCache(_MAX_NAMES)
        self._seen: LRUCache[tuple[int, int], _MemberNames] = LRUCache(_MAX_NAMES)
        self._reactions = ReactionWords()

    def configure(self, rules: SurfaceRules) -> None:
        """Follow other rules from now on; reactions come only if they were asked for at the start."""
        self._rules = rules

    def forget_nickname(self, source: discord.Message) -> None:
        """Forget the nickname of an author who has none now: given again, it counts anew."""
        has_none = isinstance(source.author, discord.Member) and not source.author.nick
        if source.guild and has_none:
            name = name_id(Naming.NICKNAME, source.author.id)
            if self._names.pop((str(source.guild.id), name), None):
                self._seen.pop((source.guild.id, source.author.id), None)

    async def on_author(self, source: discord.Message) -> None:
        """Submit the names of a message's author when they are first seen under them."""
        if not self._rules.profiles or source.guild is None:
            return
        if isinstance(source.author, discord.Member) and not find_caller(source):
            key, names = (source.guild.id, source.author.id), _list_names(source.author)
            if self._seen.get(key) == names:
                return
            self._seen[key] = names
        for message in (convert_nickname(source), convert_profile(source)):
            await self._submit_once(message)

    async def on_channel(
        self, before: discord.abc.GuildChannel | None, after: discord.abc.GuildChannel
    ) -> None:
        """Submit the name and topic of a channel that was created or changed, as far as they are new."""
        former = {
            Naming.CHANNEL: before.name if before else "",
            Naming.TOPIC: getattr(before, "topic", None) or "",
        }
        now = {Naming.CHANNEL: after.name, Naming.TOPIC: getattr(after, "topic", None) or ""}
        changed = {
            naming: text
            for naming, text in now.items()
            if self._is_news(after.guild, naming, after.id, text)
            and text not in (former[naming], NEUTRAL_CHANNEL)
        }
        if not self._rules.channels or not any(changed.values()) or await self._is_exempt(after):
            return
        author = await find_who_named(after.guild, after.id, _CHANNEL_CHANGES)
        for naming, text in changed.items():
            await self._submit_of_channel(after, naming, text, author)

    async def on_voice_status(self, guild_id: int, channel_id: int, status: str) -> None:
        """Submit the status of a voice channel that was set."""
        guild = self._client.get_guild(guild_id)
        channel = guild.get_channel(channel_id) if guild else None
        if not self._rules.voice_status or not status or channel is None:
            return
        if await self._is_exempt(channel):
            return
        author = await find_who_named(channel.guild, channel.id, _STATUS_CHANGES)
        await self._submit_of_channel(channel, Naming.VOICE_STATUS, status, author)

    async def on_event(
        self, before: discord.ScheduledEvent | None, after: discord.ScheduledEvent
    ) -> None:
        """Submit an event that was created, or says something else."""
        text = event_text(after)
        if not self._rules.events or after.guild is None:
            return
        is_news = self._is_news(after.guild, Naming.EVENT, after.id, text)
        if not is_news or (before is not None and event_text(before) == text):
            return
        author = await find_who_named(
            after.guild, after.id, _EVENT_CHANGES, otherwise=after.creator_id
        )
        if author is None or author.id == self._own_id:
            return
        at = datetime.now(UTC) if before else None
        if message := convert_event(after, text, author=author, at=at):
            await self._submit(message)

    async def on_reaction(self, source: discord.RawReactionActionEvent) -> None:
        """Submit what a member has said by reactions to a message."""
        if not self._rules.reactions or source.guild_id is None:
            return
        if str(source.user_id) == self._own_id:
            return
        part = _read_emoji(source.emoji)
        if not part:
            return
        said = self._reactions.add(
            source.message_id,
            source.user_id,
            part,
            is_letter=source.emoji.id is None,
            now=datetime.now(UTC),
        )
        channel = self._client.get_channel(
            source.channel_id
        ) or self._client.get_partial_messageable(source.channel_id, guild_id=source.guild_id)
        if said is None or await self._is_exempt(channel):
            return
        message = convert_reactions(
            source, said.text, channel=channel, sent_at=said.begun_at, edited_at=said.edited_at
        )
        if message:
            await self._submit(message)

    def on_reaction_removed(self, source: discord.RawReactionActionEvent) -> None:
        """Forget a reaction that was taken away, by whomever: given again, it counts anew."""
        self._reactions.remove(source.message_id, source.user_id, _read_emoji(source.emoji))

    @property
    def _own_id(self) -> str:
        return str(self._client.user.id) if self._client.user else ""

    def _is_news(self, guild: discord.Guild, naming: Naming, bearer: int, text: str) -> bool:
        """Note what a name is now; return whether it was another at the last event.

        discord.py hands on one object for several events: of two that come at once each says what the second does.
        """
        key = (str(guild.id), name_id(naming, bearer))
        former, self._names[key] = self._names.get(key), text
        return former != text

    async def _submit_once(self, message: Message | None) -> None:
        """Submit a name, unless it was the last one of its kind."""
        if message is None:
            return
        bearer = f"{message.id}/{message.author.name}" if _is_shared(message) else message.id
        if self._names.get((message.community, bearer)) != message.text:
            self._names[message.community, bearer] = message.text
            await self._submit(message)

    async def _submit_of_channel(
        self, channel: discord.abc.GuildChannel, naming: Naming, text: str, author: Author | None
    ) -> None:
        if not text or author is None or author.id == self._own_id:
            return
        message = convert_channel(channel, naming, text, author=author, at=datetime.now(UTC))
        if message:
            await self._submit(message)


def _read_emoji(emoji: discord.PartialEmoji) -> str:
    """Return the name of a custom emoji, or the letter that one of Unicode is; "" for any other."""
    return emoji.name if emoji.id else _LETTERS.get(emoji.name, "")


def _list_names(member: discord.Member) -> _MemberNames:
    return member.nick, member.global_name, member.name


def _is_shared(message: Message) -> bool:
    """Return True for a name under a webhook, which all proxied people of a channel share."""
    return not message.id.endswith(f"-{message.author.id}")
