"""The platform alone, connected, with no pipeline and no desk behind it."""

import asyncio
from collections.abc import Callable

from bot.answer import Answer, Failed
from bot.message import Message
from bot.platforms.slack.platform import Slack
from bot.reply import Reply, Response
from bot.request import Request
from tests.fakes.slack.server import FakeSlack

_PATIENCE = 10.0


class Ears:
    """Whoever listens to the platform: keeps what comes, and answers as it is told."""

    def __init__(self, club: FakeSlack, platform: Slack) -> None:
        self.club = club
        self.platform = platform
        self.messages: list[Message] = []
        self.requests: list[Request] = []
        self.answers: list[Answer] = []
        """What messages are answered; once used up, that they failed."""
        self.response: Response = Reply("Done")
        self.may_answer = asyncio.Event()
        """A test clears it to keep people waiting."""
        self.may_answer.set()
        self._came = asyncio.Event()

    async def on_message(self, message: Message) -> Answer:
        self.messages.append(message)
        self._came.set()
        return self.answers.pop(0) if self.answers else Failed()

    async def on_request(self, request: Request) -> Response:
        self.requests.append(request)
        await self.may_answer.wait()
        return self.response

    async def until(self, number: int) -> list[str]:
        """The texts that came, once there are so many."""
        async with asyncio.timeout(_PATIENCE):
            while len(self.messages) < number:
                self._came.clear()
                await self._came.wait()
        return self.texts

    @property
    def texts(self) -> list[str]:
        return [message.text for message in self.messages]

    async def all(self) -> list[str]:
        """The texts that came, once a last message has come, too."""
        await self.club.say("the end")
        async with asyncio.timeout(_PATIENCE):
            while "the end" not in self.texts:
                self._came.clear()
                await self._came.wait()
        return [text for text in self.texts if text != "the end"]


async def until(is_so: Callable[[], bool]) -> None:
    """Wait for what Slack is told nothing of."""
    async with asyncio.timeout(_PATIENCE):
        while not is_so():  # noqa: ASYNC110 - nobody is told of it
            await asyncio.sleep(0.01)
