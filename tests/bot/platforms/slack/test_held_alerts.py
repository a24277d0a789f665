"""Alerts that wait for a channel, over the wire: an administrator is told once, and no alert is lost."""

import pytest

from bot.domain.policy import Mode, Policy
from tests.bot.platforms.slack.conftest import StartBot
from tests.fakes.alert_rooms import make_slack_room
from tests.fakes.slack.server import FakeSlack

FOUND = Policy(mode=Mode.ENFORCE)


async def test_without_a_channel_an_administrator_is_told_at_the_start_and_alerts_wait(
    club: FakeSlack, start_bot: StartBot
) -> None:
    room = make_slack_room(club)
    club.world.channels[club.world.moderators]["is_archived"] = True
    public = club.world.add_channel("parley-fans")
    await start_bot(FOUND)
    await club.until(room.told)
    for _ in range(2):
        await club.say("you buffoon")
    await club.until(lambda: not club.shown(club.world.general))
    assert (room.shown(), club.shown(public)) == (0, [])
    await room.restore()
    await club.until(lambda: {1, 2} <= shown_cases(club))
    assert set(room.told()) == {room.administrator, club.world.kim["id"]}  # kim of the deletion
    assert len(club.shown(club.world.open_direct(room.administrator))) == 1


@pytest.mark.parametrize("policy", [FOUND, None])
async def test_an_archived_channel_loses_no_alert(
    club: FakeSlack, start_bot: StartBot, policy: Policy | None
) -> None:
    room = make_slack_room(club)
    await start_bot(policy)
    await room.lose()
    await club.say("you buffoon")
    await club.until(room.told)
    await room.restore()
    assert "Case 1: deleted" in str(await club.alert())


@pytest.mark.parametrize("policy", [FOUND, None])
async def test_what_a_helper_quotes_in_the_moderators_channel_is_left_alone(
    club: FakeSlack, start_bot: StartBot, policy: Policy | None
) -> None:
    await start_bot(policy)
    quote = await club.say("he wrote: you buffoon", channel=club.world.moderators)
    await club.say("you buffoon")
    assert "Case 1" in str(await club.alert(number=2))
    assert club.shown(club.world.moderators)[0] == quote


def shown_cases(club: FakeSlack) -> set[int]:
    """Return the numbers of the cases in the moderators' channel."""
    text = str(club.shown(club.world.moderators))
    return {number for number in (1, 2) if f"Case {number}:" in text}
