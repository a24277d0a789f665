"""Forgetting, over the wire of discord.py: what Parley posted loses the text that it keeps no longer."""

from sqlalchemy.ext.asyncio import AsyncEngine

from bot.domain.policy import CommandRules, Mode, Policy
from bot.store.store import Store
from tests.bot.platforms.discord.conftest import StartBot
from tests.bot.platforms.discord.test_cards import cards, until_recorded, until_shown
from tests.bot.platforms.forgetting import let_years_pass
from tests.fakes.discord.server import FakeDiscord

ENFORCE = Policy(mode=Mode.ENFORCE)


async def test_an_old_alert_is_redrawn_without_its_text_and_name(
    club: FakeDiscord, start_bot: StartBot, store: Store, engine: AsyncEngine
) -> None:
    first = await start_bot(ENFORCE)
    await club.say("you buffoon")
    await until_recorded(store)
    assert "buffoon" in str(cards(club))
    await first.stop()
    await let_years_pass(engine)
    await start_bot(ENFORCE)
    await until_shown(club, "the text is no longer kept")
    assert "buffoon" not in str(cards(club))
    author = next(f for f in cards(club)[0]["embeds"][0]["fields"] if f["name"] == "Author")
    assert author["value"].startswith(f"<@{club.world.kim['id']}>\n")
    typed = await club.interactions.command("toxicity", "case", by=club.world.mona, number=1)
    shown = str(await typed.reply())
    assert "the text is no longer kept" in shown
    assert "buffoon" not in shown
    undone = await club.interactions.command("toxicity", "undo", by=club.world.mona, number=1)
    assert "Its text is no longer kept." in str(await undone.reply())


async def test_the_alerts_of_an_erased_member_are_redrawn_without_them(
    club: FakeDiscord, start_bot: StartBot, store: Store, engine: AsyncEngine
) -> None:
    policy = Policy(mode=Mode.ENFORCE, commands=CommandRules(administrators_only=()))
    first = await start_bot(policy)
    await club.say("you buffoon")
    await until_recorded(store)
    kim = club.world.kim["id"]
    erased = await club.interactions.command(
        "toxicity", "erase", by=club.world.mona, member=kim, confirm="yes"
    )
    assert "Alerts that I posted are redrawn" in str(await erased.reply())
    await first.stop()
    await let_years_pass(engine)
    await start_bot(ENFORCE)
    await until_shown(club, "the text is no longer kept")
    left = str(cards(club))
    assert "erased-" in left
    assert "buffoon" not in left
    assert kim not in left
