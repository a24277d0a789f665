"""The page of a member, from the button under an alert, over slack_sdk."""

from bot.domain.policy import Mode, Policy
from tests.bot.platforms.slack.conftest import StartBot
from tests.bot.platforms.slack.example_alerts import render_text
from tests.fakes.slack.server import FakeSlack


async def test_a_button_under_each_alert_opens_the_page_of_its_author(
    club: FakeSlack, start_bot: StartBot
) -> None:
    await start_bot(Policy(mode=Mode.FLAG, alerts=frozenset({club.world.moderators})))
    await club.say("you buffoon")
    shown = await club.alert()
    noted = await club.interactions.command("note add #1 was warned by voice", by=club.world.mona)
    assert "Note 1" in render_text((await noted.reply())["blocks"])
    buttons = [
        b for block in shown["blocks"] if block["type"] == "actions" for b in block["elements"]
    ]
    assert [each["text"]["text"] for each in buttons[-2:]] == ["Member", "Never flag"]
    await club.interactions.press("parley:member:1", shown, by=club.world.mona)
    page = render_text((await club.wait_for_call("views.update"))["view"]["blocks"])
    assert "mona: was warned by voice" in page
    assert "0 strikes in 30 days, 1 earlier case" in page
