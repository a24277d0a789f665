"""Raid: far more messages than can be judged at once, and what became of each. See bench/README.md."""

import asyncio
import json
import socket
import sys
import tempfile
import time
from collections.abc import Mapping, Sequence
from contextlib import suppress
from dataclasses import asdict, dataclass
from itertools import islice
from pathlib import Path
from statistics import quantiles
from typing import Annotated

import typer
from rich.console import Console

sys.path.insert(0, str(Path(__file__).resolve().parent.parent))

from bench.contestants.messages import friendly_messages
from bench.discord_load import BULK_DELETE, MESSAGE, find_deleted
from bench.processor_time import read_processor_seconds
from bench.raid_figures import Figures, build_table, find_quantile, read_metrics
from bench.under_load import (
    RUDE,
    Load,
    read_resident_mebibytes,
    start_bot,
)
from tests.fakes.discord.server import FakeDiscord
from tests.fakes.discord.world import TOKEN

RUDE_EVERY = 100
"""One text in so many is rude."""

AUTHORS = 1_000
SHORT, LONG = (3, 12), (250, 300)
"""Fewest and most words of a text."""

_POLICY = """
mode = "enforce"
[surfaces]
profiles = false
"""
"""The names of a thousand raiders are texts too: what is measured is what they write."""

_PACE = 0.05
"""Seconds between two looks at the bot, and between two volleys."""


@dataclass(frozen=True, slots=True)
class Raid:
    """A raid: so many messages of so many texts, at a rate a second."""

    messages: int
    texts: int
    rate: int
    is_long: bool = False


RAIDS: Mapping[str, Raid] = {
    "repeats": Raid(100_000, 200, 10_000),
    "distinct, long": Raid(30_000, 30_000, 10_000, is_long=True),
}


def main(
    *,
    share: Annotated[float, typer.Option(help="Share of the messages that are sent.")] = 1.0,
    only: Annotated[str, typer.Option(help="repeats, or long; both without it.")] = "",
    variant: Annotated[str, typer.Option(help="as-shipped or with-stand-in.")] = "as-shipped",
    give_up: Annotated[float, typer.Option(help="Seconds; what waits then is lost.")] = 900.0,
    json_file: Annotated[
        Path | None, typer.Option("--json", help="Write the figures here.")
    ] = None,
) -> None:
    """Raid a bot on a fake Discord twice, and print what became of the messages."""
    figures = {}
    for name, raid in RAIDS.items():
        if only not in name:
            continue
        number, texts = int(raid.messages * share), min(raid.texts, int(raid.messages * share))
        scaled = Raid(number, texts, raid.rate, is_long=raid.is_long)
        figures[name] = asyncio.run(measure(scaled, variant=variant, give_up=give_up))
    Console().print(build_table(figures))
    if json_file:
        shown = {name: asdict(each) for name, each in figures.items()}
        json_file.write_text(json.dumps(shown, indent=1) + "\n")
    if any(each.seen != each.decided + each.shed for each in figures.values()):
        raise typer.Exit(1)


async def measure(raid: Raid, *, variant: str, give_up: float = 900.0) -> Figures:
    """Raid a bot in a process of its own; what is not decided on after so many seconds counts as lost."""
    with socket.create_server(("127.0.0.1", 0)) as free:
        port = free.getsockname()[1]
    async with FakeDiscord() as club:
        run = ("-m", "tests.fakes.discord.run_bot", str(club.port), variant)
        load = Load(
            club,
            command=(*run, "run", "--platform", "discord"),
            env={
                "DISCORD_TOKEN": TOKEN,
                "PARLEY_HEALTH_PORT": str(port),
                "MALLOC_ARENA_MAX": "2",  # as the unit and the image do
            },
            policy=_POLICY,
            connected=club.gateway.wait_until_connected,
            send=lambda text, _number: _say(club, text),
            find_deleted=lambda: dict.fromkeys(find_deleted(club), 0.0),
        )
        with tempfile.TemporaryDirectory() as folder:
            bot = await start_bot(load, Path(folder))
            try:
                return await _attack(club, raid, pid=bot.pid, port=port, give_up=give_up)
            finally:
                bot.terminate()
                await bot.wait()


async def _say(club: FakeDiscord, text: str) -> str:
    return str((await club.say(text))["id"])


async def _attack(club: FakeDiscord, raid: Raid, *, pid: int, port: int, give_up: float) -> Figures:
    """Send the messages of a raid, and wait until each is decided on."""
    memory = [read_resident_mebibytes(pid)]
    made = [len(club.requests(*route)) for route in _DELETES]
    began, used = time.monotonic(), read_processor_seconds(pid)
    sending = asyncio.create_task(_send(club, raid))
    while time.monotonic() - began < give_up:
        await asyncio.sleep(_PACE)
        memory.append(read_resident_mebibytes(pid))
        now = await asyncio.to_thread(read_metrics, port)
        if sending.done() and now.settled > raid.messages:  # with the first one
            break
    seconds = time.monotonic() - began
    rude = await sending
    with suppress(TimeoutError):
        await club.until(lambda: rude.keys() <= find_deleted(club).keys())
    now, deleted = await asyncio.to_thread(read_metrics, port), find_deleted(club)
    waits = [deleted[each] - at for each, at in rude.items() if each in deleted]
    singles, bulks = (len(club.requests(*route)) for route in _DELETES)
    return Figures(
        sent=raid.messages + 1,
        seen=now.seen,
        decided=now.decided,
        shed=now.shed,
        overflowed=now.overflowed,
        cases=now.cases,
        seconds=seconds,
        processor_seconds=read_processor_seconds(pid) - used,
        decision_p50=find_quantile(now.durations, 0.5),
        decision_p99=find_quantile(now.durations, 0.99),
        delete_p50=quantiles(waits, n=100)[49] if len(waits) > 1 else 0.0,
        delete_p99=quantiles(waits, n=100)[98] if len(waits) > 1 else 0.0,
        memory_before=memory[0],
        memory_peak=max(memory),
        rude=len(rude),
        still_there=len(rude) - len(waits),
        single_deletes=singles - made[0],
        bulk_deletes=bulks - made[1],
        alert_messages=len(club.shown(club.world.moderators)),
    )


_DELETES: Sequence[tuple[str, str]] = (("DELETE", MESSAGE), ("POST", BULK_DELETE))


async def _send(club: FakeDiscord, raid: Raid) -> dict[str, float]:
    """Send the messages; return when each rude one was sent."""
    least, most = LONG if raid.is_long else SHORT
    texts = list(islice(friendly_messages(1, least=least, most=most), raid.texts))
    rude_texts = {number for number in range(raid.texts) if number % RUDE_EVERY == 0}
    authors = [club.world.make_user(f"raider-{number}") for number in range(AUTHORS)]
    rude, began = {}, time.monotonic()
    for number in range(raid.messages):
        if number % (raid.rate // 100 or 1) == 0:
            await asyncio.sleep(max(0.0, began + number / raid.rate - time.monotonic()))
        which = number % raid.texts
        text = f"{RUDE} {which}" if which in rude_texts else texts[which]
        at = time.monotonic()
        message = await club.say(text, author=authors[number % AUTHORS])
        if which in rude_texts:
            rude[str(message["id"])] = at
    return rude


if __name__ == "__main__":
    typer.run(main)
