"""Forgetting, over slack_sdk: what Parley posted loses the names and words that it keeps no longer."""

from sqlalchemy.ext.asyncio import AsyncEngine

from bot.store.store import Store
from tests.bot.platforms.forgetting import let_years_pass
from tests.bot.platforms.slack.conftest import StartBot
from tests.bot.platforms.slack.example_alerts import render_text
from tests.bot.platforms.slack.test_cards import (
    cards,
    make_flag_policy,
    until_recorded,
    until_shown,
)
from tests.fakes.slack.server import FakeSlack


async def test_an_old_alert_is_redrawn_without_name_and_its_case_shows_no_text(
    club: FakeSlack, start_bot: StartBot, store: Store, engine: AsyncEngine
) -> None:
    first = await start_bot(make_flag_policy(club))
    await club.say("you buffoon")
    await until_recorded(store)
    assert "kim" in cards(club)[0]
    await first.stop()
    await let_years_pass(engine)
    await start_bot(make_flag_policy(club))
    await until_shown(club, "the text is no longer kept")
    assert "kim" not in cards(club)[0]
    typed = await club.interactions.command("case 1", by=club.world.mona)
    shown = render_text((await typed.reply())["blocks"])
    assert "the text is no longer kept" in shown
    assert "buffoon" not in shown
