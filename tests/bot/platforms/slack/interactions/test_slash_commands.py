"""The slash command on Slack: every line of the command specs becomes a command."""

from bot.interactions.command_spec import CommandSpec
from tests.bot.platforms.slack.conftest import StartBot
from tests.bot.platforms.slack.example_alerts import render_text
from tests.fakes.slack.server import FakeSlack


async def test_a_command_that_is_added_to_the_specs_is_offered_and_dispatched(
    club: FakeSlack, transfer: CommandSpec, start_bot: StartBot
) -> None:
    await start_bot()
    mona, kim = club.world.mona, club.world.kim
    helped = await club.interactions.command("help", by=mona)
    assert "/toxicity transfer MEMBER NUMBER [now|later]" in render_text(
        (await helped.reply())["blocks"]
    )
    line = f"{transfer.verb} <@{kim['id']}|kim> #7 now"
    asked = await club.interactions.command(line, by=mona)
    assert (await asked.reply())["text"] == f"'{kim['id']}' 7 True"
