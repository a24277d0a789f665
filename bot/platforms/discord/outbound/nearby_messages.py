"""Messages around one on Discord: read when a moderator asks, and kept nowhere."""

from collections.abc import AsyncIterator

import discord

from bot.domain.actions import Action, Outcome
from bot.domain.message import Message
from bot.domain.surroundings import EACH_SIDE, NearbyMessage, Surroundings
from bot.interactions.replies import Refusal
from bot.platforms.discord.inbound.authorship import read_author
from bot.platforms.discord.inbound.converter import parse_target
from bot.platforms.discord.inbound.text_extractor import extract_attachments, extract_texts
from bot.platforms.discord.outbound.errors import ask
from bot.platforms.shared.scored_texts import group_texts

READ_PERMISSION = "read_message_history"


async def read_surroundings(client: discord.Client, message: Message) -> Surroundings | Refusal:
    """Read the messages before and after one, also where that is deleted."""
    target = parse_target(message.id)
    place = client.get_partial_messageable(
        int(message.thread or message.channel), guild_id=int(message.community)
    )
    around = place.history(limit=2 * EACH_SIDE + 1, around=discord.Object(target.id))
    found = await ask(_collect(around), Action.FLAG, permission=READ_PERMISSION)
    if isinstance(found, Outcome):
        reason = found.reason or "Discord does not show what stands around it"
        return Refusal(reason, found.remedy or "try again in a moment")
    ordered = sorted(found, key=lambda each: each.id)
    before = [each for each in ordered if each.id < target.id][-EACH_SIDE:]
    after = [each for each in ordered if each.id > target.id][:EACH_SIDE]
    own = [each for each in ordered if each.id == target.id]
    return Surroundings(
        tuple(map(_convert, before)),
        tuple(map(_convert, after)),
        tuple(name for each in own for name in _list_files(each)),
    )


async def _collect(messages: AsyncIterator[discord.Message]) -> list[discord.Message]:
    return [each async for each in messages]


def _convert(source: discord.Message) -> NearbyMessage:
    text = group_texts(extract_texts(source))[0]
    return NearbyMessage(read_author(source), text, source.created_at, _list_files(source))


def _list_files(source: discord.Message) -> tuple[str, ...]:
    return tuple(file.filename for file in extract_attachments(source))
