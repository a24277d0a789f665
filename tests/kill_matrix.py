"""The kill matrix: a bot on a fake platform is killed by `kill -9` at a named point, and started again.

Then every message must be acted on once, every author told once, and every case shown once, as the platform
saw it. `tests/bot/test_kill_matrix.py` runs one seed of it, `bench/kill_matrix.py` many.
"""

import asyncio
import random
import signal
from asyncio.subprocess import DEVNULL, PIPE, Process
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass, field, replace
from pathlib import Path

from sqlalchemy import func, select
from sqlalchemy.engine import URL

from bot.domain.actions import Action
from bot.store.database.tables import cases
from bot.store.database.writer import read_only
from tests.bot.store.conftest import open_engine
from tests.fakes.command import environment, stand_in_command
from tests.fakes.waiting import TIMEOUT
from tests.kill_clubs import Club, open_club

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

_EDITED = (
    "edited",
    "edited before delete",
    "edited after delete",
    "edited after notice",
    "edited outcome",
)
"""Points of deleting a message that was edited, and could not be deleted before; none is passed before the edit."""

_IMPORTED = (
    "tests.fakes.kill_points",
    *(f"bot.platforms.{of}.platform" for of in ("discord", "slack")),
    *(f"tests.fakes.{of}.redirection" for of in ("discord", "slack")),
    "sqlalchemy.dialects.postgresql.asyncpg",
    "asyncpg",
)
"""Modules that a run would import by itself, half of the work of its start: here once, for all runs."""


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
    """Results of a trial: what was lost, and what was done twice, a line each.

    `has_run_out`: the wait was over before nothing was lost, as it may be on a busy machine.
    """

    lost: list[str] = field(default_factory=list)
    doubled: list[str] = field(default_factory=list)
    has_run_out: bool = False


def list_trials() -> list[Trial]:
    """Return every trial there is."""
    trials = []
    for action, points in _POINTS.items():
        own = _EPHEMERAL if action is Action.WARN else points
        trials += [Trial("discord", action, point) for point in points]
        if action is not Action.TIMEOUT:
            trials += [Trial("slack", action, point) for point in own]
    for platform in ("discord", "slack"):
        trials += [Trial(platform, Action.DELETE, point) for point in (*_EVERY, *_EDITED)]
    return trials


async def run_trial(trial: Trial, *, seed: int, address: URL, folder: Path) -> Result:
    """Run a trial; the seed says how many messages there are, and at which of them the bot dies."""
    chance = random.Random(seed)  # noqa: S311 - a seed, no secret
    messages = chance.randint(1, 3)
    number = chance.randint(1, messages)
    async with open_club(trial.platform) as club, ending() as processes:
        policy = f'mode = "enforce"\nalerts = ["{club.alert_channel}"]\n[labels.insult]\naction = "{trial.action.value}"\n'
        (folder / "policy.toml").write_text(policy)
        if trial.point in _EDITED:
            club.forbid_deleting()
            number = 1  # what is written besides may have been acted on before
        doomed = await start_bot(club, address, folder, dies_at=trial.point, number=number)
        processes.append(doomed)
        await club.wait_until_connected()
        if trial.point in _EDITED:
            await _edit_undeleted(club, address)
        for each in range(messages):
            await club.say(f"you buffoon {each}", f"author{each}")
        log = await read_log(doomed)
        assert doomed.returncode == -signal.SIGKILL, log
        if trial.point == "received":  # what nobody read is read by the next
            await club.say("you buffoon, again", "late")
        again = await start_bot(club, address, folder)
        processes.append(again)
        has_settled = await _settle(club, trial.action)
        again.terminate()
        log = await read_log(again)
        assert again.returncode == 0, log
        return replace(_judge(club, trial.action), has_run_out=not has_settled)


async def _edit_undeleted(club: Club, address: URL) -> None:
    """Have a message edited once moderators were shown that it could not be deleted, but now it can be."""
    await club.say("you buffoon", "editor")
    await club.server.until(club.count_alerts)  # which is recorded in a moment
    shown = select(func.count()).where(cases.c.alerted_at.is_not(None))
    async with (
        open_engine(address) as engine,
        asyncio.timeout(TIMEOUT),
        read_only(engine).connect() as reader,
    ):
        while not await reader.scalar(shown):
            await reader.rollback()
    await club.allow_deleting()
    await club.edit(club.said[0], "oh you buffoon")


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
    return await asyncio.create_subprocess_exec(
        *stand_in_command(*_IMPORTED),
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
    """Wait until a process ends, and return its log.

    Raises:
        TimeoutError: it does not end, by its own death either.
    """
    async with asyncio.timeout(TIMEOUT):
        _, log = await process.communicate()
    return log.decode()


async def _settle(club: Club, action: Action) -> bool:
    """Wait until nothing is lost, then until the bot has done what came after all that; return False where that does not come."""
    try:
        await club.server.until(lambda: not _judge(club, action).lost)
        await club.say("you buffoon, at last", "last")
        await club.server.until(lambda: not _judge(club, action).lost)
    except TimeoutError:
        return False
    return True


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
