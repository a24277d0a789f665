"""A message on the wire of discord.py, from the gateway to its deletion and its alert."""

from bot.store.cases import Cases
from tests.bot.platforms.discord.conftest import MESSAGE, StartBot
from tests.bot.platforms.discord.example_alerts import custom_ids
from tests.fakes.discord.rest import INVALID_FORM
from tests.fakes.discord.server import FakeDiscord


async def test_a_rude_message_is_deleted_and_shown_to_the_moderators(
    club: FakeDiscord, start_bot: StartBot
) -> None:
    await start_bot()
    said = await club.say("you buffoon")
    deleted = await club.request("DELETE", MESSAGE)
    assert deleted.ids["message"] == said["id"]
    assert "case 1" in deleted.reason
    assert "buffoon" not in deleted.reason
    (card,) = (await club.alert())["embeds"]
    assert card["title"] == "Case 1: deleted"
    assert card["description"] == "||you **buffoon**||"
    assert club.shown(club.world.general) == []


async def test_an_act_that_discord_does_not_understand_is_over_and_shown_with_its_code(
    club: FakeDiscord, start_bot: StartBot, cases: Cases
) -> None:
    club.rest.refuse("DELETE", MESSAGE, INVALID_FORM)
    await start_bot()
    await club.say("you buffoon")
    (card,) = (await club.alert())["embeds"]
    assert card["title"] == "Case 1: refused: Discord says 50035, wanted: delete"
    assert "parley:delete:1" in custom_ids(await club.alert())[0]
    found = await cases.find(1)
    assert found
    assert found.outcome


async def test_a_friendly_message_is_left_alone(club: FakeDiscord, start_bot: StartBot) -> None:
    await start_bot()
    friendly = await club.say("good morning")
    await club.say("you buffoon")
    await club.alert()
    assert club.shown(club.world.general) == [friendly]
