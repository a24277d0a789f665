"""Streams and subjects of the bus: messages that wait to be judged, and those that could not be."""

import re
from datetime import timedelta
from typing import Final

from nats.js.api import (
    AckPolicy,
    ConsumerConfig,
    DiscardPolicy,
    RetentionPolicy,
    StreamConfig,
)

from bot.bus.envelope import PARTITIONS, partition_of
from bot.domain.message import Message

MESSAGES: Final = "PARLEY_MESSAGES"
DEAD: Final = "PARLEY_DEAD"

MAX_BYTES: Final = 256 << 20
"""Bytes of messages that wait: a full stream takes no more until workers have caught up."""

MAX_DEAD_BYTES: Final = 32 << 20
DEAD_KEPT: Final = timedelta(days=7)
"""Time for which a message that could not be judged is kept."""

SAME_WITHIN: Final = timedelta(minutes=10)
"""Time within which a version of a message that is published again is known again."""

ACK_WAIT: Final = 10.0
"""Seconds without a sign of life from a worker, after which another gets its message."""

_UNSAFE: Final = re.compile(r"[^A-Za-z0-9_-]")


def message_stream(*, max_bytes: int = MAX_BYTES) -> StreamConfig:
    """Return the stream of what is to be judged: each message is removed once that is done."""
    return StreamConfig(
        name=MESSAGES,
        description="Parley: messages that wait to be judged",
        subjects=["parley.messages.*.*"],
        retention=RetentionPolicy.WORK_QUEUE,
        discard=DiscardPolicy.NEW,  # a gateway reads again what was refused
        max_bytes=max_bytes,
        duplicate_window=SAME_WITHIN.total_seconds(),
    )


def dead_stream() -> StreamConfig:
    """Return the stream of what could not be judged."""
    return StreamConfig(
        name=DEAD,
        description="Parley: messages that could not be judged",
        subjects=["parley.dead.>"],
        discard=DiscardPolicy.OLD,
        max_bytes=MAX_DEAD_BYTES,
        max_age=DEAD_KEPT.total_seconds(),
        duplicate_window=SAME_WITHIN.total_seconds(),
    )


def worker_consumer(partition: int, *, ack_wait: float = ACK_WAIT) -> ConsumerConfig:
    """Return the consumer that all workers share for a partition: one message of it at a time.

    Workers count the tries themselves: the server's own limit would leave the message where it is.
    """
    return ConsumerConfig(
        durable_name=f"workers-{partition}",
        filter_subject=f"parley.messages.*.{partition}",
        ack_policy=AckPolicy.EXPLICIT,
        ack_wait=ack_wait,
        max_ack_pending=1,
    )


def worker_consumers(*, ack_wait: float = ACK_WAIT) -> list[ConsumerConfig]:
    """Return the consumers of all partitions."""
    return [worker_consumer(partition, ack_wait=ack_wait) for partition in range(PARTITIONS)]


def notice_consumer(platform: str) -> ConsumerConfig:
    """Return the consumer that a platform's gateways share: each dead message is told of once."""
    return ConsumerConfig(
        durable_name=f"notices-{platform}",
        filter_subject=f"parley.dead.{platform}.>",
        ack_policy=AckPolicy.EXPLICIT,
        ack_wait=ACK_WAIT,
    )


def message_subject(message: Message) -> str:
    """Return the subject under which a message waits."""
    return f"parley.messages.{message.platform}.{partition_of(message)}"


def dead_subject(platform: str, community: str, author: str) -> str:
    """Return the subject of an author's messages that could not be judged."""
    return f"parley.dead.{platform}.{_token(community)}.{_token(author)}"


def recorded_subject(platform: str) -> str:
    """Return the subject under which gateways hear that cases were recorded."""
    return f"parley.recorded.{platform}"


def version_subject(platform: str) -> str:
    """Return the subject under which a gateway is asked to act on a version of a case."""
    return f"parley.version.{platform}"


def _token(text: str) -> str:
    """Return an id as a part of a subject."""
    return _UNSAFE.sub("_", text) or "_"
