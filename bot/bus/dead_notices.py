"""Dead notices: moderators hear once of messages that could not be judged, and where they are."""

import asyncio
import time
from collections import defaultdict
from collections.abc import Callable, Sequence
from typing import Final, TypeAlias

import structlog
from nats.aio.msg import Msg

from bot.alerts.alert import count_text
from bot.bus.connection import Bus
from bot.bus.dead_letters import read_message
from bot.bus.fetching import fetch
from bot.bus.streams import DEAD, notice_consumer
from bot.domain.inline import ChannelMention, Link, RichText
from bot.domain.message import Message
from bot.interactions.replies import Reply
from bot.runtime.error_boundary import run_guarded
from bot.runtime.platform_port import Platform
from bot.runtime.result import Failed

log: structlog.stdlib.BoundLogger = structlog.get_logger(__name__)

PAUSE: Final = 600.0
"""Seconds between two notices to one community: what comes meanwhile is in the next."""

_ELSEWHERE: Final = 2.0
"""Seconds after which another gateway is asked, where this one is not connected for a community."""

_PAUSE_AFTER_FAULT: Final = 5.0
"""Seconds until the bus is asked again that did not answer."""

_BATCH: Final = 50
_MOST_NAMED: Final = 5
"""Messages that a notice leads to."""

_Dead: TypeAlias = tuple[Msg, Message]
"""A dead letter as it was fetched, and the message in it."""


class DeadNotices:
    """Notices of one platform's dead letters; `serves` says for which communities this gateway is connected."""

    def __init__(self, bus: Bus, platform: Platform, serves: Callable[[str], bool]) -> None:
        self._bus = bus
        self._platform = platform
        self._serves = serves
        self._told_at: dict[str, float] = {}

    async def run(self) -> None:
        """Tell of them, until cancelled; other gateways of the platform share the work."""
        while True:
            await run_guarded(self._follow(), platform=self._platform.name)
            await asyncio.sleep(_PAUSE_AFTER_FAULT)

    async def _follow(self) -> None:
        config = notice_consumer(self._platform.name)
        await self._bus.stream.add_consumer(DEAD, config)
        waiting = await self._bus.stream.pull_subscribe_bind(config.durable_name, stream=DEAD)
        while True:
            for community, found in (await _group(await fetch(waiting, most=_BATCH))).items():
                await run_guarded(self._tell(community, found), community=community)

    async def _tell(self, community: str, found: Sequence[_Dead]) -> None:
        pause = self._told_at.get(community, -PAUSE) + PAUSE - time.monotonic()
        delay = pause if self._serves(community) else _ELSEWHERE
        if delay > 0:
            for packed, _ in found:
                await packed.nak(delay=delay)
            return
        self._told_at[community] = time.monotonic()
        told = await run_guarded(
            self._platform.announce(community, describe([message for _, message in found])),
            community=community,
        )
        if isinstance(told, Failed) or not told.is_in_force:
            log.warning("moderators were not told of what was not judged", community=community)
        for packed, _ in found:
            await packed.ack()


def describe(messages: Sequence[Message]) -> Reply:
    """Describe messages that could not be judged: where they are, and what helps."""
    is_one = len(messages) == 1
    title = (
        "I could not judge a message" if is_one else f"I could not judge {len(messages)} messages"
    )
    more = len(messages) - _MOST_NAMED
    return Reply.of(
        title,
        *(_place(message) for message in messages[:_MOST_NAMED]),
        *([f"and {count_text(more, 'other')}"] if more > 0 else []),
        "I tried three times, and failed. What helps: look there yourselves; whoever runs me finds the reason in my log.",
    )


def _place(message: Message) -> RichText:
    where = RichText("In ", ChannelMention(message.thread or message.channel))
    return RichText(where, ": ", Link(message.link)) if message.link else where


async def _group(found: Sequence[Msg]) -> dict[str, list[_Dead]]:
    """Group what was fetched by community; of what is no message, nobody is told but `doctor`."""
    groups: dict[str, list[_Dead]] = defaultdict(list)
    for packed in found:
        if message := read_message(packed.data):
            groups[message.community].append((packed, message))
        else:
            await packed.ack()
    return groups
