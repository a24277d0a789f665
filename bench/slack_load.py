"""Load test on Slack: cost of an event, and time until a rude message is deleted. See bench/README.md."""

import sys
from collections.abc import AsyncIterator, Mapping
from contextlib import asynccontextmanager
from pathlib import Path
from typing import Annotated

import typer

sys.path.insert(0, str(Path(__file__).resolve().parent.parent))

from bench.under_load import Load, measure_and_print
from tests.fakes.slack.server import FakeSlack
from tests.fakes.slack.world import APP_TOKEN, BOT_TOKEN, USER_TOKEN

TOKENS = {
    "SLACK_BOT_TOKEN": BOT_TOKEN,
    "SLACK_APP_TOKEN": APP_TOKEN,
    "SLACK_USER_TOKEN": USER_TOKEN,
}

RUDE_EVERY = 100
"""Slack allows 50 deletions a minute."""

MEMBERS = 60
"""Authors of the messages: Slack allows 100 to be looked up a minute."""


def main(
    rate: Annotated[
        int, typer.Option(help="Messages a second; Slack brings 8 at most, over an hour.")
    ] = 50,
    seconds: Annotated[int, typer.Option(help="How long.")] = 20,
    json_file: Annotated[
        Path | None, typer.Option("--json", help="Write the figures here.")
    ] = None,
) -> None:
    """Bring events over a fake Socket Mode to the real app, and watch what the bot does."""
    measure_and_print(open_load, rate=rate, seconds=seconds, json_file=json_file)


@asynccontextmanager
async def open_load(variant: str) -> AsyncIterator[Load]:
    """Open a fake workspace with its members."""
    async with FakeSlack() as club:
        world = club.world
        authors = [world.add_user(f"member-{number}") for number in range(MEMBERS)]

        async def send(text: str, number: int) -> str:
            return str((await club.say(text, by=authors[number % MEMBERS]))["ts"])

        def find_deleted() -> Mapping[str, float]:
            return {call["ts"]: call.received_at for call in club.calls("chat.delete")}

        run = ("-m", "tests.fakes.slack.run_bot", str(club.port), variant)
        yield Load(
            club,
            command=(*run, "run", "--platform", "slack"),
            env=TOKENS,
            policy='mode = "enforce"\n',
            connected=club.socket_mode.wait_until_connected,
            send=send,
            find_deleted=find_deleted,
            rude_every=RUDE_EVERY,
        )


if __name__ == "__main__":
    typer.run(main)
