"""Mending on Slack: who was removed is invited again, a cleared topic is set again."""

import pytest

from bot.domain.buttons import Button
from tests.bot.platforms.slack.conftest import StartBot
from tests.bot.platforms.slack.example_alerts import render_text
from tests.bot.platforms.slack.test_notices import KICKS
from tests.bot.platforms.slack.test_surfaces import RUDE, make_policy, name_channel
from tests.bot.platforms.slack.test_user_journeys import press, read_reply
from tests.fakes.slack.server import FakeSlack

TOPICS = pytest.mark.parametrize(
    ("key", "method"),
    [("topic", "conversations.setTopic"), ("purpose", "conversations.setPurpose")],
)


async def last_told(club: FakeSlack) -> str:
    """Return what kim was told last by direct message."""
    direct = club.world.open_direct(club.world.kim["id"])
    told = list(club.world.messages[direct].values())
    return render_text(told[-1]["blocks"])


async def test_who_was_removed_from_a_channel_is_in_it_again_and_reads_so(
    club: FakeSlack, start_bot: StartBot
) -> None:
    await start_bot(KICKS)
    tea = club.world.add_channel("tea")
    await club.say("you buffoon", channel=tea)
    alert = await club.alert()
    assert club.world.kim["id"] not in club.world.members[tea]
    answer = await press(club, Button.UNDO, alert, by=club.world.mona)
    assert "They are in the channel again." in answer
    assert club.world.kim["id"] in club.world.members[tea]
    assert "You are in the channel again." in await last_told(club)


async def test_who_cannot_be_let_in_again_is_not_told_so_and_the_moderator_reads_why(
    club: FakeSlack, start_bot: StartBot
) -> None:
    await start_bot(KICKS)
    tea = club.world.add_channel("tea")
    await club.say("you buffoon", channel=tea)
    alert = await club.alert()
    club.api.refuse("conversations.invite", "user_is_restricted")
    answer = await press(club, Button.UNDO, alert, by=club.world.mona)
    assert "they are a guest, whom administrators alone put into channels" in answer
    assert "again" not in await last_told(club)


@TOPICS
async def test_a_topic_that_was_cleared_wrongly_is_set_again_and_stays(
    club: FakeSlack, start_bot: StartBot, *, key: str, method: str
) -> None:
    await start_bot(make_policy(club))
    await name_channel(club, f"channel_{key}", **{key: RUDE})
    await club.wait_for_call(method)
    answer = await press(club, Button.UNDO, await club.alert(), by=club.world.mona)
    assert "What was named is back as it was." in answer
    assert [call.args[key] for call in club.calls(method)] == ["", RUDE]
    await club.say("good morning")
    assert len(club.calls(method)) == 2


async def test_a_topic_that_somebody_has_set_since_stays(
    club: FakeSlack, start_bot: StartBot
) -> None:
    await start_bot(make_policy(club))
    await name_channel(club, "channel_topic", topic=RUDE)
    await club.wait_for_call("conversations.setTopic")
    alert = await club.alert()
    club.world.channels[club.world.general]["topic"] = {"value": "tea at five"}
    answer = await press(club, Button.UNDO, alert, by=club.world.mona)
    assert "It was changed since, which stays." in answer
    assert len(club.calls("conversations.setTopic")) == 1


async def test_a_milder_action_lets_who_was_removed_in_again(
    club: FakeSlack, start_bot: StartBot
) -> None:
    await start_bot(KICKS)
    tea = club.world.add_channel("tea")
    await club.say("you buffoon", channel=tea)
    await club.alert()
    typed = await club.interactions.command("act 1 warn", by=club.world.mona)
    assert "they are in the channel again" in await read_reply(typed)
    assert club.world.kim["id"] in club.world.members[tea]
