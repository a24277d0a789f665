"""The parts of a desk: the platforms that it serves, its store, and what it is told by its owner."""

import time
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import UTC, datetime
from urllib.parse import urlsplit

from jinja2 import Environment

from bot.commands.dispatcher import CommandDispatcher
from bot.config.catalogs import Catalogs, read_catalogs
from bot.moderation.pipeline import Pipeline
from bot.store.store import Store
from bot.web.desk.live_queue import LiveQueues
from bot.web.desk.oauth import SignIns
from bot.web.desk.providers import Provider
from bot.web.desk.rendering import Speech, make_environment, read_desk_catalogs, read_speeches
from bot.web.desk.sign_in_log import SignInLog
from bot.web.desk.standings import Standings


@dataclass(frozen=True, slots=True)
class Source:
    """A platform at the desk: its pipeline, whether it is connected, and whether this process serves a community.

    `is_divided`: other processes serve others.
    """

    pipeline: Pipeline
    is_ready: Callable[[], bool] = lambda: True
    serves: Callable[[str], bool] = lambda _community: True
    is_divided: Callable[[], bool] = lambda: False

    @property
    def name(self) -> str:
        """The platform's name."""
        return self.pipeline.platform.name

    @property
    def dispatcher(self) -> CommandDispatcher:
        """The dispatcher of the platform, as its chat has one."""
        return CommandDispatcher(self.pipeline, self.pipeline.now, self.serves)


@dataclass(frozen=True, slots=True)
class DeskOptions:
    """Options of a desk: the `address` that browsers know it by, without a path, and who signs people in.

    `clock` gives seconds and never goes back, `now` the time.
    """

    address: str
    providers: Sequence[Provider] = ()
    clock: Callable[[], float] = time.monotonic
    now: Callable[[], datetime] = lambda: datetime.now(UTC)

    @property
    def is_secure(self) -> bool:
        """True behind TLS: cookies are then sent over nothing else."""
        return urlsplit(self.address).scheme == "https"

    @property
    def cookie(self) -> str:
        """The name of the session's cookie; behind TLS, one that no other host can set."""
        return "__Host-parley" if self.is_secure else "parley_desk"

    @property
    def sign_in_cookie(self) -> str:
        """The name of the cookie of a sign-in that was begun."""
        return f"{self.cookie}_sign_in"

    def find_provider(self, platform: str) -> Provider | None:
        """Return who signs people of a platform in."""
        return next((each for each in self.providers if each.platform == platform), None)


@dataclass(frozen=True, slots=True)
class Desk:
    """A desk, not yet served."""

    sources: Mapping[str, Source]
    store: Store
    options: DeskOptions
    environment: Environment = field(default_factory=make_environment)
    catalogs: Catalogs = field(default_factory=read_desk_catalogs)
    member_catalogs: Catalogs = field(default_factory=read_catalogs)
    speeches: Mapping[str, Speech] = field(init=False)
    live: LiveQueues = field(default_factory=LiveQueues)
    standings: Standings = field(init=False)
    sign_ins: SignIns = field(init=False)
    sign_in_log: SignInLog = field(init=False)

    def __post_init__(self) -> None:
        """Make what is remembered by the clock of the options."""
        options = self.options
        speeches = read_speeches(self.catalogs, self.member_catalogs)
        object.__setattr__(self, "speeches", speeches)
        object.__setattr__(self, "standings", Standings(options.clock))
        sign_ins = SignIns(options.address, clock=options.clock, now=options.now)
        object.__setattr__(self, "sign_ins", sign_ins)
        sign_in_log = SignInLog(self.store.desk.audit, options.clock)
        object.__setattr__(self, "sign_in_log", sign_in_log)
