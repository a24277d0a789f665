"""Everything that a Discord message says, wherever in it that stands. Pure."""

from collections.abc import Iterator
from typing import TypeAlias

import discord

Said: TypeAlias = discord.Message | discord.MessageSnapshot

WRITTEN = frozenset(
    {
        discord.MessageType.default,
        discord.MessageType.reply,
        discord.MessageType.chat_input_command,
        discord.MessageType.context_menu_command,
    }
)
"""Types of messages that somebody wrote. The others are Discord's own words, or, as AutoMod's alerts,
quote what was never published under the name of the one it was taken from."""


def extract_texts(said: Said) -> Iterator[str]:
    """Content, embeds, files' descriptions, poll and what was forwarded, each by itself."""
    yield said.content
    for embed in said.embeds:
        if not _is_preview(embed, said.content):
            yield from _read_embed(embed)
    for attachment in said.attachments:
        yield attachment.description or ""
    if isinstance(said, discord.Message):
        if said.poll:
            yield said.poll.question
            yield from (answer.text for answer in said.poll.answers)
        for snapshot in said.message_snapshots:
            yield from extract_texts(snapshot)


def extract_attachments(message: discord.Message) -> list[discord.Attachment]:
    """Its own, and those of what it forwards."""
    forwarded = (a for snapshot in message.message_snapshots for a in snapshot.attachments)
    return [*message.attachments, *forwarded]


def _is_preview(embed: discord.Embed, content: str) -> bool:
    """Whether Discord made it of a link: what a page says of itself was not said here."""
    return embed.type != "rich" or bool(embed.url and embed.url in content)


def _read_embed(embed: discord.Embed) -> Iterator[str]:
    yield from (embed.author.name or "", embed.title or "", embed.description or "")
    for field in embed.fields:
        yield from (field.name or "", field.value or "")
    yield embed.footer.text or ""
