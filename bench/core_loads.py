"""The loads of `bench/core.py`: clean and rude messages on each platform, and what a bot spends on them."""

import asyncio
import tempfile
import time
from collections.abc import Iterable, Mapping
from itertools import islice
from pathlib import Path
from statistics import median, quantiles
from typing import NamedTuple, TypeAlias

from bench import discord_load, slack_load
from bench.contestants.messages import friendly_messages
from bench.processor_time import read_thread_seconds
from bench.under_load import (
    AUTHORS,
    LOST_AFTER,
    MAX_WORDS,
    MIN_WORDS,
    RUDE,
    Load,
    OpenLoad,
    launch_bot,
    read_resident_mebibytes,
)

CoreFigures: TypeAlias = Mapping[str, float]
"""Seconds of the start, milliseconds of processor time a message, a second of silence and until a delete, MiB."""

_SECONDS = 20

_PATIENCE = 120.0
"""Seconds for the last deletion, which a busy machine may need."""


_SETTLED_AFTER = 5.0
"""Seconds until what the last messages brought about is over: flushes, alerts, events."""

_IDLE_SECONDS = 5.0


class CoreLoad(NamedTuple):
    """A load on a fake platform: messages a second, and as many as a core is to carry."""

    open_load: OpenLoad
    rate: int
    most: int


LOADS = {
    "discord": CoreLoad(discord_load.open_load, 200, 1_000),
    "slack": CoreLoad(slack_load.open_load, 50, 50),  # Slack itself brings 8 a second at most
}


async def measure(core: CoreLoad, *, root: Path, share: float) -> CoreFigures:
    """Measure the bot of a checkout, in a process of its own."""
    texts = friendly_messages(0, least=MIN_WORDS, most=MAX_WORDS)
    number = max(20, int(_SECONDS * share * core.rate))
    async with core.open_load("as-shipped") as load:
        rude = [f"{RUDE} {n}" for n in range(max(10, number // load.rude_every))]
        mixed, many = (
            [
                f"{RUDE} {name} {n}" if n % load.rude_every == 0 else text
                for n, text in enumerate(islice(texts, number))
            ]
            for name in ("again", "at last")
        )
        with tempfile.TemporaryDirectory() as folder:
            bot = await launch_bot(load, Path(folder), root=root)
            try:
                start = sum(read_thread_seconds(bot.pid))
                await send_texts(load, bot.pid, [*islice(texts, AUTHORS), RUDE], rate=core.rate)
                clean = await send_texts(
                    load, bot.pid, [*islice(texts, number), RUDE], rate=core.rate
                )
                idle = await measure_idle(bot.pid)
                rude_rate = core.rate / load.rude_every
                flagged = await send_texts(load, bot.pid, rude, rate=rude_rate)
                both = await send_texts(load, bot.pid, mixed, rate=core.rate)
                memory = read_resident_mebibytes(bot.pid)
                full = await send_all(load, bot.pid, many, rate=core.most)
            finally:
                bot.terminate()
                await bot.wait()
    return {
        "start": start,
        "clean": clean.all_threads,
        "loop": clean.event_loop,
        "flagged": flagged.all_threads - idle / rude_rate,
        "p50": median(both.waits),
        "p99": quantiles(both.waits, n=100)[-1] if len(both.waits) > 1 else both.waits[0],
        "idle": idle,
        "memory": memory,
        **full,
    }


async def measure_idle(bot: int) -> float:
    """Return the milliseconds of processor time that a bot spends in a second in which nothing comes."""
    await asyncio.sleep(_SETTLED_AFTER)
    before = sum(read_thread_seconds(bot))
    await asyncio.sleep(_IDLE_SECONDS)
    return 1000.0 * (sum(read_thread_seconds(bot)) - before) / _IDLE_SECONDS


async def send_all(load: Load, bot: int, texts: Iterable[str], *, rate: float) -> CoreFigures:
    """Send texts as fast as a core is to carry; return what one cost, nothing where a bot lost one of the rude."""
    try:
        spent = await send_texts(load, bot, texts, rate=rate, patience=LOST_AFTER)
    except TimeoutError:
        return {}
    return {"full": spent.all_threads}


class Spent(NamedTuple):
    """Milliseconds of processor time a message, and of waiting for each delete."""

    all_threads: float
    event_loop: float
    waits: list[float]


async def send_texts(
    load: Load, bot: int, texts: Iterable[str], *, rate: float, patience: float = _PATIENCE
) -> Spent:
    """Send texts at a rate, until the rude ones among them are deleted.

    Raises:
        TimeoutError: so many seconds later, one of them is not.
    """
    sent: dict[str, float] = {}
    before, began = read_thread_seconds(bot), time.monotonic()
    number = 0
    for number, text in enumerate(texts, 1):
        await asyncio.sleep(max(0.0, began + number / rate - time.monotonic()))
        at = time.monotonic()
        message = await load.send(text, number % AUTHORS)
        if text.startswith(RUDE):
            sent[message] = at
    await load.platform.until(lambda: sent.keys() <= load.find_deleted().keys(), seconds=patience)
    after, deleted = read_thread_seconds(bot), load.find_deleted()
    each = 1000.0 / number
    return Spent(
        (sum(after) - sum(before)) * each,
        (after.event_loop - before.event_loop) * each,
        [1000.0 * (deleted[message] - at) for message, at in sent.items()],
    )
