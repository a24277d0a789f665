"""What the core decides, met as people on Discord meet it: the whole bot on a real connection.

What simcord has a model of is shown there: inheritance, exemptions, moderators (`on_simcord/`).
"""

from discord import Permissions

from bot.domain.actions import Action
from bot.domain.policy import Mode, Policy, Strikes
from tests.bot.platforms.discord.conftest import MEMBER, StartBot
from tests.fakes.discord.server import FakeDiscord

BULK = "/channels/{channel}/messages/bulk-delete"
MAY_MODERATE = Permissions(manage_messages=True)


async def title(club: FakeDiscord, number: int = 1) -> str:
    """What the n-th alert is called."""
    (card,) = (await club.alert(number=number))["embeds"]
    return str(card["title"])


async def test_what_is_coarse_is_let_pass_where_only_adults_read(
    club: FakeDiscord, start_bot: StartBot
) -> None:
    await start_bot()
    late = club.world.add_channel("late", parent_id=club.world.rooms, nsfw=True)
    await club.gateway.tell("CHANNEL_CREATE", club.world.channels[late])
    said = await club.say("drat", channel=late)
    await club.say("drat")
    assert await title(club) == "Case 1: deleted"
    assert club.shown(late) == [said]


async def test_strikes_harden_what_is_done(club: FakeDiscord, start_bot: StartBot) -> None:
    await start_bot(Policy(mode=Mode.ENFORCE, strikes=Strikes(ladder=(Action.TIMEOUT,))))
    await club.say("you buffoon")
    assert await title(club) == "Case 1: deleted"
    assert club.requests("PATCH", MEMBER) == []
    await club.say("you old buffoon")
    timeout = await club.request("PATCH", MEMBER)
    assert timeout.ids["user"] == club.world.kim["id"]
    assert timeout.body["communication_disabled_until"]


async def test_what_is_split_over_messages_goes_as_one(
    club: FakeDiscord, start_bot: StartBot
) -> None:
    await start_bot()
    for letter in "buffoon":
        await club.say(letter)
    gone = await club.request("POST", BULK)
    assert len(gone.body["messages"]) == len("buffoon")
    assert await title(club) == "Case 1: deleted"


async def test_an_appeal_is_shown_to_the_moderators_and_overturned(
    club: FakeDiscord, start_bot: StartBot
) -> None:
    await start_bot(Policy(mode=Mode.ENFORCE))
    await club.say("you buffoon")
    await club.alert()
    direct = club.world.open_direct_channel(club.world.kim["id"])["id"]
    notice = club.world.add_message("", channel=direct, author=club.world.bot)
    interactions = club.interactions
    pressed = await interactions.press({"custom_id": "parley:appeal:1"}, notice, by=club.world.kim)
    form = await pressed.reply()
    field = form["components"][0]["components"][0]["custom_id"]
    filled = await interactions.submit(form, {field: "it was a joke"}, by=club.world.kim)
    await filled.reply()
    shown = await club.alert(number=2)
    assert "it was a joke" in str(shown["embeds"])
    overturn = await interactions.press(
        {"custom_id": "parley:overturn:1"}, shown, by=club.world.mona, permissions=MAY_MODERATE
    )
    assert (await overturn.reply())["embeds"][0]["title"] != "Not done"


async def test_moderators_count_export_and_forget(club: FakeDiscord, start_bot: StartBot) -> None:
    await start_bot()
    await club.say("you buffoon")
    await club.alert()
    ask = club.interactions.command
    mona = club.world.mona
    report = await ask("toxicity", "report", by=mona, permissions=MAY_MODERATE, days=7)
    await report.reply()
    export = await ask("toxicity", "export", by=mona, permissions=MAY_MODERATE)
    await export.reply()
    assert any(content.startswith(b"\x89PNG") for content in report.files.values())
    assert any(b"buffoon" in content for content in export.files.values())
    erase = await ask("toxicity", "erase", by=mona, permissions=MAY_MODERATE, member=club.world.kim)
    await erase.reply()
    case = await ask("toxicity", "case", by=mona, permissions=MAY_MODERATE, number=1)
    assert "buffoon" not in str(await case.reply())
