"""Users: names, moderators and bots, as far as Slack tells."""

from typing import Any

import pytest

from bot.platforms.slack.connection.workspaces import Workspace
from bot.platforms.slack.inbound.users import Users
from tests.bot.platforms.slack.conftest import Recorder
from tests.fakes.slack.server import FakeSlack


@pytest.fixture
def clock() -> list[float]:
    return [0.0]


@pytest.fixture
def users(recorder: Recorder, clock: list[float]) -> Users:
    """Users of the connected platform's workspace, of whom none is known yet."""
    return Users(recorder.platform._workspaces, timer=lambda: clock[0])


@pytest.fixture
def workspace(recorder: Recorder) -> Workspace:
    (workspace,) = recorder.platform._workspaces.all()
    return workspace


@pytest.mark.parametrize("who", ["mona", "olga", "kim"])
async def test_administrators_and_owners_are_moderators(
    club: FakeSlack, recorder: Recorder, who: str
) -> None:
    await club.say("hello", by=getattr(club.world, who))
    await recorder.until(1)
    assert recorder.messages[0].author.is_moderator is (who != "kim")


async def test_a_user_is_looked_up_once(club: FakeSlack, recorder: Recorder) -> None:
    for text in "abc":
        await club.say(text)
        await recorder.until(len(recorder.messages) + 1)
    assert len(club.calls("users.info")) == 1


@pytest.mark.parametrize("error", ["user_not_found", "missing_scope", "a page"])
async def test_a_user_of_whom_slack_does_not_tell_is_not_known(
    club: FakeSlack, recorder: Recorder, error: str
) -> None:
    if error == "a page":
        club.api.broken_statuses["users.info"] = 502
    else:
        club.api.refuse("users.info", error)
    await club.say("hello", by=club.world.mona)
    await recorder.until(1)
    author = recorder.messages[0].author
    assert (author.id, author.is_known) == (club.world.mona["id"], False)
    assert not author.is_moderator


async def test_slack_is_asked_again_after_seconds_and_then_ever_later(
    club: FakeSlack, users: Users, workspace: Workspace, clock: list[float]
) -> None:
    mona = club.world.mona["id"]
    club.api.refuse("users.info", "internal_error")
    for seconds, calls in ((0.0, 1), (1.9, 1), (2.0, 2), (5.9, 2), (6.0, 3), (14.0, 4)):
        clock[0] = seconds
        assert not (await users.find(workspace, mona)).is_known
        assert len(club.calls("users.info")) == calls
    clock[0] = 1_000.0
    await users.find(workspace, mona)
    del club.api.refusals["users.info"]
    clock[0] = 1_060.0
    found = await users.find(workspace, mona)
    assert (found.is_known, found.is_moderator) == (True, True)


async def test_messages_of_one_user_stay_in_order_during_the_lookup(
    club: FakeSlack, recorder: Recorder
) -> None:
    club.api.rate_limits["users.info"] = [0]  # the first who asks waits; a second one would not
    for text in ("first", "second"):
        await club.say(text)
    assert await recorder.until(2) == ["first", "second"]


async def test_without_its_event_a_promotion_is_seen_in_an_hour_and_at_the_desk_in_a_minute(
    club: FakeSlack, users: Users, workspace: Workspace, clock: list[float]
) -> None:
    kim = club.world.kim
    found = []
    for seconds in (0.0, 3_000.0, 4_000.0):
        clock[0] = seconds
        found.append((await users.find(workspace, kim["id"])).is_moderator)
        kim["is_admin"] = True
    assert found == [False, False, True]
    kim["is_admin"] = False
    for seconds, is_moderator in ((4_059.0, True), (4_060.0, False)):
        clock[0] = seconds
        asking = await users.find_recent(workspace, kim["id"])
        assert asking.is_moderator is is_moderator


async def test_who_asks_is_looked_up_at_once_however_often_that_failed(
    club: FakeSlack, users: Users, workspace: Workspace, clock: list[float]
) -> None:
    mona = club.world.mona["id"]
    await users.find(workspace, mona)
    clock[0] = 100.0
    club.api.refuse("users.info", "internal_error")
    for _ in range(9):
        assert not (await users.find_recent(workspace, mona)).is_known
    assert (await users.find(workspace, mona)).is_moderator  # as Slack last told
    del club.api.refusals["users.info"]
    assert (await users.find_recent(workspace, mona)).is_moderator


async def test_a_user_who_has_changed_is_known_as_they_are_now(
    club: FakeSlack, recorder: Recorder
) -> None:
    mona = club.world.mona
    await club.say("1", by=mona)
    await recorder.until(1)
    mona["is_admin"] = False
    changed = await club.deliver_event({"type": "user_change", "user": mona})
    await changed.ack()
    await club.say("2", by=mona)
    await recorder.until(2)
    assert [message.author.is_moderator for message in recorder.messages] == [True, False]
    assert len(club.calls("users.info")) == 1


@pytest.mark.parametrize(
    "fields",
    [
        {"team_id": "T0OTHER"},
        {"team_id": "T0OTHER", "is_stranger": True},
        {"is_stranger": True},
        {"is_restricted": True},
        {"is_ultra_restricted": True},
        {"deleted": True},
    ],
    ids=str,
)
async def test_an_administrator_of_elsewhere_or_a_guest_is_no_moderator(
    club: FakeSlack, recorder: Recorder, fields: dict[str, Any]
) -> None:
    visitor = club.world.add_user("visitor", is_admin=True, is_owner=True, **fields)
    await club.say("hello", by=visitor)
    await recorder.until(1)
    author = recorder.messages[0].author
    assert (author.is_known, author.is_moderator) == (True, False)


async def test_an_administrator_of_several_workspaces_of_an_organisation_is_one_in_each(
    club: FakeSlack, recorder: Recorder
) -> None:
    teams = {"teams": ["T0OTHER", club.world.team]}
    boss = club.world.add_user("boss", is_admin=True, team_id="T0OTHER", enterprise_user=teams)
    await club.say("hello", by=boss)
    await recorder.until(1)
    assert recorder.messages[0].author.is_moderator


async def test_bots_and_integrations_are_bots_and_so_is_slackbot(
    club: FakeSlack, recorder: Recorder
) -> None:
    robot = club.world.add_user("robot", is_bot=True)
    slackbot = club.world.add_user("slackbot", id="USLACKBOT")
    await club.say("1", by=robot, bot_id="B1")
    await club.say("2", by=slackbot)
    await club.say("3", user=None, bot_id="B2", subtype="bot_message", username="webhook")
    await club.say("4", bot_id="B3")  # an app that speaks in kim's name, with kim's token
    await recorder.until(4)
    found = {message.text: message.author for message in recorder.messages}
    assert [found[text].is_bot for text in "1234"] == [True, True, True, False]
    assert found["3"].name == "webhook"
