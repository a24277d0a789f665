"""Search while typing: the latest cases, by the beginning of a number or a part of a name, however many there are."""

import pytest

from bot.domain.actions import Action, Outcome
from bot.domain.message import Author
from bot.store import case_search_queries
from bot.store.case_search_queries import number_ranges
from bot.store.store import Store
from tests.bot.store.conftest import make_verdict
from tests.fakes.messages import make_message


async def open_case(store: Store, number: int, name: str, **changes: str) -> None:
    author = Author(f"{name}-id", name)
    message = make_message(id=f"m{number}", author=author, **changes)
    case = await store.cases.open(message, make_verdict())
    assert case
    await store.cases.close(case, Outcome.done(Action.WARN if number % 2 else Action.FLAG))


async def find(store: Store, typed: str, *, only_strikes: bool = False) -> list[int]:
    found = await store.case_search.find(
        "fake", "club", typed=typed, only_strikes=only_strikes, limit=3
    )
    return [summary.number for summary in found]


async def test_a_name_is_found_behind_all_the_recent_cases(
    store: Store, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(case_search_queries, "_RECENT", 2)
    for number, name in enumerate(["Kim Ber", "max", "kimono", "max", "max", "max"], start=1):
        await open_case(store, number, name)
    await open_case(store, 7, "kim elsewhere", community="elsewhere")
    assert await find(store, "KIM") == [3, 1]
    assert await find(store, "kim", only_strikes=True) == [3, 1]
    assert await find(store, "max", only_strikes=True) == [5]
    assert await find(store, "a") == [6, 5, 4]
    assert await find(store, "nobody") == []


async def test_who_was_erased_is_found_by_no_name(store: Store) -> None:
    await open_case(store, 1, "kim")
    await store.erasure.erase(
        "kim-id", platform="fake", community="club", by=Author("mona-1", "mona")
    )
    assert await find(store, "kim") == []


def test_the_numbers_that_begin_with_some_digits_are_ranges() -> None:
    assert list(number_ranges("17"))[:3] == [(17, 17), (170, 179), (1700, 1799)]
    assert list(number_ranges("2147483647")) == [(2147483647, 2147483647)]
    for other in ("", "0", "017", "-1", "1a", "²", "9" * 11):
        assert list(number_ranges(other)) == []
