"""Envelopes: what travels over the bus is the message that was sent, whatever is in it."""

from dataclasses import replace
from datetime import UTC, datetime

import pytest
from hypothesis import given
from hypothesis import strategies as st
from pydantic import ValidationError

from bot.bus.dead_letters import read_message
from bot.bus.envelope import PARTITIONS, Envelope, make_message_id, pack, partition_of, unpack
from bot.domain.message import Author, Message
from bot.moderation.evaluation import within_budget
from tests.fakes.messages import NOON, make_message

TEXTS = st.text(st.characters(exclude_categories=["Cs"]), max_size=30)
TIMES = st.datetimes(min_value=datetime(2020, 1, 1), timezones=st.just(UTC))  # noqa: DTZ001 - a bound has no zone


@st.composite
def messages(draw: st.DrawFn) -> Message:
    """Any message that a platform may give."""
    author = Author(
        id=draw(TEXTS),
        name=draw(TEXTS),
        roles=frozenset(draw(st.lists(TEXTS, max_size=3))),
        is_bot=draw(st.booleans()),
    )
    return make_message(
        draw(TEXTS),
        id=draw(TEXTS),
        community=draw(TEXTS),
        channel=draw(TEXTS),
        thread=draw(st.none() | TEXTS),
        author=author,
        sent_at=draw(TIMES),
        edited_at=draw(st.none() | TIMES),
        link=draw(TEXTS),
        more_texts=tuple(draw(st.lists(TEXTS, max_size=3))),
    )


@given(messages(), st.lists(messages(), max_size=2))
def test_what_is_unpacked_is_what_was_packed(message: Message, earlier: list[Message]) -> None:
    unpacked = unpack(pack(Envelope(message, tuple(earlier))))
    assert unpacked.message == message
    assert list(unpacked.earlier) == earlier


@given(messages())
def test_the_same_version_has_the_same_id_and_another_text_another(message: Message) -> None:
    assert make_message_id(message) == make_message_id(replace(message, link="elsewhere"))
    assert make_message_id(message) != make_message_id(replace(message, text=f"{message.text}!"))
    assert make_message_id(message) != make_message_id(replace(message, id=f"{message.id}1"))


@given(messages(), TEXTS)
def test_a_channel_has_one_partition_whoever_writes_there(message: Message, id: str) -> None:  # noqa: A002
    assert partition_of(message) == partition_of(replace(message, id=id)) in range(PARTITIONS)


def test_texts_beyond_the_budget_of_a_message_do_not_travel_and_it_is_marked_as_cut() -> None:
    message = make_message("hello", more_texts=("x" * 5000,) * 100)
    unpacked = unpack(pack(Envelope(message))).message
    assert unpacked.more_texts == within_budget(message) != message.more_texts
    assert unpacked.is_cut


def test_an_edit_has_another_id_than_what_was_first_written() -> None:
    assert make_message_id(make_message()) != make_message_id(make_message(edited_at=NOON))


@pytest.mark.parametrize("packed", [b"", b"hello", b"{}", b'{"message": 1}', b"\xff"])
def test_what_is_no_envelope_is_no_message(packed: bytes) -> None:
    with pytest.raises(ValidationError):
        unpack(packed)
    assert read_message(packed) is None
