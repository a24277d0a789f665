"""What serving a platform leaves in the store, however it ends."""

import asyncio

import pytest
from sqlalchemy.ext.asyncio import AsyncEngine

from bot import service
from bot.platform import OnMessage, OnRequest
from bot.service import serve
from bot.store.figures import count_figures
from tests.bot.conftest import MakePipeline
from tests.fakes.messages import NOON, make_message
from tests.fakes.platform import FakePlatform


async def test_what_was_being_written_when_it_stops_is_counted_all_the_same(
    make_pipeline: MakePipeline, engine: AsyncEngine, monkeypatch: pytest.MonkeyPatch
) -> None:
    is_writing = asyncio.Event()

    class Leaving(FakePlatform):
        """Ends while the counters are being written."""

        async def run(self, on_message: OnMessage, on_request: OnRequest) -> None:
            await super().run(on_message, on_request)
            with monkeypatch.context() as patch:
                patch.setattr(pipeline.store.counters._writer, "write", write_for_ever)
                await is_writing.wait()

    async def write_for_ever(_work: object) -> None:
        is_writing.set()
        await asyncio.Event().wait()

    monkeypatch.setattr(service, "_WRITE_EVERY", 0)
    pipeline = make_pipeline(Leaving([make_message()]))
    await serve(pipeline)
    day = NOON.date()
    written = await count_figures(engine, platform="fake", community="club", since=day, until=day)
    assert written.messages == {"scored": 1}
