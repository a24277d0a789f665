"""Work that is taken up, and ended before it begins."""

import asyncio
import gc
import warnings
from types import SimpleNamespace
from typing import Any, cast

import pytest

from bot.commands.resumption import Resumption


class Left:
    """Rest of an earlier run: a case whose alert was not shown. All of it can be had without waiting."""

    def __init__(self) -> None:
        self.outage = self.store = self.cases = self
        self.platform = SimpleNamespace(name="fake")

    async def insist(self, claim: Any, *args: Any) -> Any:
        return await claim(*args)

    async def claim_pending(self, *_args: Any, **_kwargs: Any) -> list[Any]:
        message = SimpleNamespace(community="club", key="key")
        return [SimpleNamespace(number=1, message=message, outcome="deleted")]

    async def show_waiting(self, community: str) -> None:
        raise AssertionError(f"{community} was shown, and the test came too late")

    async def resume_pending(self, *_args: Any, **_kwargs: Any) -> None: ...


async def test_work_that_is_ended_before_it_begins_leaves_nothing_behind() -> None:
    left = cast("Any", Left())
    resuming = asyncio.create_task(Resumption(left, left, left).resume())
    await asyncio.sleep(0)  # it has made its tasks, and none of them has begun
    resuming.cancel()
    with warnings.catch_warnings(record=True) as warned:
        warnings.simplefilter("always")
        with pytest.raises(asyncio.CancelledError):
            await resuming
        del resuming
        gc.collect()
    assert [str(each.message) for each in warned] == []
