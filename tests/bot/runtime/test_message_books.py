import asyncio
from collections.abc import Sequence

from hypothesis import given
from hypothesis import strategies as st

from bot.domain.actions import Action
from bot.domain.policy import Mode
from bot.domain.verdict import Verdict
from bot.runtime.message_books import MessageBooks
from bot.runtime.overflow import Overflow
from bot.runtime.result import Duplicate, Failed, PipelineResult
from classifier import Reason, Unscored
from tests.fakes.messages import make_message

UNSCORED = Verdict(
    Unscored(Reason.LANGUAGE),
    (),
    Mode.ENFORCE,
    wanted=Action.NONE,
    action=Action.NONE,
    notes=(),
)
OVERFLOW = Overflow(asyncio.Event().wait)


def test_a_message_that_is_refused_again_and_again_is_shed_once() -> None:
    books = MessageBooks()
    for _ in range(4):
        assert books.record(make_message(), OVERFLOW) == ""
    assert (books.seen, books.waiting, books.decided.total()) == (1, 1, 0)
    assert books.shedding("club").shed == 1


def test_what_was_shed_and_is_read_again_counts_as_decided_alone() -> None:
    books = MessageBooks()
    books.record(make_message(), OVERFLOW)
    assert books.record(make_message(), UNSCORED) == "unscored language"
    assert (books.seen, books.waiting, books.given_up) == (1, 0, 0)


def test_what_does_not_come_again_is_given_up_with_its_thread() -> None:
    books = MessageBooks()
    for number in range(3):
        books.record(make_message(id=f"m{number}"), OVERFLOW)
    books.record(make_message(id="m9", thread="thread-2"), OVERFLOW)
    assert books.give_up("thread-1") == {"club": 3}
    assert (books.seen, books.waiting, books.given_up) == (4, 1, 3)
    assert books.give_up("thread-1") == {}


def test_what_was_shed_once_more_while_it_was_decided_on_is_not_given_up() -> None:
    books = MessageBooks()
    books.record(make_message(), UNSCORED)
    books.record(make_message(), OVERFLOW)
    books.record(make_message(), Duplicate())
    assert books.give_up("thread-1") == {}
    assert (books.seen, books.waiting, books.given_up) == (1, 0, 0)


@given(
    st.lists(
        st.tuples(st.integers(0, 5), st.sampled_from([UNSCORED, OVERFLOW, Failed(), Duplicate()])),
        max_size=60,
    ),
    st.booleans(),
)
def test_the_books_balance_whatever_comes_in_whichever_order(
    results: Sequence[tuple[int, PipelineResult]],
    gives_up: bool,  # noqa: FBT001 - drawn
) -> None:
    books, open_ = MessageBooks(), set(range(6))
    came: set[int] = set()
    for number, result in results:
        if number not in open_:
            continue  # the pipeline decides on a message once
        books.record(make_message(id=f"m{number}"), result)
        if isinstance(result, Duplicate):
            came.discard(number)  # whoever has it already counts it
        else:
            came.add(number)
        if not isinstance(result, Duplicate | Overflow):
            open_.discard(number)
    if gives_up:
        books.give_up("thread-1")
        assert books.waiting == 0
    assert books.seen == len(came)
    assert books.seen == books.decided.total() + books.given_up + books.waiting
