"""Load test on Discord: cost of a message, and time until a rude one is deleted. See bench/README.md."""

import sys
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from pathlib import Path
from typing import Annotated

import typer

sys.path.insert(0, str(Path(__file__).resolve().parent.parent))

from bench.under_load import AUTHORS, Load, measure_and_print
from tests.fakes.discord.server import FakeDiscord
from tests.fakes.discord.world import TOKEN

MESSAGE = "/channels/{channel}/messages/{message}"
BULK_DELETE = "/channels/{channel}/messages/bulk-delete"


def main(
    rate: Annotated[int, typer.Option(help="Messages a second.")] = 200,
    seconds: Annotated[int, typer.Option(help="How long.")] = 20,
    json_file: Annotated[
        Path | None, typer.Option("--json", help="Write the figures here.")
    ] = None,
) -> None:
    """Send messages through a fake gateway to the real client, and watch what the bot does."""
    measure_and_print(open_load, rate=rate, seconds=seconds, json_file=json_file)


@asynccontextmanager
async def open_load(variant: str) -> AsyncIterator[Load]:
    """Open a fake server with its members."""
    async with FakeDiscord() as club:
        authors = [club.world.make_user(f"member-{number}") for number in range(AUTHORS)]

        async def send(text: str, number: int) -> str:
            return str((await club.say(text, author=authors[number]))["id"])

        run = ("-m", "tests.fakes.discord.run_bot", str(club.port), variant)
        yield Load(
            club,
            command=(*run, "run", "--platform", "discord"),
            env={"DISCORD_TOKEN": TOKEN},
            policy='mode = "enforce"\n',
            connected=club.gateway.wait_until_connected,
            send=send,
            find_deleted=lambda: find_deleted(club),
        )


def find_deleted(club: FakeDiscord) -> dict[str, float]:
    """Return when the bot asked for each message to be deleted, alone or with others."""
    single = {each.ids["message"]: each.received_at for each in club.requests("DELETE", MESSAGE)}
    bulk = {
        str(message): each.received_at
        for each in club.requests("POST", BULK_DELETE)
        for message in each.body["messages"]
    }
    return single | bulk


if __name__ == "__main__":
    typer.run(main)
