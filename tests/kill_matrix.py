"""The kill matrix: a bot on a fake platform is killed by `kill -9` at a named point, and started again.

Then every message must be acted on once, every author told once, and every case shown once, as the platform
saw it. `tests/bot/test_kill_matrix.py` runs one seed of it, `bench/kill_matrix.py` many.
"""

import asyncio
import random
import signal
from abc import ABC, abstractmethod
from asyncio.subprocess import DEVNULL, PIPE, Process
from collections import Counter
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager, suppress
from dataclasses import dataclass, field
from datetime import timedelta
from pathlib import Path
from typing import Any

from sqlalchemy.engine import URL

from bot.domain.actions import Action
from bot.platforms.slack.connection.tokens import APP, BOT, USER
from tests.fakes.command import environment, stand_in_command
from tests.fakes.discord.payloads import DM
from tests.fakes.discord.server import FakeDiscord
from tests.fakes.discord.world import TOKEN
from tests.fakes.server import FakeServer
from tests.fakes.slack.server import FakeSlack
from tests.fakes.slack.world import APP_TOKEN, BOT_TOKEN, USER_TOKEN
from tests.fakes.waiting import TIMEOUT

JSON = dict[str, Any]

_EVERY = ("received", "intent", "outcome", "before alert", "after alert", "alerted")
_POINTS = {
    Action.WARN: ("before notice", "after notice"),
    Action.DELETE: ("before delete", "after delete", "before notice", "after notice"),
    Action.TIMEOUT: ("before sanction", "after sanction", "before notice", "after notice"),
    Action.KICK: ("before notice", "after notice", "before sanction", "after sanction"),
}
"""The points of each action, in their order."""

_EPHEMERAL = ("before post", "after post")
"""Points of a warning on Slack, which keeps none of them."""


@dataclass(frozen=True, slots=True)
class Trial:
    """A trial: a platform, an action, and where the bot dies."""

    platform: str
    action: Action
    point: str

    def __str__(self) -> str:
        return f"{self.platform} {self.action.value} {self.point}"


@dataclass(slots=True)
class Result:
    """Results of a trial: what was lost, and what was done twice, a line each."""

    lost: list[str] = field(default_factory=list)
    doubled: list[str] = field(default_factory=list)


def list_trials() -> list[Trial]:
    """Return every trial there is."""
    trials = []
    for action, points in _POINTS.items():
        own = _EPHEMERAL if action is Action.WARN else points
        trials += [Trial("discord", action, point) for point in points]
        if action is not Action.TIMEOUT:
            trials += [Trial("slack", action, point) for point in own]
    for platform in ("discord", "slack"):
        trials += [Trial(platform, Action.DELETE, point) for point in _EVERY]
    return trials


class Club(ABC):
    """A fake platform on which messages are written, and that counts what was done about them."""

    name: str

    def __init__(self, server: FakeServer) -> None:
        self.server = server
        self.said: list[JSON] = []

    @abstractmethod
    async def say(self, text: str, author: str) -> None:
        """Have a new member write."""

    @abstractmethod
    async def wait_until_connected(self) -> None:
        """Wait until the bot listens."""

    @abstractmethod
    def environment(self) -> dict[str, str]:
        """Return the tokens and the address of the platform."""

    @abstractmethod
    def count_alerts(self) -> Counter[str]:
        """Count the alerts of each case."""

    @abstractmethod
    def count_told(self, message: JSON) -> int:
        """Count the messages that told an author of their own message."""

    @abstractmethod
    def count_done(self, message: JSON, action: Action) -> int:
        """Count how often an action was carried out on a message or its author."""

    @property
    @abstractmethod
    def port(self) -> int:
        """Return the port of the fake."""

    @property
    @abstractmethod
    def community(self) -> str:
        """Return the id of the community."""

    @property
    @abstractmethod
    def alert_channel(self) -> str:
        """Return the channel of the moderators."""


class DiscordClub(Club):
    name = "discord"

    def __init__(self, server: FakeDiscord) -> None:
        super().__init__(server)
        self.fake = server
        server.world.nonce_lifetime = timedelta()  # as if the next start came later than that

    async def say(self, text: str, author: str) -> None:
        self.said.append(await self.fake.say(text, author=self.fake.world.make_user(author)))

    async def wait_until_connected(self) -> None:
        await self.fake.gateway.wait_until_connected()

    def environment(self) -> dict[str, str]:
        return {"DISCORD_TOKEN": TOKEN}

    def count_alerts(self) -> Counter[str]:
        shown = self.fake.shown(self.fake.world.moderators)
        titles = (embed.get("title", "") for message in shown for embed in message["embeds"])
        return Counter(title.partition(":")[0] for title in titles if title.startswith("Case "))

    def count_told(self, message: JSON) -> int:
        author = message["author"]["id"]
        direct = [
            channel
            for channel in self.fake.world.channels.values()
            if channel["type"] == DM and channel["recipients"][0]["id"] == author
        ]
        return sum(len(self.fake.shown(channel["id"])) for channel in direct)

    def count_done(self, message: JSON, action: Action) -> int:
        author = message["author"]["id"]
        if action is Action.DELETE:
            return int(message["id"] not in self.fake.world.messages[message["channel_id"]])
        if action is Action.TIMEOUT:
            ends = {
                request.body["communication_disabled_until"]
                for request in self.fake.requests("PATCH", "/guilds/{guild}/members/{user}")
                if request.ids["user"] == author
            }
            return len(ends)
        return sum(entry[:2] == ("kick", author) for entry in self.fake.world.audit_log)

    @property
    def port(self) -> int:
        return self.fake.port

    @property
    def community(self) -> str:
        return self.fake.world.guild

    @property
    def alert_channel(self) -> str:
        return self.fake.world.moderators


class SlackClub(Club):
    name = "slack"

    def __init__(self, server: FakeSlack) -> None:
        super().__init__(server)
        self.fake = server
        self.room = server.world.add_channel("tea")

    async def say(self, text: str, author: str) -> None:
        user = self.fake.world.add_user(author)
        self.fake.world.members[self.room].add(user["id"])
        self.said.append(await self.fake.say(text, by=user, channel=self.room))

    async def wait_until_connected(self) -> None:
        await self.fake.socket_mode.wait_until_connected()

    def environment(self) -> dict[str, str]:
        return {BOT: BOT_TOKEN, APP: APP_TOKEN, USER: USER_TOKEN}

    def count_alerts(self) -> Counter[str]:
        shown = self.fake.shown(self.fake.world.moderators)
        ids = (
            block.get("block_id", "") for message in shown for block in message.get("blocks", ())
        )
        return Counter(each.removesuffix("-head") for each in ids if each.endswith("-head"))

    def count_told(self, message: JSON) -> int:
        direct = self.fake.world.open_direct(message["user"])
        shown = self.fake.calls("chat.postEphemeral", user=message["user"])
        return len(self.fake.shown(direct)) + len(shown) + self._count_doubt(message)

    def count_done(self, message: JSON, action: Action) -> int:
        if action is Action.DELETE:
            return int(message["ts"] not in self.fake.world.messages[self.room])
        return int(message["user"] not in self.fake.world.members[self.room])

    def _count_doubt(self, message: JSON) -> int:
        """Count a warning as told of which the case says that nobody knows whether it arrived."""
        if self.fake.calls("chat.postEphemeral", user=message["user"]):
            return 0
        shown = self.fake.shown(self.fake.world.moderators)
        return sum(
            "cannot tell whether it arrived" in str(each) and message["user"] in str(each)
            for each in shown
        )

    @property
    def port(self) -> int:
        return self.fake.port

    @property
    def community(self) -> str:
        return self.fake.world.team

    @property
    def alert_channel(self) -> str:
        return self.fake.world.moderators


@asynccontextmanager
async def open_club(platform: str) -> AsyncIterator[Club]:
    """Open a fake platform."""
    if platform == "discord":
        async with FakeDiscord() as discord:
            yield DiscordClub(discord)
    else:
        async with FakeSlack() as slack:
            yield SlackClub(slack)


async def run_trial(trial: Trial, *, seed: int, address: URL, folder: Path) -> Result:
    """Run a trial; the seed says how many messages there are, and at which of them the bot dies."""
    chance = random.Random(seed)  # noqa: S311 - a seed, no secret
    messages = chance.randint(1, 3)
    number = chance.randint(1, messages)
    async with open_club(trial.platform) as club, ending() as processes:
        policy = f'mode = "enforce"\nalerts = ["{club.alert_channel}"]\n[labels.insult]\naction = "{trial.action.value}"\n'
        (folder / "policy.toml").write_text(policy)
        doomed = await start_bot(club, address, folder, dies_at=trial.point, number=number)
        processes.append(doomed)
        await club.wait_until_connected()
        for each in range(messages):
            await club.say(f"you buffoon {each}", f"author{each}")
        log = await read_log(doomed)
        assert doomed.returncode == -signal.SIGKILL, log
        if trial.point == "received":  # what nobody read is read by the next
            await club.say("you buffoon, again", "late")
        again = await start_bot(club, address, folder)
        processes.append(again)
        await _settle(club, trial.action)
        again.terminate()
        log = await read_log(again)
        assert again.returncode == 0, log
        return _judge(club, trial.action)


@asynccontextmanager
async def ending() -> AsyncIterator[list[Process]]:
    """Kill at the end what still runs of a trial that broke off."""
    processes: list[Process] = []
    try:
        yield processes
    finally:
        for process in processes:
            if process.returncode is None:
                process.kill()
                await process.wait()


async def start_bot(
    club: Club, address: URL, folder: Path, *, dies_at: str = "", number: int = 1
) -> Process:
    """Start a bot; one with a point dies when it passes there for the n-th time."""
    deadly = {"DIES_AT": dies_at, "DIES_AT_NUMBER": str(number)} if dies_at else {}
    command = stand_in_command(
        "tests.fakes.kill_points", *(f"tests.fakes.{p}.server" for p in ("discord", "slack"))
    )
    return await asyncio.create_subprocess_exec(
        *command,
        "run",
        "--platform",
        club.name,
        "--database",
        address.render_as_string(hide_password=False),
        cwd=folder,
        env=environment(FAKE_PLATFORM=f"{club.name} {club.port}", **club.environment(), **deadly),
        stdin=DEVNULL,
        stdout=DEVNULL,
        stderr=PIPE,
    )


async def read_log(process: Process) -> str:
    """Wait until a process ends, and return its log."""
    killing = asyncio.get_running_loop().call_later(TIMEOUT, process.kill)
    _, log = await process.communicate()
    killing.cancel()
    return log.decode()


async def _settle(club: Club, action: Action) -> None:
    """Wait until nothing is lost, then until the bot has done what came after all that."""
    with suppress(TimeoutError):
        await club.server.until(lambda: not _judge(club, action).lost)
        await club.say("you buffoon, at last", "last")
        await club.server.until(lambda: not _judge(club, action).lost)


def _judge(club: Club, action: Action) -> Result:
    result = Result()
    alerts = club.count_alerts()
    _note(result, "alerts", len(alerts), len(club.said))
    result.doubled += [f"alert of {case}: {count}" for case, count in alerts.items() if count > 1]
    for message in club.said:
        _note(
            result,
            f"told of {message['text' if 'text' in message else 'content']}",
            club.count_told(message),
            1,
        )
        deeds = {Action.WARN: ()}.get(action, (Action.DELETE, action))
        for deed in dict.fromkeys(deeds):
            _note(result, deed.value, club.count_done(message, deed), 1)
    return result


def _note(result: Result, what: str, count: int, expected: int) -> None:
    if count < expected:
        result.lost.append(f"{what}: {count} of {expected}")
    if count > expected:
        result.doubled.append(f"{what}: {count} of {expected}")
