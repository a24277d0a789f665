"""A message is one case and one strike, whatever it consists of, over slack_bolt and slack_sdk."""

import pytest

from bot.domain.actions import Action
from bot.domain.policy import Mode, Policy, Strikes
from tests.bot.platforms.slack.conftest import StartBot
from tests.fakes.slack.server import FakeSlack

LADDER = Policy(mode=Mode.ENFORCE, strikes=Strikes(ladder=(Action.KICK,)))
LONG = b"you buffoon, have some tea " * 2_200
"""Nearly 60 kB: several texts, all of them rude."""


@pytest.mark.parametrize("count", [1, 10])
async def test_a_message_with_long_files_is_one_case_one_alert_and_one_strike(
    club: FakeSlack, start_bot: StartBot, count: int
) -> None:
    await start_bot(LADDER)
    files = [club.add_file(f"notes-{number}.txt", LONG) for number in range(count)]
    await club.say("look", files=files, subtype="file_share")
    alert = str(await club.alert())
    assert "Case 1: deleted" in alert
    assert "parts of a long message" in alert
    await club.say("drat", user=club.world.add_user("max")["id"])
    await club.until(lambda: "Case 2" in str(club.shown(club.world.moderators)))
    assert len(club.shown(club.world.moderators)) == 2
    assert club.calls("conversations.kick") == []
    assert len(club.calls("chat.delete")) == 2


async def test_a_file_that_is_not_read_to_its_end_is_flagged_as_too_long(
    club: FakeSlack, start_bot: StartBot
) -> None:
    await start_bot(LADDER)
    notes = club.add_file("notes.txt", b"have some tea " * 5_000)
    posted = await club.say("look", files=[notes], subtype="file_share")
    alert = str(await club.alert())
    assert "Case 1: flagged" in alert
    assert "unscored (too_long)" in alert
    assert club.shown(club.world.general) == [posted]
