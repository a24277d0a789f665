"""Alerts that wait for a channel, over the wire: the owner is told once, and no alert is lost."""

from bot.domain.policy import Policy
from tests.bot.platforms.discord.conftest import StartBot
from tests.fakes.alert_rooms import make_discord_room
from tests.fakes.discord.requests import MISSING_ACCESS
from tests.fakes.discord.server import FakeDiscord

MESSAGES = "/channels/{channel}/messages"


async def test_without_a_channel_the_owner_is_told_at_the_start_and_alerts_wait_for_one(
    club: FakeDiscord, start_bot: StartBot
) -> None:
    room = make_discord_room(club)
    hidden = club.world.channels[club.world.moderators]
    club.world.guilds[club.world.guild]["channels"].remove(hidden)
    await start_bot()
    await club.until(room.told)
    for _ in range(3):
        await club.say("you buffoon")
    await club.until(lambda: not club.shown(club.world.general))
    both = {room.administrator, club.world.kim["id"]}  # kim is told of the deletion
    await club.until(lambda: set(room.told()) == both)
    assert room.shown() == 0
    await room.restore()
    await club.until(lambda: all_shown(club, 1, 2, 3))
    assert len(club.shown(club.world.open_dm(room.administrator)["id"])) == 1


async def test_an_alert_that_is_refused_is_shown_when_permissions_change(
    club: FakeDiscord, start_bot: StartBot
) -> None:
    await start_bot()
    club.rest.refuse("POST", MESSAGES, MISSING_ACCESS)
    await club.say("you buffoon")
    await club.request("POST", MESSAGES, channel=club.world.moderators)
    del club.rest.refusals["POST", MESSAGES]
    role = {"guild_id": club.world.guild, "role": club.world.bot_role}
    await club.gateway.dispatch("GUILD_ROLE_UPDATE", role)
    assert (await club.alert())["embeds"][0]["title"] == "Case 1: deleted"


async def test_what_a_helper_quotes_in_the_moderators_channel_is_left_alone(
    club: FakeDiscord, start_bot: StartBot
) -> None:
    await start_bot()
    quote = await club.say("he wrote: you buffoon", channel=club.world.moderators)
    await club.say("you buffoon")
    await club.alert(number=2)
    assert club.shown(club.world.moderators)[0]["id"] == quote["id"]
    assert "Case 1" in club.shown(club.world.moderators)[1]["embeds"][0]["title"]


def all_shown(club: FakeDiscord, *numbers: int) -> bool:
    """Return whether each of these cases stands in the moderators' channel once."""
    titles = [e["title"] for m in club.shown(club.world.moderators) for e in m["embeds"]]
    return titles == [f"Case {number}: deleted" for number in numbers]


async def test_a_policy_that_is_reloaded_moves_the_alerts_to_its_channel(
    club: FakeDiscord, start_bot: StartBot
) -> None:
    bot = await start_bot()
    await club.say("you buffoon")
    await club.alert()
    bot.platform.take_policy(Policy(alerts=frozenset({club.world.general})))
    await club.say("you buffoon", channel=club.world.moderators)
    await club.until(lambda: club.shown(club.world.general))
    assert "Case 2" in club.shown(club.world.general)[0]["embeds"][0]["title"]
