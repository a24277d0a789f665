"""A change of the policy is shown before it is made, and a button makes it: on the wire of discord.py."""

from typing import Any

from discord import Permissions

from bot.domain.policy import Mode, Policy
from tests.bot.platforms.discord.conftest import StartBot
from tests.fakes.discord.server import FakeDiscord

MODERATOR = Permissions(manage_messages=True)
INSULT_MORE = {"label": "insult", "flag": "0.7", "act": "0.97"}


async def propose(club: FakeDiscord, start_bot: StartBot) -> dict[str, Any]:
    """Flag a message, ask for thresholds that it would not have met, and return the answer."""
    await start_bot(Policy(mode=Mode.ENFORCE))
    await club.say("how silly")
    await club.alert()
    typed = await club.interactions.command(
        "toxicity", "threshold", by=club.world.mona, permissions=MODERATOR, **INSULT_MORE
    )
    return await typed.reply()


async def test_a_threshold_is_previewed_and_a_button_sets_it(
    club: FakeDiscord, start_bot: StartBot
) -> None:
    shown = await propose(club, start_bot)
    assert "1 left alone instead of flagged" in str(shown["embeds"])
    (row,) = shown["components"]
    (button,) = row["components"]
    assert button["label"] == "Change it"
    under = club.world.add_message("", channel=club.world.general)
    pressed = await club.interactions.press(
        button, under, by=club.world.mona, permissions=MODERATOR
    )
    (embed,) = (await pressed.reply())["embeds"]
    assert embed["title"] == "Threshold of insult"
    settings = await club.interactions.command(
        "toxicity", "settings", by=club.world.mona, permissions=MODERATOR
    )
    assert "insult: flag from 0.70" in str(await settings.reply())


async def test_a_member_who_is_no_moderator_cannot_press_it(
    club: FakeDiscord, start_bot: StartBot
) -> None:
    shown = await propose(club, start_bot)
    button = shown["components"][0]["components"][0]
    under = club.world.add_message("", channel=club.world.general)
    pressed = await club.interactions.press(button, under, by=club.world.kim)
    assert (await pressed.reply())["embeds"][0]["title"] == "Not done"
