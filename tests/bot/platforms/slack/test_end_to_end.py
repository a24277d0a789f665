"""A message over slack_bolt and slack_sdk, from its envelope to its deletion and its alert."""

from bot.domain.policy import Mode, Policy
from bot.platforms.slack.connection.tokens import USER
from tests.bot.platforms.slack.conftest import StartBot
from tests.fakes.slack.server import FakeSlack
from tests.fakes.slack.world import USER_TOKEN


async def test_a_rude_message_is_deleted_by_an_administrators_token_and_shown_to_the_moderators(
    club: FakeSlack, start_bot: StartBot
) -> None:
    await start_bot()
    posted = await club.say("you buffoon")
    deleted = await club.wait_for_call("chat.delete")
    assert (deleted["channel"], deleted["ts"]) == (club.world.general, posted["ts"])
    assert deleted.token == USER_TOKEN
    assert "Case 1: deleted" in str(await club.alert())
    assert club.shown(club.world.general) == []


async def test_a_friendly_message_is_left_alone(club: FakeSlack, start_bot: StartBot) -> None:
    await start_bot()
    friendly = await club.say("good morning")
    await club.say("you buffoon")
    await club.alert()
    assert club.shown(club.world.general) == [friendly]


async def test_without_an_administrators_token_the_author_is_warned_and_the_alert_says_how_to_delete(
    club: FakeSlack, start_bot: StartBot
) -> None:
    await start_bot(without=USER)
    posted = await club.say("you buffoon")
    shown = str(await club.alert())
    assert "Case 1: warned" in shown
    assert "SLACK_USER_TOKEN" in shown
    assert club.shown(club.world.general) == [posted]
    assert club.calls("chat.delete") == []


async def test_an_edit_is_deleted_as_a_message_is(club: FakeSlack, start_bot: StartBot) -> None:
    await start_bot()
    posted = await club.say("hello")
    await club.edit(posted, "you buffoon")
    assert (await club.wait_for_call("chat.delete"))["ts"] == posted["ts"]


async def test_in_the_mode_flag_nothing_is_deleted_and_the_alert_says_what_was_wanted(
    club: FakeSlack, start_bot: StartBot
) -> None:
    await start_bot(Policy(mode=Mode.FLAG))
    posted = await club.say("you buffoon")
    assert "Case 1: flagged, wanted: delete" in str(await club.alert())
    assert club.shown(club.world.general) == [posted]
