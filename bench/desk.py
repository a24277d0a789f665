"""The desk at 200,000 cases, with a hundred moderators who follow the queue: times of its pages, and its processor time.

See bench/README.md. `PYTHONPATH=. python bench/desk.py`
"""

import asyncio
import json
import socket
import statistics
import sys
import time
from collections.abc import AsyncIterator, Sequence
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from functools import partial
from pathlib import Path
from typing import Annotated

import httpx
import typer

sys.path.insert(0, str(Path(__file__).resolve().parent.parent))

from bench.store import open_club
from bot.domain.message import Author
from bot.interactions.desk_requests import TakeCase
from bot.store.desk_sessions import Identity
from bot.web.desk.application import build_desk
from bot.web.desk.desk import Desk, DeskOptions, Source
from bot.web.desk.server import serving
from bot.web.desk.tokens import hash_token
from tests.fakes.club import Club
from tests.fakes.messages import NOON
from tests.fakes.waiting import Changes

PAGES = (
    *("queue", "queue?label=threat", "queue?page=20", "cases/1", "log"),
    *("policy", "reports?days=7", "reports?days=30", "model"),
)
COOKIE = "parley_desk"


@dataclass
class Seen:
    """Updates that each of those who follow has got."""

    updates: list[int]
    changes: Changes = field(default_factory=Changes)


def main(
    count: Annotated[int, typer.Option(help="Cases.")] = 200_000,
    moderators: Annotated[int, typer.Option(help="Who follow the queue.")] = 100,
    repeats: Annotated[int, typer.Option(help="How often each page is asked for.")] = 21,
    json_file: Annotated[
        Path | None, typer.Option("--json", help="Write the figures here.")
    ] = None,
) -> None:
    """Print the times of pages in milliseconds, alone and with all live updates open."""
    figures = asyncio.run(_measure(count, moderators, repeats))
    text = json.dumps({"cases": count, "moderators": moderators, **figures}, indent=2)
    sys.stdout.write(f"{text}\n")
    if json_file:
        json_file.write_text(f"{text}\n")


async def _measure(count: int, moderators: int, repeats: int) -> dict[str, object]:
    async with open_club("sqlite", count) as (club, _), _open_desk(club, moderators) as client:
        alone = {page: await _time(client, page, repeats) for page in PAGES}
        seen = Seen([0] * moderators)
        async with asyncio.TaskGroup() as group:
            following = [
                group.create_task(_follow(client, number, seen)) for number in range(moderators)
            ]
            await seen.changes.until(lambda: all(seen.updates), seconds=60)
            together = {page: await _time(client, page, repeats) for page in PAGES}
            told = await _time_updates(club, seen)
            used, began = time.process_time(), time.perf_counter()
            await asyncio.sleep(10)
            share = (time.process_time() - used) / (time.perf_counter() - began)
            for task in following:
                task.cancel()
    return {
        "alone, ms": alone,
        "with live updates, ms": together,
        "until all are told of a change, ms": told,
        "share of a core with live updates": round(share, 3),
    }


@asynccontextmanager
async def _open_desk(club: Club, moderators: int) -> AsyncIterator[httpx.AsyncClient]:
    """Serve the desk, with so many people signed in."""
    listening = socket.create_server(("127.0.0.1", 0), backlog=1024)
    address = f"http://127.0.0.1:{listening.getsockname()[1]}"
    # All ask from one address, as they would not: its clock runs fast, so that no limit is met.
    fast = lambda: time.monotonic() * 1000  # noqa: E731
    options = DeskOptions(address, now=lambda: NOON, clock=fast)
    desk = Desk({"fake": Source(club.pipeline)}, club.pipeline.store, options)
    for number in range(moderators):
        person = Author(f"moderator-{number}", f"moderator {number}", is_moderator=True)
        club.platform.directory.add("club", person)
        token = hash_token(f"token-{number}")
        await desk.store.desk.sessions.begin(token, {"fake": Identity(person.id)}, at=NOON)
    limits = httpx.Limits(max_connections=None)
    async with (
        serving(build_desk(desk), listening, options),
        httpx.AsyncClient(base_url=address, limits=limits, timeout=120) as client,
    ):
        yield client


async def _time(client: httpx.AsyncClient, page: str, repeats: int) -> dict[str, float]:
    took = []
    for _ in range(repeats):
        began = time.perf_counter()
        response = await client.get(f"/fake/club/{page}", headers=_sign(0))
        took.append((time.perf_counter() - began) * 1000)
        assert response.is_success, response.text
    return {"median": round(statistics.median(took), 1), "worst": round(max(took), 1)}


async def _follow(client: httpx.AsyncClient, number: int, seen: Seen) -> None:
    """Follow the queue as a browser does, which asks again when a stream ends."""
    while True:
        async with client.stream("GET", "/fake/club/queue/live", headers=_sign(number)) as response:
            async for line in response.aiter_lines():
                if line.startswith("data: "):
                    seen.updates[number] += 1
                    seen.changes.notify()


async def _time_updates(club: Club, seen: Seen) -> dict[str, float]:
    """Take cases, one after the other, and wait until everybody was told of each."""
    took = []
    for number in range(5):
        before = list(seen.updates)
        await club.ask(TakeCase(), by=Author(f"taker-{number}", "taker", is_moderator=True))
        began = time.perf_counter()
        await seen.changes.until(partial(_is_told, seen, before), seconds=60)
        took.append((time.perf_counter() - began) * 1000)
    return {"median": round(statistics.median(took), 1), "worst": round(max(took), 1)}


def _is_told(seen: Seen, before: Sequence[int]) -> bool:
    return all(now > then for now, then in zip(seen.updates, before, strict=True))


def _sign(number: int) -> dict[str, str]:
    return {"cookie": f"{COOKIE}=token-{number}"}


if __name__ == "__main__":
    typer.run(main)
