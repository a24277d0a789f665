"""Dead letters: messages that could not be judged in three tries, kept for a week, to be listed and tried again."""

from collections.abc import AsyncIterator
from dataclasses import dataclass
from datetime import datetime

from nats.aio.msg import Msg
from nats.js.api import RawStreamMsg
from nats.js.errors import NotFoundError
from pydantic import ValidationError

from bot.bus.connection import Bus
from bot.bus.envelope import unpack
from bot.bus.streams import DEAD, MESSAGES, dead_subject, message_subject
from bot.domain.message import Message

REASON = "Parley-Reason"
"""The header that says why a message could not be judged."""


@dataclass(frozen=True, slots=True)
class DeadLetter:
    """A message that could not be judged; `message` is None for what is none."""

    number: int
    message: Message | None
    reason: str
    at: datetime | None
    packed: bytes


async def bury(bus: Bus, packed: Msg, message: Message | None, *, reason: str) -> None:
    """Move a message that waits to the dead letters."""
    community, author = (message.community, message.author.id) if message else ("", "")
    platform = packed.subject.split(".")[2]
    await bus.stream.publish(
        dead_subject(platform, community, author),
        packed.data,
        stream=DEAD,
        headers={"Nats-Msg-Id": str(packed.metadata.sequence.stream), REASON: reason},
    )
    await packed.ack_sync()


async def list_dead(bus: Bus) -> AsyncIterator[DeadLetter]:
    """List the dead letters, oldest first."""
    number = 0
    while True:
        try:
            raw = await bus.stream.get_msg(DEAD, seq=number + 1, next=True, subject="parley.dead.>")
        except NotFoundError:
            return
        number = raw.seq or 0
        yield _read(raw)


async def count_dead(bus: Bus) -> int:
    """Return how many dead letters there are."""
    return (await bus.stream.stream_info(DEAD)).state.messages


async def retry(bus: Bus, letter: DeadLetter) -> None:
    """Have a message judged once more."""
    if letter.message:
        # Without its id: within minutes it would be taken for what was published before.
        await bus.stream.publish(message_subject(letter.message), letter.packed, stream=MESSAGES)
    await drop(bus, letter)


async def drop(bus: Bus, letter: DeadLetter) -> None:
    """Delete a dead letter."""
    await bus.stream.delete_msg(DEAD, letter.number)


async def forget_author(bus: Bus, platform: str, community: str, author: str) -> None:
    """Delete an author's dead letters."""
    await bus.stream.purge_stream(DEAD, subject=dead_subject(platform, community, author))


def read_message(packed: bytes) -> Message | None:
    """Return the message in an envelope; None if it is none."""
    try:
        return unpack(packed).message
    except ValidationError:
        return None


def _read(raw: RawStreamMsg) -> DeadLetter:
    packed = raw.data or b""
    return DeadLetter(
        raw.seq or 0, read_message(packed), (raw.headers or {}).get(REASON, ""), raw.time, packed
    )
