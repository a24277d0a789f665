"""Extraction of all text in a Discord message, wherever in it that stands. Pure."""

from collections.abc import Iterator
from typing import TypeAlias

import discord

from bot.platforms.discord.inbound.components import extract_component_texts
from bot.platforms.shared.file_names import list_name_texts

MessageLike: TypeAlias = discord.Message | discord.MessageSnapshot

USER_MESSAGE_TYPES = frozenset(
    {
        discord.MessageType.default,
        discord.MessageType.reply,
        discord.MessageType.chat_input_command,
        discord.MessageType.context_menu_command,
        discord.MessageType.stage_start,  # whose content is the topic
        discord.MessageType.stage_topic,
    }
)
"""Types of messages that a user wrote. The others are Discord's own, or, as AutoMod's alerts, quote what
was never published under the name of the one it was taken from."""


def find_unknown_type(message: discord.Message) -> str:
    """Return the type of a message by its number if discord.py does not know it: "type-99"; else ""."""
    return "" if message.type in _TYPES else f"type-{message.type.value}"


_TYPES = frozenset(discord.MessageType)


def extract_texts(message: MessageLike) -> Iterator[str]:
    """Yield content, embeds, components, descriptions of files, stickers, poll and forwarded messages, each by itself."""
    yield message.content
    for embed in message.embeds:
        if not _is_preview(embed, message.content):
            yield from _extract_embed(embed)
    yield from extract_component_texts(message.components)
    for attachment in message.attachments:
        yield attachment.description or ""
    for sticker in message.stickers:
        yield sticker.name
    if isinstance(message, discord.Message):
        if message.poll:
            yield message.poll.question
            yield from (answer.text for answer in message.poll.answers)
        for snapshot in message.message_snapshots:
            yield from extract_texts(snapshot)


def extract_attachments(message: discord.Message) -> list[discord.Attachment]:
    """Return a message's own attachments, then those of the messages that it forwards."""
    forwarded = (a for snapshot in message.message_snapshots for a in snapshot.attachments)
    return [*message.attachments, *forwarded]


def extract_file_names(message: discord.Message) -> Iterator[str]:
    """Yield the names and titles of a message's files, also of those that it forwards."""
    for file in extract_attachments(message):
        yield from list_name_texts(file.filename, file.title or "")


def _is_preview(embed: discord.Embed, content: str) -> bool:
    """Return True for the preview of a link: what a page says of itself is not the author's text."""
    return embed.type != "rich" or bool(embed.url and embed.url in content)


def _extract_embed(embed: discord.Embed) -> Iterator[str]:
    yield from (embed.author.name or "", embed.title or "", embed.description or "")
    for field in embed.fields:
        yield from (field.name or "", field.value or "")
    yield embed.footer.text or ""
