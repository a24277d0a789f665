"""Messages, the first type of the pipeline: the same for every platform. Pure."""

from dataclasses import dataclass, field
from datetime import datetime

AGE_RESTRICTED = "age-restricted"
"""The scope of all age-restricted channels: wider than a category, narrower than the community."""

MAX_SCORED_CHARACTERS = 20_000
"""Characters of a message that are scored, all its texts together, so that none costs more than a second."""


@dataclass(frozen=True, slots=True)
class Author:
    """A person or bot on a platform. `roles` are the platform's role ids.

    `is_known` is False where the platform has not said who they are: a moderator, a bot, or neither.
    `has_known_roles` is False where it has not said which roles they have.
    """

    id: str
    name: str
    roles: frozenset[str] = frozenset()
    is_bot: bool = False
    is_moderator: bool = False
    is_known: bool = True
    has_known_roles: bool = True


@dataclass(frozen=True, slots=True)
class MessageKey:
    """The unique key of a version of a message: an edit is a new version, a redelivery is not."""

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
    """One version of a message, or of a name, topic or the like (see `Naming`).

    Ids are the platform's own, as text (Slack's `ts` is no number); times carry a zone. `thread`
    and `category` are None where there is none, `channel` is "" for what is of no channel; `link` leads a moderator to the message, "" where the
    platform has no links. `parts` are the ids of earlier messages that were joined with this one: their
    texts come first in `text`, and every action is taken on them too. `is_joinable` is False for text
    that is never joined with its neighbours: names, piped lines.

    `more_texts` follow `text` where a message is too long to be scored as one; `is_cut`: there was more
    to read than was read; `is_unread`: something in it could not be read. `title` is that of the post which the message opens, a name that is acted on by
    itself. All of it is one message, and has one case.
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
    more_texts: tuple[str, ...] = ()
    is_cut: bool = False
    is_unread: bool = False
    title: "Message | None" = None
    scopes: tuple[str, ...] = field(init=False, compare=False, repr=False)
    """The scopes of its policy, narrow to wide: thread, channel, category, community."""

    def __post_init__(self) -> None:
        if self.sent_at.tzinfo is None:
            raise ValueError(f"sent_at needs a time zone, got {self.sent_at.isoformat()}")
        if self.edited_at is not None and self.edited_at.tzinfo is None:
            raise ValueError(f"edited_at needs a time zone, got {self.edited_at.isoformat()}")
        scopes = scope_chain(
            self.community,
            self.channel,
            thread=self.thread,
            category=self.category,
            is_age_restricted=self.is_age_restricted,
        )
        object.__setattr__(self, "scopes", scopes)  # once: each step asks for them

    @property
    def key(self) -> MessageKey:
        """Return the key under which a case about this version is stored."""
        return MessageKey(self.platform, self.community, self.channel, self.id, self.edited_at)

    @property
    def texts(self) -> tuple[str, ...]:
        """Return all texts to be scored, each by itself."""
        return (self.text, *self.more_texts)


def scope_chain(
    community: str,
    channel: str,
    *,
    thread: str | None = None,
    category: str | None = None,
    is_age_restricted: bool = False,
) -> tuple[str, ...]:
    """Return policy scopes from narrow to wide; a narrower one takes precedence."""
    age = AGE_RESTRICTED if is_age_restricted else None
    return tuple([scope for scope in (thread, channel, category, age, community) if scope])
