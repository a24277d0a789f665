"""Digests in the alert channel of a guild: each with its chart, and once."""

from functools import partial

import discord
import structlog

from bot.platforms.discord.outbound.alert_channel import PostableChannel
from bot.platforms.discord.outbound.embeds import build_answer_embed
from bot.platforms.discord.outbound.files import make_files
from bot.platforms.discord.outbound.own_messages import find_own
from bot.runtime.platform_port import DigestMessage

log: structlog.stdlib.BoundLogger = structlog.get_logger(__name__)


async def post_digest(
    channel: PostableChannel, me: discord.ClientUser | None, digest: DigestMessage
) -> None:
    """Post a digest unless an earlier try has; its chart only where files may be attached.

    Where the bot may not read the channel, a digest that may be there is taken to be there.
    """
    rights = channel.permissions_for(channel.guild.me)
    shown = digest.report if rights.attach_files else digest.report.reply
    embed = build_answer_embed(shown)
    if digest.sent_since and not rights.read_message_history:
        log.warning("a digest may have been posted, and is not posted again", channel=channel.id)
        return
    if await find_own(channel, me, digest.sent_since, partial(_shows, embed)):
        return
    await channel.send(
        embed=embed,
        files=make_files(shown),
        allowed_mentions=discord.AllowedMentions.none(),
        nonce=digest.nonce,
    )


def _shows(digest: discord.Embed, message: discord.Message) -> bool:
    """Return whether a message shows a digest of the same days: figures may have changed since it was posted."""
    return any(_name(embed) == _name(digest) for embed in message.embeds)


def _name(digest: discord.Embed) -> tuple[str | None, str]:
    """Return the title and the first line, which names the days."""
    return digest.title, (digest.description or "").partition("\n")[0]
