"""A change of the policy is shown before it is made, and a button makes it: on the wire of slack-bolt."""

from bot.domain.policy import Mode, Policy
from tests.bot.platforms.slack.conftest import StartBot
from tests.bot.platforms.slack.example_alerts import JSON, render_text
from tests.fakes.slack.server import FakeSlack


async def read(club: FakeSlack, line: str) -> list[JSON]:
    typed = await club.interactions.command(line, by=club.world.mona)
    blocks: list[JSON] = (await typed.reply())["blocks"]
    return blocks


async def test_a_mode_is_previewed_and_a_button_sets_it(
    club: FakeSlack, start_bot: StartBot
) -> None:
    await start_bot(Policy(mode=Mode.ENFORCE, alerts=frozenset({club.world.moderators})))
    await club.say("you buffoon")
    await club.alert()
    shown = await read(club, "mode flag #general")
    assert "1 flagged instead of deleted" in render_text(shown)
    (button,) = shown[-1]["elements"]
    assert button["text"]["text"] == "Change it"
    assert button["value"] == f"mode flag {club.world.general} yes"
    under = club.world.add_message("", channel=club.world.general)
    pressed = await club.interactions.press(
        button["action_id"], under, by=club.world.mona, value=button["value"]
    )
    answer = await pressed.reply()
    assert "Mode flag" in render_text(answer["blocks"])
    assert answer["replace_original"]
    assert "*Mode  *flag" in render_text(await read(club, "settings"))
