"""Soak test: messages for an hour, and what grows meanwhile. See bench/README.md."""

import asyncio
import json
import signal
import sys
import tempfile
import time
from asyncio.subprocess import Process
from collections.abc import AsyncIterator, Sequence
from contextlib import asynccontextmanager
from math import ceil
from pathlib import Path
from statistics import fmean
from typing import Annotated, Any

import typer
from rich.console import Console

sys.path.insert(0, str(Path(__file__).resolve().parent.parent))

from bench.contestants.messages import friendly_messages
from bench.growth import Sample, build_table, find_growth, slope_per_hour
from bench.under_load import (
    AUTHORS,
    MAX_WORDS,
    MIN_WORDS,
    RUDE,
    RUDE_EVERY,
    Load,
    read_resident_mebibytes,
    start_bot,
)
from tests.fakes.discord.server import FakeDiscord
from tests.fakes.discord.world import TOKEN

_SAMPLES = 60
"""Samples in a run, evenly."""

_MOST_BEHIND = 20
"""Rude messages that may wait to be deleted: a bot on a busy machine is given no backlog, which takes memory, too."""

_PATIENCE = 300.0
"""Seconds in which the bot deletes one of them, on however busy a machine."""

_LAST = 20.0
"""Minutes at the end whose slope is told besides: a leak grows there, too, what has a bound or was behind does not."""

_PACE = 1.0
"""Seconds between two readings of memory; a sample is their mean, as it goes up and down within a minute."""

_KEPT = 1_000
"""Messages and requests that the fake remembers: it, too, must last."""


def main(
    minutes: Annotated[float, typer.Option(help="How long.")] = 60.0,
    rate: Annotated[int, typer.Option(help="Messages a second.")] = 100,
    warm_up: Annotated[float, typer.Option(help="Share of it before growth counts.")] = 0.25,
    json_file: Annotated[
        Path | None, typer.Option("--json", help="Write the samples here.")
    ] = None,
) -> None:
    """Send messages at a rate, and print what the bot keeps of them; ends with 1 where that grows."""
    samples = asyncio.run(_soak(minutes=minutes, rate=rate, warm_up=warm_up))
    warm = [sample for sample in samples if sample.minute >= minutes * warm_up]
    if json_file:
        json_file.write_text(json.dumps(_list_figures(samples, warm, rate=rate), indent=1) + "\n")
    Console().print(build_table(samples[0], warm))
    growth = find_growth(warm)
    for line in growth:
        print(line)
    raise typer.Exit(code=1 if growth else 0)


def _list_figures(
    samples: Sequence[Sample], warm: Sequence[Sample], *, rate: int
) -> dict[str, Any]:
    """List the figures of a run, rounded as people quote them."""
    last = [sample for sample in warm if sample.minute >= warm[-1].minute - _LAST]
    return {
        "minutes": round(samples[-1].minute),
        "rate": rate,
        "messages": samples[-1].messages,
        "warm_from": round(warm[0].minute),
        "resident_start": round(samples[0].resident, 1),
        "resident_warm": round(warm[0].resident, 1),
        "resident_end": round(samples[-1].resident, 1),
        "slope": round(slope_per_hour(warm), 1),
        "slope_last": round(slope_per_hour(last), 1),
        "samples": [
            {"minute": round(s.minute, 2), "resident": round(s.resident, 1), "messages": s.messages}
            for s in samples
        ],
        "looks": [sample.footprint for sample in samples if sample.footprint],
    }


async def _soak(*, minutes: float, rate: int, warm_up: float) -> list[Sample]:
    """Send to a bot in a process of its own; return the samples of it."""
    with tempfile.TemporaryDirectory() as folder:
        probe = Path(folder) / "footprint.json"
        async with _open_load(probe) as (load, club):
            bot = await start_bot(load, Path(folder))
            looks = {1, ceil(_SAMPLES * warm_up), _SAMPLES}
            samples: list[Sample] = []
            try:
                async with _reading_memory(bot) as read:
                    async for minute, sent in _send(load, club, rate=rate, seconds=minutes * 60):
                        resident = fmean([*read, read_resident_mebibytes(bot.pid)])
                        is_look = len(samples) + 1 in looks
                        footprint = await _look_into(bot, probe) if is_look else None
                        samples.append(Sample(minute, resident, footprint, messages=sent))
                        read.clear()  # a look takes memory, of which only what stays is the bot's
                return samples
            finally:
                bot.terminate()
                await bot.wait()


@asynccontextmanager
async def _reading_memory(bot: Process) -> AsyncIterator[list[float]]:
    """Read the memory of a bot every second while entered; yield what was read, in MiB."""
    read: list[float] = []

    async def keep_reading() -> None:
        while bot.returncode is None:
            read.append(read_resident_mebibytes(bot.pid))
            await asyncio.sleep(_PACE)

    reading = asyncio.create_task(keep_reading())
    try:
        yield read
    finally:
        reading.cancel()
        await asyncio.wait([reading])


async def _send(
    load: Load, club: FakeDiscord, *, rate: int, seconds: float
) -> AsyncIterator[tuple[float, int]]:
    """Send messages, each with a word that no other has; yield minute and number where a sample is due."""
    texts = friendly_messages(0, least=MIN_WORDS, most=MAX_WORDS)
    begun = due = time.monotonic()
    rude, number, sampled = set[str](), 0, 0
    while sampled < _SAMPLES:
        await asyncio.sleep(max(0.0, due - time.monotonic()))
        due = max(
            due + 1 / rate, time.monotonic() - 1
        )  # what a busy machine has missed is left out
        is_rude = number % RUDE_EVERY == 0
        text = RUDE if is_rude else next(texts)
        message = await load.send(f"{text} {number}", number % AUTHORS)
        if is_rude:
            rude.add(message)
            await _wait_for_room(club, rude)
        number += 1
        if (elapsed := time.monotonic() - begun) >= (sampled + 1) * seconds / _SAMPLES:
            sampled += 1
            _forget_old(club)
            yield elapsed / 60, number


async def _wait_for_room(club: FakeDiscord, rude: set[str]) -> None:
    """Wait while too many of these messages are not deleted yet; drop the others."""

    def has_room() -> bool:
        rude.intersection_update(club.world.messages[club.world.general])
        return len(rude) < _MOST_BEHIND

    await club.until(has_room, seconds=_PATIENCE)


async def _look_into(bot: Process, probe: Path) -> dict[str, Any]:
    """Ask the bot for its footprint, and wait until it has written it."""
    bot.send_signal(signal.SIGUSR1)
    while (footprint := _take(probe)) is None:
        if bot.returncode is not None:
            raise typer.BadParameter(f"the bot ended with {bot.returncode}")
        await asyncio.sleep(0.05)
    return footprint


def _take(probe: Path) -> dict[str, Any] | None:
    """Read and remove the footprint, None while there is none."""
    if not probe.exists():
        return None
    footprint: dict[str, Any] = json.loads(probe.read_text())
    probe.unlink()
    return footprint


def _forget_old(club: FakeDiscord) -> None:
    del club.rest.requests[:-_KEPT]
    for channel in club.world.messages.values():
        for message in [*channel][:-_KEPT]:
            del channel[message]


@asynccontextmanager
async def _open_load(probe: Path) -> AsyncIterator[tuple[Load, FakeDiscord]]:
    """Open a fake server with its members, for a bot that writes its footprint to `probe`."""
    async with FakeDiscord() as club:
        authors = [club.world.make_user(f"member-{number}") for number in range(AUTHORS)]

        async def send(text: str, number: int) -> str:
            return str((await club.say(text, author=authors[number]))["id"])

        def find_deleted() -> dict[str, float]:
            route = "/channels/{channel}/messages/{message}"
            return {
                asked.ids["message"]: asked.received_at for asked in club.requests("DELETE", route)
            }

        run = ("-m", "bench.soaked_bot", "discord", str(club.port), "as-shipped", str(probe))
        load = Load(
            club,
            command=(*run, "run", "--platform", "discord"),
            env={"DISCORD_TOKEN": TOKEN, "MALLOC_ARENA_MAX": "2"},  # as the unit and the image do
            policy='mode = "enforce"\n',
            connected=club.gateway.wait_until_connected,
            send=send,
            find_deleted=find_deleted,
        )
        yield load, club


if __name__ == "__main__":
    typer.run(main)
