"""Whoever is acted on is told why, and can appeal."""

from datetime import UTC, datetime, timedelta

import pytest

from bot.domain.actions import Action, OutcomeResult
from bot.domain.message import Author
from bot.domain.notice import Notice
from bot.platforms.slack.outbound.dm import MemberNotifier
from tests.bot.platforms.slack.conftest import Ears
from tests.bot.platforms.slack.example_alerts import action_ids, read
from tests.fakes.messages import make_message
from tests.fakes.slack.server import FakeSlack

EPHEMERAL, POST = "chat.postEphemeral", "chat.postMessage"


@pytest.fixture
def notices(ears: Ears) -> MemberNotifier:
    return ears.platform._notices


def make_notice(
    club: FakeSlack, *, age: timedelta = timedelta(), thread: str | None = None
) -> Notice:
    message = make_message(
        "you buffoon",
        community=club.world.team,
        channel=club.world.general,
        thread=thread,
        author=Author(club.world.kim["id"], "kim"),
        sent_at=datetime.now(UTC) - age,
    )
    return Notice(message, 7, "Please mind how you write to others", ("Why.",), "you buffoon")


async def test_who_is_told_something_gets_a_direct_message_with_their_words_and_an_appeal(
    club: FakeSlack, notices: MemberNotifier
) -> None:
    outcome = await notices.notify(make_notice(club))
    (message,) = club.shown(club.world.open_direct(club.world.kim["id"]))
    assert (outcome.result, outcome.action) == (OutcomeResult.DONE, Action.WARN)
    assert "> you buffoon" in read(message["blocks"])
    assert action_ids(message["blocks"]) == [["parley:appeal:7"]]
    assert message["text"] == "Please mind how you write to others"  # nothing that was written


async def test_who_has_just_written_is_warned_there_and_nobody_else_sees_it(
    club: FakeSlack, notices: MemberNotifier
) -> None:
    thread = club.world.add_message("tea?")["ts"]
    outcome = await notices.warn(make_notice(club, thread=thread))
    assert outcome.result is OutcomeResult.DONE
    (shown,) = club.calls(EPHEMERAL)
    assert (shown["channel"], shown["thread_ts"]) == (club.world.general, thread)
    assert shown["user"] == club.world.kim["id"]
    assert action_ids(shown["blocks"]) == [["parley:appeal:7"]]
    assert "Home tab keeps it" in read(shown["blocks"])
    assert club.calls(POST) == []


async def test_who_wrote_a_while_ago_is_warned_where_they_will_find_it(
    club: FakeSlack, notices: MemberNotifier
) -> None:
    await notices.warn(make_notice(club, age=timedelta(minutes=6)))
    assert club.calls(EPHEMERAL) == []
    assert len(club.calls(POST)) == 1


async def test_who_has_left_the_channel_is_warned_by_direct_message(
    club: FakeSlack, notices: MemberNotifier
) -> None:
    club.world.members[club.world.general].discard(club.world.kim["id"])
    assert (await notices.warn(make_notice(club))).result is OutcomeResult.DONE
    assert len(club.calls(POST)) == 1


async def test_who_takes_no_direct_message_is_told_in_passing(
    club: FakeSlack, notices: MemberNotifier
) -> None:
    club.web.refuse("conversations.open", "cannot_dm_bot")
    assert (await notices.notify(make_notice(club))).result is OutcomeResult.DONE
    assert len(club.calls(EPHEMERAL)) == 1


async def test_where_neither_goes_the_outcome_says_why(
    club: FakeSlack, notices: MemberNotifier
) -> None:
    club.web.refuse("conversations.open", "user_disabled")
    club.web.refuse(EPHEMERAL, "user_not_in_channel")
    for outcome in (await notices.notify(make_notice(club)), await notices.warn(make_notice(club))):
        assert outcome.result is OutcomeResult.REFUSED
        assert "deactivated" in outcome.reason
