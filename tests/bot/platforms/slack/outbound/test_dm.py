"""Notices to members: direct or ephemeral messages, with a button to appeal."""

from datetime import UTC, datetime, timedelta

import pytest

from bot.domain.actions import Action, OutcomeResult
from bot.domain.message import Author
from bot.domain.notice import Notice
from bot.platforms.slack.outbound.dm import MemberNotifier
from bot.runtime.unrecorded_steps import UnrecordedSteps
from tests.bot.platforms.slack.conftest import Recorder
from tests.bot.platforms.slack.example_alerts import action_ids, render_text
from tests.fakes.messages import make_message
from tests.fakes.slack.server import FakeSlack

POST_EPHEMERAL, POST_MESSAGE = "chat.postEphemeral", "chat.postMessage"


@pytest.fixture
def notifier(recorder: Recorder) -> MemberNotifier:
    return recorder.platform._notifier


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


async def test_a_notice_is_a_direct_message_with_the_quote_and_an_appeal_button(
    club: FakeSlack, notifier: MemberNotifier
) -> None:
    outcome = await notifier.notify(make_notice(club), UnrecordedSteps())
    (message,) = club.shown(club.world.open_direct(club.world.kim["id"]))
    assert (outcome.result, outcome.action) == (OutcomeResult.DONE, Action.WARN)
    assert "> you buffoon" in render_text(message["blocks"])
    assert action_ids(message["blocks"]) == [["parley:appeal:7"]]
    assert message["text"] == "Please mind how you write to others"  # nothing that was written


async def test_a_member_who_has_just_written_is_warned_by_an_ephemeral_message(
    club: FakeSlack, notifier: MemberNotifier
) -> None:
    thread = club.world.add_message("tea?")["ts"]
    outcome = await notifier.warn(make_notice(club, thread=thread), UnrecordedSteps())
    assert outcome.result is OutcomeResult.DONE
    (shown,) = club.calls(POST_EPHEMERAL)
    assert (shown["channel"], shown["thread_ts"]) == (club.world.general, thread)
    assert shown["user"] == club.world.kim["id"]
    assert action_ids(shown["blocks"]) == [["parley:appeal:7"]]
    assert "Home tab keeps it" in render_text(shown["blocks"])
    assert club.calls(POST_MESSAGE) == []


async def test_a_member_who_wrote_a_while_ago_is_warned_by_direct_message(
    club: FakeSlack, notifier: MemberNotifier
) -> None:
    await notifier.warn(make_notice(club, age=timedelta(minutes=6)), UnrecordedSteps())
    assert club.calls(POST_EPHEMERAL) == []
    assert len(club.calls(POST_MESSAGE)) == 1


async def test_a_member_who_has_left_the_channel_is_warned_by_direct_message(
    club: FakeSlack, notifier: MemberNotifier
) -> None:
    club.world.members[club.world.general].discard(club.world.kim["id"])
    assert (await notifier.warn(make_notice(club), UnrecordedSteps())).result is OutcomeResult.DONE
    assert len(club.calls(POST_MESSAGE)) == 1


async def test_a_member_with_closed_direct_messages_gets_an_ephemeral_one(
    club: FakeSlack, notifier: MemberNotifier
) -> None:
    club.api.refuse("conversations.open", "cannot_dm_bot")
    assert (
        await notifier.notify(make_notice(club), UnrecordedSteps())
    ).result is OutcomeResult.DONE
    assert len(club.calls(POST_EPHEMERAL)) == 1


async def test_where_both_are_refused_the_outcome_says_why(
    club: FakeSlack, notifier: MemberNotifier
) -> None:
    club.api.refuse("conversations.open", "user_disabled")
    club.api.refuse(POST_EPHEMERAL, "user_not_in_channel")
    for outcome in (
        await notifier.notify(make_notice(club), UnrecordedSteps()),
        await notifier.warn(make_notice(club), UnrecordedSteps()),
    ):
        assert outcome.result is OutcomeResult.REFUSED
        assert "deactivated" in outcome.reason
