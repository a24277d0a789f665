"""Names: the text of a case may be a nickname or the name of a thread, and no message. Pure."""

from collections.abc import Mapping
from enum import StrEnum
from types import MappingProxyType


class Naming(StrEnum):
    """A kind of name whose text is a case; the value begins the id of its `Message`: "nickname-7"."""

    THREAD = "thread"
    NICKNAME = "nickname"


RIGHT_TEXTS: Mapping[Naming, str] = MappingProxyType(
    {Naming.THREAD: "rename threads", Naming.NICKNAME: "change nicknames"}
)
"""After "you may not"."""


def parse_naming(message_id: str) -> Naming | None:
    """Return what is named where a message stands for a name: "nickname-7" -> NICKNAME; None for a message."""
    kind, _, _ = message_id.rpartition("-")
    return Naming(kind) if kind in Naming.__members__.values() else None
