"""Messages on the wire of discord.py, through the whole bot.

Inheritance, exemptions and moderators, which simcord models, are tested in `on_simcord/`.
"""

from bot.domain.actions import Action
from bot.domain.policy import Mode, Policy, Strikes
from bot.store.cases import Cases
from tests.bot.platforms.discord.conftest import MEMBER, MESSAGE, StartBot
from tests.bot.platforms.discord.example_alerts import custom_ids
from tests.fakes.discord.requests import INVALID_FORM
from tests.fakes.discord.server import FakeDiscord

BULK_DELETE = "/channels/{channel}/messages/bulk-delete"


async def alert_title(club: FakeDiscord, number: int = 1) -> str:
    """Return the title of the n-th alert."""
    (embed,) = (await club.alert(number=number))["embeds"]
    return str(embed["title"])


async def test_a_rude_message_is_deleted_and_shown_to_the_moderators(
    club: FakeDiscord, start_bot: StartBot
) -> None:
    await start_bot()
    message = await club.say("you buffoon")
    deleted = await club.request("DELETE", MESSAGE)
    assert deleted.ids["message"] == message["id"]
    assert "case 1" in deleted.reason
    assert "buffoon" not in deleted.reason
    (embed,) = (await club.alert())["embeds"]
    assert embed["title"] == "Case 1: deleted"
    assert embed["description"] == "||you **buffoon**||"
    assert club.shown(club.world.general) == []


async def test_a_friendly_message_is_left_alone(club: FakeDiscord, start_bot: StartBot) -> None:
    await start_bot()
    friendly = await club.say("good morning")
    await club.say("you buffoon")
    await club.alert()
    assert club.shown(club.world.general) == [friendly]


async def test_an_edit_is_deleted_and_its_redelivery_acts_once(
    club: FakeDiscord, start_bot: StartBot
) -> None:
    await start_bot()
    message = await club.say("hello")
    await club.edit(message, "you buffoon")
    await club.request("DELETE", MESSAGE)
    await club.gateway.dispatch("MESSAGE_UPDATE", message)
    await club.say("drat")
    await club.alert(number=2)
    assert len(club.requests("DELETE", MESSAGE)) == 2


async def test_flag_mode_deletes_nothing_and_the_alert_says_what_was_wanted(
    club: FakeDiscord, start_bot: StartBot
) -> None:
    await start_bot(Policy(mode=Mode.FLAG))
    message = await club.say("you buffoon")
    (embed,) = (await club.alert())["embeds"]
    assert embed["title"] == "Case 1: flagged, wanted: delete"
    assert club.shown(club.world.general) == [message]


async def test_coarse_words_pass_in_an_age_restricted_channel(
    club: FakeDiscord, start_bot: StartBot
) -> None:
    await start_bot()
    late = club.world.add_channel("late", parent_id=club.world.rooms, nsfw=True)
    await club.gateway.dispatch("CHANNEL_CREATE", club.world.channels[late])
    message = await club.say("drat", channel=late)
    await club.say("drat")
    assert await alert_title(club) == "Case 1: deleted"
    assert club.shown(late) == [message]


async def test_a_split_message_is_deleted_as_one(club: FakeDiscord, start_bot: StartBot) -> None:
    await start_bot()
    for letter in "buffoon":
        await club.say(letter)
    deleted = await club.request("POST", BULK_DELETE)
    assert len(deleted.body["messages"]) == len("buffoon")
    assert await alert_title(club) == "Case 1: deleted"


async def test_a_second_strike_leads_to_a_timeout(club: FakeDiscord, start_bot: StartBot) -> None:
    await start_bot(Policy(mode=Mode.ENFORCE, strikes=Strikes(ladder=(Action.TIMEOUT,))))
    await club.say("you buffoon")
    assert await alert_title(club) == "Case 1: deleted"
    assert club.requests("PATCH", MEMBER) == []
    await club.say("you old buffoon")
    timeout = await club.request("PATCH", MEMBER)
    assert timeout.ids["user"] == club.world.kim["id"]
    assert timeout.body["communication_disabled_until"]


async def test_an_unexpected_api_error_closes_the_case_and_is_shown_with_its_code(
    club: FakeDiscord, start_bot: StartBot, cases: Cases
) -> None:
    club.rest.refuse("DELETE", MESSAGE, INVALID_FORM)
    await start_bot()
    await club.say("you buffoon")
    (embed,) = (await club.alert())["embeds"]
    assert (
        embed["title"]
        == "Case 1: refused: Discord did not understand what Parley sent, wanted: delete"
    )
    assert "parley:delete:1" in custom_ids(await club.alert())[0]
    case = await cases.find(1)
    assert case
    assert case.outcome
