"""The page of a member, from the button under an alert, over the wire of discord.py."""

from bot.domain.policy import Mode, Policy
from tests.bot.platforms.discord.conftest import StartBot
from tests.bot.platforms.discord.example_alerts import MEMBER_PAGE
from tests.fakes.discord.payloads import JSON
from tests.fakes.discord.server import FakeDiscord


def find_member_button(card: JSON) -> JSON:
    items = [item for row in card["components"] for item in row["components"]]
    found: list[JSON] = [each for each in items if each["custom_id"].startswith(MEMBER_PAGE)]
    assert len(found) == 1
    return found[0]


async def test_a_button_under_each_alert_opens_the_page_of_its_author(
    club: FakeDiscord, start_bot: StartBot
) -> None:
    await start_bot(Policy(mode=Mode.ENFORCE))
    await club.say("you buffoon")
    shown = await club.alert()
    kim = club.world.kim["id"]
    noted = await club.interactions.command(
        "toxicity", "note", by=club.world.mona, change="add", member=kim, text="new here"
    )
    assert (await noted.reply())["embeds"][0]["title"] == "Note 1"
    button = find_member_button(shown)
    assert button["label"] == "Member"
    pressed = await club.interactions.press(button, shown, by=club.world.mona)
    (page,) = (await pressed.reply())["embeds"]
    assert page["title"] == "1 strike in 30 days, 1 earlier case"
    assert "mona: new here" in str(page["fields"])
    stranger = await club.interactions.press(button, shown, by=club.world.kim)
    assert "only moderators" in str(await stranger.reply())


async def test_the_button_stays_once_the_case_is_decided(
    club: FakeDiscord, start_bot: StartBot
) -> None:
    await start_bot(Policy(mode=Mode.FLAG))
    await club.say("you buffoon")
    shown = await club.alert()
    dismiss = {"custom_id": "parley:dismiss:1"}
    await (await club.interactions.press(dismiss, shown, by=club.world.mona)).reply()
    await club.until(
        lambda: "dismissed by a moderator" in str(club.shown(club.world.moderators)[0])
    )
    assert find_member_button(club.shown(club.world.moderators)[0])
