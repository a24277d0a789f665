"""The loads of `bench/scale.py`: messages to processes that share a bot, and guilds on a shard."""

import asyncio
import tempfile
import time
from asyncio.subprocess import Process
from collections.abc import AsyncIterator, Iterable, Iterator, Mapping, Sequence
from contextlib import asynccontextmanager, contextmanager
from dataclasses import dataclass
from functools import partial
from itertools import islice
from pathlib import Path
from statistics import median
from typing import NamedTuple, TypeAlias

from bench.contestants.messages import friendly_messages
from bench.discord_load import find_deleted
from bench.processor_time import read_processor_seconds, read_thread_seconds
from bench.under_load import (
    AUTHORS,
    MAX_WORDS,
    MIN_WORDS,
    RUDE,
    RUDE_EVERY,
    read_resident_mebibytes,
)
from tests.fakes.bot_processes import BotProcesses
from tests.fakes.discord.guilds import Guild, add_guild
from tests.fakes.discord.server import FakeDiscord
from tests.fakes.discord.world import TOKEN
from tests.fakes.nats_server import NatsServer

ScaleFigures: TypeAlias = Mapping[str, float]
"""Seconds of processor time a message, and of waiting for a delete; MiB; counts."""

SHARDS = 4

_SESSIONS = {1: (1,), SHARDS: (4, 6, 7, 8)}
"""Sessions that have begun, by the number of shards, after the first, second, ... process was started."""

RATE = 50
"""Messages a second."""

_WARM_UP = 100
"""Messages before those that are measured."""

_SILENCE = 3.0
"""Seconds of silence, twice: until all is done, and to measure what processes spend then."""

_PATIENCE = 600.0
"""Seconds after which what is waited for is taken never to come."""


@dataclass(frozen=True, slots=True)
class Setup:
    """Processes that serve a bot: gateways, 1 to 4, and workers on a bus, which is there if they are."""

    gateways: int
    workers: int = 0


@dataclass(frozen=True, slots=True)
class Place:
    """Surroundings of the processes: a database, the id of its server's process, and the scorer."""

    database: str
    server: int | None = None
    scorer: str = "as-shipped"


async def measure_cost(setup: Setup, messages: int, place: Place) -> ScaleFigures:
    """Measure what each of so many messages costs a bot on four shards, its database and its bus.

    Every 20th of them is rude.
    """
    async with FakeDiscord() as discord:
        discord.gateway.shards = discord.gateway.max_concurrency = SHARDS
        guilds = [add_guild(discord.world, shard=shard, count=SHARDS) for shard in range(SHARDS)]
        with _open_bus(setup) as bus:
            async with _open_processes(discord, place, bus) as processes:
                bots = await _start(discord, processes, setup)
                return await _load(_Meter(bots, place, bus), discord, guilds, messages)


async def measure_guilds(guilds: int, *, channels: int, place: Place) -> ScaleFigures:
    """Measure what a process with so many guilds on one shard holds, each with so many channels."""
    async with FakeDiscord() as discord:
        rooms = max(0, channels - 2)
        added = [add_guild(discord.world, shard=0, count=1, rooms=rooms) for _ in range(guilds)]
        async with _open_processes(discord, place, None) as processes:
            (bot,) = await _start(discord, processes, Setup(gateways=1))
            await _send(discord, added[-1:], [RUDE])
            return {
                "guilds": float(guilds),
                "channels": float(guilds * channels),
                "memory": read_resident_mebibytes(bot.pid),
                "start": sum(read_thread_seconds(bot.pid)),
            }


@contextmanager
def _open_bus(setup: Setup) -> Iterator[NatsServer | None]:
    """Start a bus if there are workers."""
    if not setup.workers:
        yield None
        return
    with tempfile.TemporaryDirectory() as folder, NatsServer(Path(folder)) as bus:
        yield bus


@asynccontextmanager
async def _open_processes(
    discord: FakeDiscord, place: Place, bus: NatsServer | None
) -> AsyncIterator[BotProcesses]:
    env = {"PARLEY_DATABASE": place.database, **({"PARLEY_BUS": bus.address} if bus else {})}
    with tempfile.TemporaryDirectory() as folder:
        (Path(folder) / "policy.toml").write_text('mode = "enforce"\n')
        opened = BotProcesses("discord", discord.port, Path(folder), env, scorer=place.scorer)
        async with opened as processes:
            yield processes


async def _start(discord: FakeDiscord, processes: BotProcesses, setup: Setup) -> Sequence[Process]:
    """Start workers, and gateways one after another, each once the former has its shards."""
    bots = [await processes.start("worker") for _ in range(setup.workers)]
    gateway = discord.gateway
    shards = list(range(gateway.shards))

    def is_served(sessions: int) -> bool:
        return gateway.identifies >= sessions and sorted(gateway.served()) == shards

    for sessions in _SESSIONS[gateway.shards][: setup.gateways]:
        bots.append(await processes.start("run", DISCORD_TOKEN=TOKEN))
        await discord.until(partial(is_served, sessions), seconds=_PATIENCE)
    return bots


class _Spent(NamedTuple):
    """Seconds of processor time."""

    bots: float
    database: float
    bus: float


@dataclass(frozen=True, slots=True)
class _Meter:
    """Meter of the processes of a bot, of its database and of its bus."""

    bots: Sequence[Process]
    place: Place
    bus: NatsServer | None

    def read(self) -> _Spent:
        """Return what they have spent so far."""
        server = self.place.server
        return _Spent(
            sum(sum(read_thread_seconds(bot.pid)) for bot in self.bots),
            read_processor_seconds(server, with_children=True) if server else 0.0,
            sum(read_thread_seconds(self.bus.process)) if self.bus else 0.0,
        )


async def _load(
    meter: _Meter, discord: FakeDiscord, guilds: Sequence[Guild], messages: int
) -> ScaleFigures:
    texts = friendly_messages(0, least=MIN_WORDS, most=MAX_WORDS)
    first = [f"{RUDE} at first {guild.id}" for guild in guilds]
    await _send(discord, guilds, [*islice(texts, _WARM_UP), *first])
    before, asked = meter.read(), len(discord.rest.requests)
    mixed = [
        f"{RUDE} {number}" if number % RUDE_EVERY == 0 else text
        for number, text in enumerate(islice(texts, messages))
    ]
    waits = await _send(discord, guilds, mixed)
    after = meter.read()
    await asyncio.sleep(_SILENCE)  # alerts are still on their way
    settled = meter.read()
    await asyncio.sleep(_SILENCE)
    idle = meter.read().bots - settled.bots
    spent = _Spent(*((end - begin) / messages for end, begin in zip(after, before, strict=True)))
    return {
        **spent._asdict(),
        "per_second": 1.0 / spent.bots,
        "p50": median(waits),
        "shortest": min(waits),
        "idle": idle / _SILENCE / len(meter.bots),
        "memory": sum(read_resident_mebibytes(bot.pid) for bot in meter.bots),
        "deleted": float(len(waits)),
        "requests": (len(discord.rest.requests) - asked) / len(waits),
    }


async def _send(discord: FakeDiscord, guilds: Sequence[Guild], texts: Iterable[str]) -> list[float]:
    """Send texts to the guilds in turn; return the seconds until each rude one was deleted."""
    authors = [discord.world.make_user(f"member-{number}") for number in range(AUTHORS)]
    sent: dict[str, float] = {}
    began = time.monotonic()
    for number, text in enumerate(texts):
        await asyncio.sleep(max(0.0, began + number / RATE - time.monotonic()))
        guild, author = guilds[number % len(guilds)], authors[number % AUTHORS]
        at = time.monotonic()
        message = await discord.say(text, channel=guild.general, guild_id=guild.id, author=author)
        if text.startswith(RUDE):
            sent[str(message["id"])] = at
    await discord.until(lambda: sent.keys() <= find_deleted(discord).keys(), seconds=_PATIENCE)
    deleted = find_deleted(discord)
    return [deleted[message] - at for message, at in sent.items()]
