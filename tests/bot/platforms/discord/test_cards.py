"""Cards of cases, over the wire of discord.py: one a message however often it is edited, redrawn after a restart."""

import asyncio

from sqlalchemy.ext.asyncio import AsyncEngine

from bot.domain.buttons import Button
from bot.domain.case import Card
from bot.domain.message import Author
from bot.domain.policy import Mode, Policy
from bot.store.store import Store
from tests.bot.platforms.discord.conftest import StartBot
from tests.bot.platforms.discord.example_alerts import custom_ids
from tests.bot.platforms.forgetting import let_sweep_be_due
from tests.fakes.discord.payloads import JSON
from tests.fakes.discord.server import FakeDiscord
from tests.fakes.waiting import TIMEOUT

FLAG = Policy(mode=Mode.FLAG)


def cards(club: FakeDiscord) -> list[JSON]:
    return club.shown(club.world.moderators)


async def until_shown(club: FakeDiscord, text: str) -> None:
    """Wait until a card shows a text."""
    await club.until(lambda: text in str(cards(club)))


async def until_recorded(store: Store) -> None:
    """Wait until it is stored that the moderators were shown everything."""
    async with asyncio.timeout(TIMEOUT):
        while not await store.cases.find(1) or await store.cases.claim_pending("discord"):
            pass


async def test_fifteen_edits_in_flag_mode_are_one_card_that_shows_the_last(
    club: FakeDiscord, start_bot: StartBot
) -> None:
    await start_bot(FLAG)
    message = await club.say("you buffoon")
    await club.alert()
    for number in range(15):
        await club.edit(message, f"you buffoon {number}")
    await until_shown(club, "version 16 of 16")
    (card,) = cards(club)
    assert card["embeds"][0]["description"] == "||you **buffoon** 14||"
    assert custom_ids(card)[0][0] == "parley:delete:1"
    typed = await club.interactions.command("toxicity", "case", by=club.world.mona, number=1)
    fields = (await typed.reply())["embeds"][0]["fields"]
    versions = [field for field in fields if field["name"].startswith("Version")]
    assert [field["value"] for field in versions] == [
        f"||you buffoon {number}||".replace("buffoon", "**buffoon**") for number in range(9, 14)
    ]


async def test_a_worse_edit_is_a_second_card_and_the_first_one_says_so_too(
    club: FakeDiscord, start_bot: StartBot
) -> None:
    await start_bot(FLAG)
    message = await club.say("how silly")
    await club.alert()
    await club.edit(message, "you buffoon")
    await club.alert(number=2)
    await club.until(lambda: str(cards(club)).count("shown anew") == 2)
    titles = [card["embeds"][0]["title"] for card in cards(club)]
    assert titles == ["Case 1: flagged, wanted: delete"] * 2


async def test_a_worse_edit_of_what_was_dismissed_is_open_again(
    club: FakeDiscord, start_bot: StartBot
) -> None:
    await start_bot(FLAG)
    message = await club.say("how silly")
    shown = await club.alert()
    dismiss = {"custom_id": "parley:dismiss:1"}
    await (await club.interactions.press(dismiss, shown, by=club.world.mona)).reply()
    await until_shown(club, "Case 1: dismissed by a moderator")
    await club.edit(message, "so silly")
    await until_shown(club, "edited since, to nothing worse")
    assert custom_ids(cards(club)[0]) == []
    await club.edit(message, "you buffoon")
    await club.until(lambda: "mona: Dismiss, of version 1" in str(cards(club)[0]))
    for card in (cards(club)[0], cards(club)[-1]):  # redrawn, and shown anew
        assert "parley:delete:1" in custom_ids(card)[0]


async def test_a_decision_after_a_restart_redraws_the_card_from_before(
    club: FakeDiscord, start_bot: StartBot, store: Store
) -> None:
    first = await start_bot(FLAG)
    await club.say("you buffoon")
    await until_recorded(store)
    await first.stop()
    await start_bot(FLAG)
    elsewhere = club.world.add_message("", author=club.world.bot)
    delete = {"custom_id": "parley:delete:1"}
    await (await club.interactions.press(delete, elsewhere, by=club.world.mona)).reply()
    await until_shown(club, "Case 1: deleted by a moderator")
    assert "mona: Delete" in str(cards(club)[0])


async def test_an_edit_after_a_restart_redraws_the_card_from_before(
    club: FakeDiscord, start_bot: StartBot, store: Store
) -> None:
    first = await start_bot(FLAG)
    message = await club.say("you buffoon")
    await until_recorded(store)
    await first.stop()
    await start_bot(FLAG)
    await club.edit(message, "you old buffoon")
    await until_shown(club, "you old **buffoon**")
    assert len(cards(club)) == 1


async def test_a_decision_that_a_crash_interrupted_redraws_the_card_once_it_is_done(
    club: FakeDiscord, start_bot: StartBot, store: Store
) -> None:
    first = await start_bot(FLAG)
    await club.say("you buffoon")
    await until_recorded(store)
    await first.stop()
    mona = Author(club.world.mona["id"], "mona")
    assert await store.decisions.claim(1, 0, button=Button.DELETE, by=mona)
    await start_bot(FLAG)
    await until_shown(club, "Case 1: deleted by a moderator")


async def test_a_card_that_was_deleted_is_left_alone(
    club: FakeDiscord, start_bot: StartBot, store: Store
) -> None:
    await start_bot(FLAG)
    message = await club.say("you buffoon")
    card = await club.alert()
    store.alert_cards.note([1], Card(club.world.moderators, "4"))
    await club.edit(message, "you old buffoon")
    await until_shown(club, "you old **buffoon**")
    assert cards(club)[0]["id"] == card["id"]


async def test_an_erased_member_is_on_no_card_that_is_left(
    club: FakeDiscord, start_bot: StartBot, store: Store, engine: AsyncEngine
) -> None:
    first = await start_bot(FLAG)
    message = await club.say("how silly")
    await club.alert()
    await club.edit(message, "you buffoon")
    await club.alert(number=2)
    await club.until(lambda: str(cards(club)).count("shown anew") == 2)
    kim, mona = club.world.kim["id"], Author(club.world.mona["id"], "mona")
    await store.erasure.erase(kim, platform="discord", community=club.world.guild, by=mona)
    await first.stop()
    await let_sweep_be_due(engine)
    await start_bot(FLAG)
    await club.until(lambda: str(cards(club)).count("erased-") == 2)
    left = str(cards(club))
    assert not [each for each in (kim, "kim", "silly", "buffoon", message["id"]) if each in left]
