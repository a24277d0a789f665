from datetime import datetime, timedelta

import pytest

from tests.fakes.messages import NOON, make_message


def test_a_time_without_a_zone_is_refused() -> None:
    with pytest.raises(ValueError, match="sent_at needs a time zone"):
        make_message(sent_at=datetime(2026, 5, 1, 12))  # noqa: DTZ001 - what is refused


def test_a_redelivery_has_the_same_key_and_an_edit_another() -> None:
    assert make_message("one").key == make_message("one").key
    assert make_message(edited_at=NOON + timedelta(minutes=1)).key != make_message().key


def test_two_channels_may_use_the_same_id() -> None:
    assert make_message(channel="lobby").key != make_message(channel="attic").key


def test_scopes_go_from_narrow_to_wide_and_leave_out_what_there_is_not() -> None:
    assert make_message().scopes == ("thread-1", "lobby", "rooms", "club")
    assert make_message(thread=None, category=None).scopes == ("lobby", "club")
