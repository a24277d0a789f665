"""The port that every platform implements. `bot/platforms/README.md` says how to add one."""

from collections.abc import Awaitable, Callable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from pathlib import Path
from types import TracebackType
from typing import Protocol, Self, TypeAlias

from pydantic import SecretStr

from bot.alerts.alert import Alert
from bot.domain.actions import Enforcer, Outcome
from bot.domain.message import Author, Message
from bot.domain.notice import Notice
from bot.domain.policy import Policy
from bot.domain.steps import StepLog
from bot.domain.surroundings import DeletedMessages, RecentMessages, Surroundings
from bot.interactions.replies import FileReply, Refusal, Reply, Response
from bot.interactions.requests import NameKind, Request
from bot.runtime.alert_cards import AlertCards, TransientCards
from bot.runtime.directory import Directory
from bot.runtime.platform_stats import PlatformStats
from bot.runtime.result import PipelineResult

OnMessage: TypeAlias = Callable[[Message], Awaitable[PipelineResult]]
"""Called by a platform with every message. A bug in it becomes `Failed`, and is not raised."""

OnRequest: TypeAlias = Callable[[Request], Awaitable[Response]]
"""Called by a platform with every command, button and menu. A bug in it becomes a `Refusal`."""


@dataclass(frozen=True, slots=True)
class AlertChannel:
    """State of a community's alert channel.

    `outcome`: DONE if alerts can be shown, else what keeps them; GONE if the bot has left the community.
    """

    community: str
    outcome: Outcome


@dataclass(frozen=True, slots=True)
class DigestMessage:
    """A digest to be posted once.

    `nonce` is the same whenever it is tried. `sent_since`: since when an earlier try may have shown it, None
    if there was none.
    """

    report: FileReply
    nonce: str
    sent_since: datetime | None = None


class Platform(Enforcer, Protocol):
    """A chat platform. Once entered it can enforce and alert; `run` then submits the messages."""

    @property
    def name(self) -> str:
        """The name in `--platform`, in every message and in the store."""
        ...

    @property
    def directory(self) -> Directory:
        """The communities and people that the platform tells of, once it is entered."""
        ...

    async def __aenter__(self) -> Self: ...

    async def __aexit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None: ...

    async def run(self, on_message: OnMessage, on_request: OnRequest) -> None:
        """Submit every message and request until there are no more, or until cancelled.

        A message whose result is `Overflow` was not evaluated: submit it again once there is room.
        """
        ...

    async def alert(self, alert: Alert) -> Outcome:
        """Show a case to the moderators: DONE once they can read it, else what keeps it from them.

        GONE if the bot is not in that community any more. One that an earlier try may have shown is looked for first.
        """
        ...

    async def surroundings(self, message: Message) -> Surroundings | Refusal:
        """Read what stands just before and after a message; nothing of it is kept."""
        ...

    async def find_recent(
        self, community: str, author: str, *, since: datetime, channel: str | None
    ) -> RecentMessages | Refusal:
        """Look for what somebody wrote since a time, in one channel or in all that can be read."""
        ...

    async def delete_recent(self, messages: Sequence[Message], *, reason: str) -> DeletedMessages:
        """Delete these messages of one community, those that are gone already among them."""
        ...

    async def redraw(self, alert: Alert) -> None:
        """Redraw a case in every message in which moderators were shown it; later is as good as now.

        A message that is gone, or cannot be changed, is left as it is.
        """
        ...

    async def next_alert_channel(self) -> AlertChannel:
        """Wait for the next community whose alert channel may have changed; at the start, for each once."""
        ...

    async def tell_administrator(self, community: str, notice: Reply) -> Outcome:
        """Send a direct message to an administrator of a community, and to nobody else."""
        ...

    async def notify(self, notice: Notice, steps: StepLog) -> Outcome:
        """Send a notice to the author of a message, and if possible to nobody else; none that may be there."""
        ...

    async def outranks(self, by: Author, message: Message) -> bool | None:
        """Return whether somebody stands above the author of a message, None if that is not known.

        True where the platform has no ranks.
        """
        ...

    async def resolve(self, kind: NameKind, written: str, community: str) -> str | Refusal:
        """Return the id of what is written as an id or a name, or the refusal of what does not exist."""
        ...

    def take_policy(self, policy: Policy) -> None:
        """Take over another policy file: where alerts go, and which channels it is to be in."""
        ...

    async def scopes_of(self, channel: str, community: str) -> Sequence[str]:
        """Return the scopes of a channel, thread or category below its community, narrow to wide, itself first."""
        ...

    async def announce(self, community: str, change: Reply) -> Outcome:
        """Say to the moderators, where alerts are shown, what one of them has changed."""
        ...

    async def post(self, community: str, digest: DigestMessage) -> Outcome:
        """Show the moderators a digest with its chart, where alerts are shown; one that may be there is looked for first."""
        ...


FindAlertChannel: TypeAlias = Callable[[str], Awaitable[str | None]]
"""Finds the channel that an administrator of a community confirmed for alerts; None without one."""


async def find_no_alert_channel(_community: str) -> None:
    """Find none: nobody confirmed any."""


@dataclass(frozen=True, slots=True)
class PlatformContext:
    """Build context of a platform.

    `tokens`: those that are set, by their environment names. `greeting`: lines that say what is running.
    `as_json`: the console prints JSON. `policy`: the policy file's, without overrides. `stats`: told by a
    platform about its connection. `since`: everything up to it was seen by an earlier run, None without
    one. `address`: where a platform listens that is called by the other side. `database`: an opaque
    handle for a library that keeps tables of its own in the bot's database. `cards`: where the platform
    records in which messages it shows each case. `exports`: the folder for files
    on the console, None for its own. `find_alert_channel`: the channel that was confirmed in a community.
    """

    tokens: Mapping[str, SecretStr]
    greeting: Sequence[str]
    as_json: bool
    policy: Policy
    stats: PlatformStats = field(default_factory=lambda: PlatformStats("nobody's"))
    since: datetime | None = None
    address: tuple[str, int] = ("127.0.0.1", 3000)
    database: object = None
    cards: AlertCards = field(default_factory=TransientCards)
    exports: Path | None = None
    find_alert_channel: FindAlertChannel = find_no_alert_channel
