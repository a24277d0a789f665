"""Missed notices: moderators hear once of what could not be read after an absence, and where."""

import structlog

from bot.alerts.alert import count_text
from bot.domain.inline import ChannelMention, RichText
from bot.interactions.replies import Reply
from bot.runtime.error_boundary import run_guarded
from bot.runtime.missed_messages import Missed, MissedMessages
from bot.runtime.platform_port import Platform
from bot.runtime.result import Failed

log: structlog.stdlib.BoundLogger = structlog.get_logger(__name__)

MOST = 10
"""Channels that are named at most."""


async def tell_missed(platform: Platform, missed: MissedMessages) -> None:
    """Tell the moderators of each community, until cancelled."""
    while True:
        for community, places in (await missed.next()).items():
            for place in places:
                log.warning(
                    "not all that was missed could be read",
                    community=community,
                    channel=place.channel,
                    reason=place.reason,
                    read=place.read,
                )
            work = platform.announce(community, describe_missed(places))
            told = await run_guarded(work, community=community)
            if isinstance(told, Failed) or not told.is_in_force:
                log.warning("moderators were not told of what was missed", community=community)


def describe_missed(places: list[Missed]) -> Reply:
    """Describe what was not read: a line for each place."""
    more = len(places) - MOST
    return Reply.of(
        "I was away, and could not read all that was written meanwhile",
        *map(_describe, places[:MOST]),
        *([f"and in {count_text(more, 'more place')}"] if more > 0 else []),
        "What helps: look there yourselves.",
    )


def _describe(missed: Missed) -> RichText:
    where = ChannelMention(missed.channel) if missed.channel else "All channels"
    read = f", after {count_text(missed.read, 'message')}" if missed.read else ""
    return RichText(where, f": {missed.reason}{read}")
