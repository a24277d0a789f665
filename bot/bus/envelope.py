"""Envelopes: a message as it travels over the bus, with what its author wrote just before."""

import hashlib
import zlib
from collections.abc import Sequence
from dataclasses import dataclass, replace
from typing import Final

from pydantic import TypeAdapter

from bot.domain.message import Message
from bot.moderation.evaluation import within_budget

PARTITIONS: Final = 32
"""Parts into which the channels are divided: what is in one is judged one after the other."""


@dataclass(frozen=True, slots=True)
class Envelope:
    """A message, and the `earlier` ones of its author with which it may be one that was split."""

    message: Message
    earlier: Sequence[Message] = ()


_ADAPTER: Final = TypeAdapter(Envelope)


def pack(envelope: Envelope) -> bytes:
    """Return an envelope as JSON, without texts that are beyond the budget of a message."""
    message = envelope.message
    more = within_budget(message)
    is_cut = message.is_cut or more != message.more_texts
    return _ADAPTER.dump_json(
        replace(envelope, message=replace(message, more_texts=more, is_cut=is_cut))
    )


def unpack(packed: bytes) -> Envelope:
    """Return the envelope in JSON.

    Raises:
        pydantic.ValidationError: it is none.
    """
    return _ADAPTER.validate_json(packed)


def make_message_id(message: Message) -> str:
    """Return the id by which the bus knows a version of a message again."""
    texts = (
        message.title.text if message.title else "",
        *message.texts,
    )  # two edits in a second have one time
    return hashlib.sha256(
        "\0".join((str(message.key), *texts)).encode(errors="replace")
    ).hexdigest()


def partition_of(message: Message) -> int:
    """Return the partition of a message's channel, the same in every process."""
    return zlib.crc32(f"{message.community}/{message.channel}".encode()) % PARTITIONS
