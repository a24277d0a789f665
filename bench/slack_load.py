"""Slack under load: what an event costs, and how soon a rude message is gone. See bench/README.md."""

import sys
from collections.abc import AsyncIterator, Mapping
from contextlib import asynccontextmanager
from pathlib import Path
from typing import Annotated

import typer

sys.path.insert(0, str(Path(__file__).resolve().parent.parent))

from bench.under_load import PEOPLE, Crowd, measure_and_print
from tests.fakes.slack.server import FakeSlack
from tests.fakes.slack.world import APP_TOKEN, BOT_TOKEN, USER_TOKEN

TOKENS = {
    "SLACK_BOT_TOKEN": BOT_TOKEN,
    "SLACK_APP_TOKEN": APP_TOKEN,
    "SLACK_USER_TOKEN": USER_TOKEN,
}


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
    measure_and_print(gather, rate=rate, seconds=seconds, json_file=json_file)


@asynccontextmanager
async def gather(how: str) -> AsyncIterator[Crowd]:
    """People in the fake's workspace."""
    async with FakeSlack() as club:
        world = club.world
        people = [world.add_person(f"member-{number}") for number in range(PEOPLE)]

        async def say(text: str, number: int) -> str:
            return str((await club.say(text, by=people[number]))["ts"])

        def find_deleted() -> Mapping[str, float]:
            return {call["ts"]: call.at for call in club.calls("chat.delete")}

        run = ("-m", "tests.fakes.slack.run_bot", str(club.port), how)
        yield Crowd(
            club,
            command=(*run, "run", "--platform", "slack"),
            env=TOKENS,
            policy='mode = "enforce"\n',
            connected=club.wire.until_connected,
            say=say,
            find_deleted=find_deleted,
        )


if __name__ == "__main__":
    typer.run(main)
