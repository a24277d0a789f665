"""The work of a process that dies while another one runs: that one takes it up."""

import asyncio

import pytest
from sqlalchemy.engine import URL

from bot.alerts.alert import Alert
from bot.commands import resumption
from bot.domain.actions import Action, Outcome
from bot.runner import serve
from bot.runtime.platform_port import OnMessage, OnRequest
from bot.store.database.engine import open_database
from bot.store.store import Store
from tests.bot.conftest import MakePipeline
from tests.bot.store.conftest import make_verdict
from tests.fakes.messages import make_message
from tests.fakes.platform import FakePlatform
from tests.fakes.waiting import Changes


async def test_a_running_process_takes_up_what_a_dying_one_leaves(
    address: URL, make_pipeline: MakePipeline, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(resumption, "_LOOK_INTERVAL", 0.02)
    monkeypatch.setattr(resumption, "_RARE_LOOK", 1)
    changes = Changes()

    class Staying(FakePlatform):
        async def run(self, on_message: OnMessage, on_request: OnRequest) -> None:  # noqa: ARG002
            await changes.until(lambda: self.alerts)

        async def alert(self, alert: Alert) -> Outcome:
            outcome = await super().alert(alert)
            changes.notify()
            return outcome

    platform = Staying()
    serving = asyncio.create_task(serve(make_pipeline(platform)))
    other = await open_database(address)
    message = make_message("you buffoon")
    assert await Store(other, model="stand-in").cases.open(message, make_verdict())
    await other.dispose()
    await serving
    assert platform.acted == [(Action.DELETE, message)]
    assert len(platform.alerts) == 1
