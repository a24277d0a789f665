"""A community in which a test speaks and asks, with a pipeline and a desk behind it."""

from dataclasses import replace
from itertools import count
from typing import Any

from bot.commands.dispatcher import CommandDispatcher
from bot.domain.case import CaseFile
from bot.domain.message import Author
from bot.interactions.replies import Refusal, Reply
from bot.interactions.requests import Command, Request
from bot.moderation.pipeline import Pipeline
from tests.fakes.messages import NOON, make_message
from tests.fakes.platform import FakePlatform

RUDE = "you buffoon"
KIM = make_message().author
MONA = Author(id="mona-1", name="mona", is_moderator=True)
MAX = Author(id="max-1", name="max", is_moderator=True)


def asking(ask: Command, *, by: Author = MONA, **changes: Any) -> Request:
    places = make_message().scopes
    return replace(Request("fake", "club", places, by, ask), **changes)


class Club:
    """What is said and asked here is done one after the other; kim speaks, and mona asks."""

    def __init__(self, platform: FakePlatform, pipeline: Pipeline) -> None:
        self.numbers = count(1)
        self.platform = platform
        self.pipeline = pipeline
        self.desk = CommandDispatcher(self.pipeline, now=lambda: NOON)

    async def say(self, *texts: str, **changes: Any) -> None:
        for said in texts:
            message = make_message(said, id=f"m{next(self.numbers)}", **changes)
            await self.pipeline.moderate(message)

    async def ask(self, ask: Command, *, by: Author = MONA, **changes: Any) -> Reply:
        response = await self.desk.dispatch(asking(ask, by=by, **changes))
        assert isinstance(response, Reply), response
        return response

    async def case_file(self, number: int) -> CaseFile:
        case_file = await self.pipeline.store.case_queries.find(number, within_days=30)
        assert case_file
        return case_file

    async def refused(self, ask: Command, *, by: Author = MONA, **changes: Any) -> str:
        response = await self.desk.dispatch(asking(ask, by=by, **changes))
        assert isinstance(response, Refusal), response
        return response.reason
