"""Discord under load: what a message costs, and how soon a rude one is gone. See bench/README.md."""

import sys
from collections.abc import AsyncIterator, Mapping
from contextlib import asynccontextmanager
from pathlib import Path
from typing import Annotated

import typer

sys.path.insert(0, str(Path(__file__).resolve().parent.parent))

from bench.under_load import PEOPLE, Crowd, measure_and_print
from tests.fakes.discord.server import FakeDiscord
from tests.fakes.discord.world import TOKEN

MESSAGE = "/channels/{channel}/messages/{message}"


def main(
    rate: Annotated[int, typer.Option(help="Messages a second.")] = 200,
    seconds: Annotated[int, typer.Option(help="How long.")] = 20,
    json_file: Annotated[
        Path | None, typer.Option("--json", help="Write the figures here.")
    ] = None,
) -> None:
    """Send messages through a fake gateway to the real client, and watch what the bot does."""
    measure_and_print(gather, rate=rate, seconds=seconds, json_file=json_file)


@asynccontextmanager
async def gather(how: str) -> AsyncIterator[Crowd]:
    """People in the fake's server."""
    async with FakeDiscord() as club:
        people = [club.world.make_user(f"member-{number}") for number in range(PEOPLE)]

        async def say(text: str, number: int) -> str:
            return str((await club.say(text, author=people[number]))["id"])

        def find_deleted() -> Mapping[str, float]:
            return {asked.ids["message"]: asked.at for asked in club.requests("DELETE", MESSAGE)}

        run = ("-m", "tests.fakes.discord.run_bot", str(club.port), how)
        yield Crowd(
            club,
            command=(*run, "run", "--platform", "discord"),
            env={"DISCORD_TOKEN": TOKEN},
            policy='mode = "enforce"\n',
            connected=club.gateway.until_connected,
            say=say,
            find_deleted=find_deleted,
        )


if __name__ == "__main__":
    typer.run(main)
