"""A message as every platform tells of it: the first step of the line."""

from dataclasses import dataclass, field
from datetime import datetime

AGE_RESTRICTED = "age-restricted"
"""The place that holds every age-restricted channel: wider than a category, narrower than the community."""


@dataclass(frozen=True, slots=True)
class Author:
    """Who wrote a message. `roles` holds the platform's role ids."""

    id: str
    name: str
    roles: frozenset[str] = frozenset()
    is_bot: bool = False
    is_moderator: bool = False


@dataclass(frozen=True, slots=True)
class MessageKey:
    """What makes a version of a message unique: an edit is a new version, a redelivery is not."""

    platform: str
    community: str
    channel: str
    message: str
    edited_at: datetime | None

    def __str__(self) -> str:
        edit = f" as of {self.edited_at.isoformat()}" if self.edited_at else ""
        return f"{self.platform}/{self.community}/{self.channel}/{self.message}{edit}"


@dataclass(frozen=True, slots=True)
class Message:
    """One version of what somebody wrote.

    Ids are the platform's own, as text (Slack's `ts` is no number); times carry a zone. `thread`
    and `category` are None where there is none; `link` leads a moderator to the message, "" where the
    platform has no links. `parts` are the ids of earlier messages that it was split from: their texts
    come first in `text`, and what is done about it is done about them too. `is_spoken` is False for what
    can be no part of a split message: a title, a name, a line of a list.
    """

    platform: str
    community: str
    channel: str
    id: str
    author: Author
    text: str
    sent_at: datetime
    edited_at: datetime | None = None
    thread: str | None = None
    category: str | None = None
    link: str = ""
    is_age_restricted: bool = False
    parts: tuple[str, ...] = ()
    is_joinable: bool = field(default=True, compare=False)

    def __post_init__(self) -> None:
        for name, moment in (("sent_at", self.sent_at), ("edited_at", self.edited_at)):
            if moment is not None and moment.tzinfo is None:
                raise ValueError(f"{name} needs a time zone, got {moment.isoformat()}")

    @property
    def key(self) -> MessageKey:
        """Under which a case about this version is stored."""
        return MessageKey(self.platform, self.community, self.channel, self.id, self.edited_at)

    @property
    def scopes(self) -> tuple[str, ...]:
        """Where it was said, from narrow to wide: thread, channel, category, community."""
        return scope_chain(
            self.community,
            self.channel,
            thread=self.thread,
            category=self.category,
            is_age_restricted=self.is_age_restricted,
        )


def scope_chain(
    community: str,
    channel: str,
    *,
    thread: str | None = None,
    category: str | None = None,
    is_age_restricted: bool = False,
) -> tuple[str, ...]:
    """Places from narrow to wide: what is said of a narrower one wins."""
    age = AGE_RESTRICTED if is_age_restricted else None
    return tuple(place for place in (thread, channel, category, age, community) if place)
