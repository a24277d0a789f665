"""Cards of cases, over slack_sdk: one a message however often it is edited, redrawn after a restart."""

import asyncio

from bot.domain.policy import Mode, Policy
from bot.store.store import Store
from tests.bot.platforms.slack.conftest import StartBot
from tests.bot.platforms.slack.example_alerts import render_text
from tests.fakes.slack.server import FakeSlack
from tests.fakes.waiting import TIMEOUT


def make_flag_policy(club: FakeSlack) -> Policy:
    return Policy(mode=Mode.FLAG, alerts=frozenset({club.world.moderators}))


def cards(club: FakeSlack) -> list[str]:
    return [render_text(message["blocks"]) for message in club.shown(club.world.moderators)]


async def until_shown(club: FakeSlack, text: str) -> None:
    """Wait until a card shows a text."""
    await club.until(lambda: text in "\n".join(cards(club)))


async def until_recorded(store: Store) -> None:
    """Wait until it is stored that the moderators were shown everything."""
    async with asyncio.timeout(TIMEOUT):
        while not await store.cases.find(1) or await store.cases.claim_pending("slack"):
            pass


async def test_fifteen_edits_in_flag_mode_are_one_card_and_the_case_shows_the_versions(
    club: FakeSlack, start_bot: StartBot
) -> None:
    await start_bot(make_flag_policy(club))
    message = await club.say("you buffoon")
    await club.alert()
    for number in range(15):
        await club.edit(message, f"you buffoon {number}")
    await until_shown(club, "this is version 16 of 16")
    assert len(cards(club)) == 1
    typed = await club.interactions.command("case 1", by=club.world.mona)
    shown = render_text((await typed.reply())["blocks"])
    assert "> you *buffoon* 14" in shown
    assert "> you *buffoon* 13" in shown


async def test_a_worse_edit_is_a_second_card_and_the_first_one_says_so_too(
    club: FakeSlack, start_bot: StartBot
) -> None:
    await start_bot(make_flag_policy(club))
    message = await club.say("how silly")
    await club.alert()
    await club.edit(message, "you buffoon")
    await club.until(lambda: "\n".join(cards(club)).count("shown anew") == 2)
    assert all("Case 1: flagged, wanted: delete" in card for card in cards(club))


async def test_a_decision_and_an_edit_after_a_restart_redraw_the_card_from_before(
    club: FakeSlack, start_bot: StartBot, store: Store
) -> None:
    first = await start_bot(make_flag_policy(club))
    message = await club.say("how silly")
    await until_recorded(store)
    await first.stop()
    second = await start_bot(make_flag_policy(club))
    typed = await club.interactions.command("dismiss 1", by=club.world.mona)
    await typed.reply()
    await until_shown(club, "Case 1: dismissed by a moderator")
    assert "mona: Dismiss" in cards(club)[0]
    await second.stop()
    await start_bot(make_flag_policy(club))
    await club.edit(message, "so silly")
    await until_shown(club, "edited since, to nothing worse")
    assert len(cards(club)) == 1
