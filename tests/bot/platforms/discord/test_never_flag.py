"""A word of an alert that is never flagged again: the button, the words, the preview, over discord.py."""

from typing import Any

from discord import Permissions

from bot.domain.policy import Mode, Policy
from tests.bot.platforms.discord.conftest import StartBot
from tests.fakes.discord.payloads import JSON
from tests.fakes.discord.server import FakeDiscord

MODERATOR = Permissions(manage_messages=True)


def labels(shown: JSON) -> list[str]:
    return [item["label"] for row in shown["components"] for item in row["components"]]


async def press(club: FakeDiscord, shown: JSON, label: str, **by: Any) -> JSON:
    """Press a button of a message or answer by its label, and return the answer."""
    items = [item for row in shown["components"] for item in row["components"]]
    (button,) = [item for item in items if item["label"] == label]
    under = (
        shown if "channel_id" in shown else club.world.add_message("", channel=club.world.general)
    )
    by = by or {"by": club.world.mona, "permissions": MODERATOR}
    pressed = await club.interactions.press(button, under, **by)
    return await pressed.reply()


async def test_an_alert_offers_its_words_shows_a_preview_and_flags_the_chosen_one_never_again(
    club: FakeDiscord, start_bot: StartBot
) -> None:
    await start_bot(Policy(mode=Mode.FLAG))
    await club.say("you total buffoon, drat!")
    alert = await club.alert()
    offered = await press(club, alert, "Never flag")
    assert labels(offered) == ["buffoon", "drat"]
    asked = await press(club, offered, "buffoon")
    assert "Nothing is changed yet" in str(asked["embeds"])
    assert "||buffoon||" in str(asked["embeds"])
    done = await press(club, asked, "Never, anywhere here")
    assert done["embeds"][0]["title"] == "Own word"
    await club.say("such a buffoon")
    await club.say("drat that")
    latest = await club.alert(number=4)  # behind the words that were offered, and the announcement
    assert latest["embeds"][0]["description"] == "||**drat** that||"
    assert "parley:dismiss:2" in str(latest["components"])  # the other has become no case


async def test_a_member_who_is_no_moderator_is_shown_no_words(
    club: FakeDiscord, start_bot: StartBot
) -> None:
    await start_bot(Policy(mode=Mode.FLAG))
    await club.say("you buffoon")
    answer = await press(club, await club.alert(), "Never flag", by=club.world.kim)
    assert "only moderators" in str(answer)
    assert "buffoon" not in str(answer)


async def test_an_alert_of_a_text_in_which_no_word_stands_out_has_no_such_button(
    club: FakeDiscord, start_bot: StartBot
) -> None:
    policy = {"mode": Mode.FLAG, "unscored": {"language": "flag"}}
    await start_bot(Policy.model_validate(policy))
    await club.say("привет")
    assert "Never flag" not in labels(await club.alert())


async def test_the_button_stays_once_the_case_is_decided(
    club: FakeDiscord, start_bot: StartBot
) -> None:
    await start_bot(Policy(mode=Mode.FLAG))
    await club.say("you buffoon")
    await press(club, await club.alert(), "Dismiss")
    await club.until(lambda: "dismissed by a moder" in str(club.shown(club.world.moderators)[0]))
    assert "Never flag" in labels(club.shown(club.world.moderators)[0])
