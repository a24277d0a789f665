"""The stale cache: values expire, are fetched once, and outlive a failed refresh."""

import asyncio

import pytest

from bot.platforms.slack.inbound.stale_cache import StaleCache


class Source:
    """A source of values with its calls counted; None makes it fail."""

    def __init__(self) -> None:
        self.value: str | None = "tea"
        self.calls = 0
        self.was_asked = asyncio.Event()
        self.may_answer = asyncio.Event()
        self.may_answer.set()

    async def fetch(self) -> str | None:
        self.calls += 1
        self.was_asked.set()
        await self.may_answer.wait()
        return self.value


@pytest.fixture
def source() -> Source:
    return Source()


@pytest.fixture
def clock() -> list[float]:
    return [0.0]


@pytest.fixture
def cache(clock: list[float]) -> StaleCache[str, str]:
    return StaleCache(2, ttl=60.0, retry_after=5.0, max_retry_after=20.0, timer=lambda: clock[0])


async def test_a_value_is_fetched_again_once_its_time_to_live_is_over(
    cache: StaleCache[str, str], source: Source, clock: list[float]
) -> None:
    for seconds, calls in ((0.0, 1), (59.9, 1), (60.0, 2)):
        clock[0] = seconds
        assert await cache.get("key", source.fetch) == "tea"
        assert source.calls == calls


async def test_an_expired_value_stands_where_the_source_fails_until_the_next_try(
    cache: StaleCache[str, str], source: Source, clock: list[float]
) -> None:
    await cache.get("key", source.fetch)
    source.value = None
    for seconds, calls in ((60.0, 2), (64.9, 2), (65.0, 3)):
        clock[0] = seconds
        assert await cache.get("key", source.fetch) == "tea"
        assert source.calls == calls


async def test_a_value_that_was_never_known_is_none_and_asked_for_ever_later(
    cache: StaleCache[str, str], source: Source, clock: list[float]
) -> None:
    source.value = None
    steps = ((0.0, 1), (4.9, 1), (5.0, 2), (14.9, 2), (15.0, 3), (35.0, 4), (54.9, 4), (55.0, 5))
    for seconds, calls in steps:
        clock[0] = seconds
        assert await cache.get("key", source.fetch) is None
        assert source.calls == calls
    source.value = "tea"
    clock[0] = 75.0
    assert await cache.get("key", source.fetch) == "tea"


async def test_a_recent_value_is_none_where_it_cannot_be_had_and_asked_for_each_time(
    cache: StaleCache[str, str], source: Source, clock: list[float]
) -> None:
    async def get() -> str | None:
        return await cache.get_recent("key", source.fetch, max_age=9.0)

    assert await get() == "tea"
    clock[0] = 8.9
    assert (await get(), source.calls) == ("tea", 1)
    clock[0], source.value = 9.0, None
    assert [await get(), await get()] == [None, None]
    assert (source.calls, await cache.get("key", source.fetch)) == (3, "tea")
    source.value = "milk"
    assert await get() == "milk"


async def test_a_known_value_can_be_replaced_and_expired(
    cache: StaleCache[str, str], source: Source
) -> None:
    await cache.update("key", "milk")
    assert await cache.get("key", source.fetch) == "tea"
    await cache.update("key", "milk")
    assert await cache.get("key", source.fetch) == "milk"
    await cache.expire("key")
    assert await cache.get("key", source.fetch) == "tea"


async def test_of_many_who_ask_at_once_one_fetches_and_all_go_on_in_their_order(
    cache: StaleCache[str, str], source: Source
) -> None:
    source.may_answer.clear()
    order: list[int] = []

    async def ask(number: int) -> None:
        await cache.get("key", source.fetch)
        order.append(number)

    asking = [asyncio.create_task(ask(number)) for number in range(3)]
    await source.was_asked.wait()
    assert await cache.get("other", Source().fetch) == "tea"  # which waits for nobody
    source.may_answer.set()
    await asyncio.gather(*asking)
    assert source.calls == 1
    assert order == [0, 1, 2]


async def test_the_least_recently_used_value_makes_room_for_another(
    cache: StaleCache[str, str], source: Source
) -> None:
    for key in ("first", "second", "first", "third", "first"):
        await cache.get(key, source.fetch)
    assert source.calls == 3
    await cache.get("second", source.fetch)
    assert source.calls == 4
