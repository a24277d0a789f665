"""Few notices to one author, over the wire of discord.py: Discord quarantines bots for many direct messages."""

from datetime import timedelta

import pytest

from bot.moderation import notice_brake
from tests.bot.platforms.discord.conftest import StartBot
from tests.fakes.discord.server import FakeDiscord


def told(club: FakeDiscord) -> list[str]:
    direct = club.world.open_dm(club.world.kim["id"])["id"]
    return [sent["embeds"][0]["title"] for sent in club.shown(direct)]


async def test_thirty_rude_messages_of_one_person_are_one_notice_at_once(
    club: FakeDiscord, start_bot: StartBot
) -> None:
    await start_bot()
    for _ in range(30):
        await club.say("you buffoon")
    await club.until(lambda: "buffoon" not in str(club.shown(club.world.general)))
    robin = club.world.make_user("robin")
    await club.say("drat", author=robin)
    await club.until(lambda: club.shown(club.world.open_dm(robin["id"])["id"]))
    assert told(club) == ["Your message was deleted"]


async def test_the_others_are_told_of_in_one_message_with_a_way_to_appeal(
    club: FakeDiscord, start_bot: StartBot, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(notice_brake, "PAUSE", timedelta(seconds=1))
    await start_bot()
    for _ in range(5):
        await club.say("you buffoon")
    await club.until(lambda: len(told(club)) == 2)
    assert told(club)[1] == "4 more messages of yours were deleted"
    (_, gathered) = club.shown(club.world.open_dm(club.world.kim["id"])["id"])
    assert "parley:appeal:5" in str(gathered["components"])
