"""No event ends the connection or hides a message, however little it is as the platform documents it."""

import asyncio
from collections.abc import Callable
from contextlib import AbstractAsyncContextManager, AsyncExitStack

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests.fakes.event_fuzzing import EventFuzzer, open_discord, open_slack

Open = Callable[[], AbstractAsyncContextManager[EventFuzzer]]


@pytest.mark.parametrize("open_fuzzer", [open_discord, open_slack], ids=["discord", "slack"])
def test_whatever_event_comes_the_next_message_is_read(open_fuzzer: Open) -> None:
    with asyncio.Runner() as runner:
        stack = AsyncExitStack()
        fuzzer = runner.run(stack.enter_async_context(open_fuzzer()))

        @given(st.data())
        def check(data: st.DataObject) -> None:
            runner.run(fuzzer.check(lambda most: data.draw(st.integers(0, most - 1))))

        try:
            check()
        finally:
            runner.run(stack.aclose())
