"""Links of members: whatever is changed in one, it opens nothing."""

from datetime import UTC, datetime, timedelta

from hypothesis import given
from hypothesis import strategies as st

from bot.domain.member_links import LIFETIME, MemberLinks

NOW = datetime(2026, 11, 29, 12, tzinfo=UTC)
LINKS = MemberLinks(b"k" * 32, "https://desk.example/")
CASES = st.integers(0, 10**9)


@given(CASES)
def test_a_link_opens_its_case_for_its_time_and_no_longer(case: int) -> None:
    token = LINKS.make(case, now=NOW).rpartition("/")[2]
    assert LINKS.read(token, now=NOW) == case
    assert LINKS.read(token, now=NOW + LIFETIME - timedelta(seconds=1)) == case
    assert LINKS.read(token, now=NOW + LIFETIME) is None


@given(CASES, st.data())
def test_a_link_that_was_changed_anywhere_opens_nothing(case: int, data: st.DataObject) -> None:
    token = LINKS.make(case, now=NOW).rpartition("/")[2]
    place = data.draw(st.integers(0, len(token)))
    put = data.draw(st.text(max_size=3))
    cut = data.draw(st.integers(0, 3))
    changed = token[:place] + put + token[place + cut :]
    assert LINKS.read(changed, now=NOW) == (case if changed == token else None)


@given(st.text())
def test_what_somebody_made_up_opens_nothing(token: str) -> None:
    assert LINKS.read(token, now=NOW) is None


def test_a_link_of_another_key_and_one_without_a_key_open_nothing() -> None:
    token = LINKS.sign(17, until=NOW + LIFETIME)
    assert MemberLinks(b"o" * 32).read(token, now=NOW) is None
    assert MemberLinks().read(MemberLinks().sign(17, until=NOW + LIFETIME), now=NOW) is None


def test_there_is_no_link_without_an_address_and_the_key_is_not_shown() -> None:
    assert MemberLinks(b"k" * 32).make(17, now=NOW) == ""
    assert LINKS.make(17, now=NOW).startswith("https://desk.example/case/17.")
    assert "kkk" not in repr(LINKS)
