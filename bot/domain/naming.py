"""Names: the text of a case may be a name, a topic or the like, and no message. Pure."""

from collections.abc import Mapping
from enum import StrEnum
from types import MappingProxyType
from typing import Final

from bot.domain.message import Author


class Naming(StrEnum):
    """A kind of text that is no message; the value begins the id of its `Message`: "nickname-7"."""

    THREAD = "thread"
    NICKNAME = "nickname"
    PROFILE = "profile"
    """The display name and the user name of an account."""
    STATUS = "status"
    CHANNEL = "channel"
    TOPIC = "topic"
    PURPOSE = "purpose"
    EVENT = "event"
    REACTION = "reaction"
    VOICE_STATUS = "voice"


RIGHT_TEXTS: Mapping[Naming, str] = MappingProxyType(
    {
        Naming.THREAD: "rename threads",
        Naming.NICKNAME: "change nicknames",
        Naming.PROFILE: "change nicknames",
        Naming.STATUS: "change the status of members",
        Naming.CHANNEL: "rename channels",
        Naming.TOPIC: "change the topics of channels",
        Naming.PURPOSE: "change the purposes of channels",
        Naming.EVENT: "cancel events",
        Naming.REACTION: "remove reactions",
        Naming.VOICE_STATUS: "change the status of voice channels",
    }
)
"""After "you may not"."""

NAMING_TEXTS: Mapping[Naming, str] = MappingProxyType(
    {
        Naming.THREAD: "this is the name of a thread or post",
        Naming.NICKNAME: "this is a nickname",
        Naming.PROFILE: "this is a display name or user name",
        Naming.STATUS: "this is a status beside a name",
        Naming.CHANNEL: "this is the name of a channel",
        Naming.TOPIC: "this is the topic of a channel",
        Naming.PURPOSE: "this is the purpose of a channel",
        Naming.EVENT: "this is a scheduled event",
        Naming.REACTION: "these are reactions to a message",
        Naming.VOICE_STATUS: "this is the status of a voice channel",
    }
)
"""Note in an alert, where the text is easily taken for a message."""

UNKNOWN_AUTHOR: Final = Author("unknown", "somebody", is_known=False)
"""The author of a name of which the platform does not say who gave it."""


def parse_naming(message_id: str) -> Naming | None:
    """Return what is named where a message stands for a name: "nickname-7" -> NICKNAME; None for a message."""
    kind, _, _ = message_id.rpartition("-")
    return Naming(kind) if kind in Naming.__members__.values() else None


def name_id(naming: Naming, number: object) -> str:
    """Return the id of a `Message` that stands for a name: (NICKNAME, 7) -> "nickname-7"."""
    return f"{naming}-{number}"
