"""A fake platform that stays connected: a test speaks on it while it is served, and waits for what comes of it."""

import asyncio

from bot.alerts.alert import Alert
from bot.domain.actions import Enforcement, Outcome
from bot.domain.message import Message
from bot.interactions.replies import Reply
from bot.runtime.platform_port import OnMessage, OnRequest
from bot.runtime.result import PipelineResult
from tests.fakes.platform import FakePlatform
from tests.fakes.waiting import Changes


class LivePlatform(FakePlatform):
    """A platform on which messages come when a test says them."""

    def __init__(self) -> None:
        super().__init__()
        self.changes = Changes()
        self._on_message: asyncio.Future[OnMessage] = asyncio.get_running_loop().create_future()

    @property
    def alerted(self) -> list[str]:
        """The texts of the messages that moderators were shown."""
        return [alert.case.message.text for alert in self.alerts]

    async def run(self, on_message: OnMessage, on_request: OnRequest) -> None:  # noqa: ARG002
        self._on_message.set_result(on_message)
        await asyncio.Event().wait()

    async def say(self, message: Message) -> PipelineResult:
        """Have a message come in; return the result that the platform gets."""
        return await (await self._on_message)(message)

    async def enforce(self, enforcement: Enforcement) -> Outcome:
        outcome = await super().enforce(enforcement)
        self.changes.notify()
        return outcome

    async def alert(self, alert: Alert) -> Outcome:
        outcome = await super().alert(alert)
        self.changes.notify()
        return outcome

    async def redraw(self, alert: Alert) -> None:
        await super().redraw(alert)
        self.changes.notify()

    async def announce(self, community: str, change: Reply) -> Outcome:
        outcome = await super().announce(community, change)
        self.changes.notify()
        return outcome
