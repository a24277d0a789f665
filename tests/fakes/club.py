"""A community in which a test speaks and sends commands, with a pipeline and a dispatcher behind it."""

from dataclasses import replace
from itertools import count
from typing import Any, TypeVar

from bot.commands.dispatcher import CommandDispatcher
from bot.domain.authority import Authority
from bot.domain.case import CaseFile
from bot.domain.message import Author
from bot.interactions.replies import Refusal, Reply, Response, expect_answer
from bot.interactions.requests import Command, Request
from bot.moderation.pipeline import Pipeline
from tests.fakes.messages import NOON, make_message
from tests.fakes.platform import FakePlatform

R = TypeVar("R")

RUDE = "you buffoon"
KIM = make_message().author
MONA = Author(id="mona-1", name="mona", is_moderator=True)
MAX = Author(id="max-1", name="max", is_moderator=True)


def make_request(command: Command, *, by: Author = MONA, **changes: Any) -> Request:
    """Make a request of mona's, in the thread in which kim speaks."""
    scopes = make_message().scopes
    authority = Authority.full() if by.is_moderator else Authority()
    return replace(Request("fake", "club", scopes, by, command, authority), **changes)


class Club:
    """A community in which all is said and done one after the other; kim speaks, and mona asks."""

    def __init__(self, platform: FakePlatform, pipeline: Pipeline) -> None:
        self.numbers = count(1)
        self.platform = platform
        self.pipeline = pipeline
        self.dispatcher = CommandDispatcher(self.pipeline, now=lambda: NOON)

    async def say(self, *texts: str, **changes: Any) -> None:
        """Have kim say texts, each in a message of its own."""
        for text in texts:
            message = make_message(text, id=f"m{next(self.numbers)}", **changes)
            await self.pipeline.moderate(message)

    async def dispatch(self, command: Command, *, by: Author = MONA, **changes: Any) -> Response:
        """Send a command, whatever is answered."""
        return await self.dispatcher.dispatch(make_request(command, by=by, **changes))

    async def ask(self, command: Command, *, by: Author = MONA, **changes: Any) -> Reply:
        """Send a command that is carried out; returns the reply in the answer, of whatever kind."""
        answer = expect_answer(await self.dispatch(command, by=by, **changes))
        assert not isinstance(answer, Refusal), answer
        return answer if isinstance(answer, Reply) else answer.reply

    async def ask_for(
        self, kind: type[R], command: Command, *, by: Author = MONA, **changes: Any
    ) -> R:
        """Send a command that is answered by this kind of response."""
        response = await self.dispatch(command, by=by, **changes)
        assert isinstance(response, kind), response
        return response

    async def refused(self, command: Command, *, by: Author = MONA, **changes: Any) -> str:
        """Send a command that is refused; returns the reason."""
        return (await self.ask_for(Refusal, command, by=by, **changes)).reason

    async def case_file(self, number: int) -> CaseFile:
        """Find a case that is there."""
        case_file = await self.pipeline.store.case_queries.find(number, within_days=30)
        assert case_file
        return case_file
