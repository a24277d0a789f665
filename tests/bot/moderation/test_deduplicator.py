from datetime import timedelta

from bot.moderation.deduplicator import Deduplicator
from tests.fakes.messages import NOON, make_message


def test_a_version_that_is_delivered_again_is_a_duplicate_and_an_edit_is_not() -> None:
    deduplicator = Deduplicator()
    edits = [make_message(edited_at=NOON + timedelta(minutes=n)) for n in range(2)]
    assert [deduplicator.add(each) for each in (*edits, *edits)] == [True, True, False, False]


def test_a_forgotten_version_may_be_delivered_again() -> None:
    deduplicator = Deduplicator()
    deduplicator.add(make_message())
    deduplicator.forget(make_message())
    assert deduplicator.add(make_message())


def test_the_version_that_was_delivered_least_recently_makes_room() -> None:
    deduplicator = Deduplicator(max_messages=2)
    first, second, third = (make_message(id=each) for each in "abc")
    added = [deduplicator.add(each) for each in (first, second, first, third, first, second)]
    assert added == [True, True, False, True, False, True]
