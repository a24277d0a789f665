"""Fates of messages and people, over the wire of discord.py: their alerts say so."""

from bot.domain.fate import MESSAGE_GONE
from bot.domain.policy import Mode, Policy
from bot.store.store import Store
from tests.bot.platforms.discord.conftest import StartBot
from tests.bot.platforms.discord.test_cards import cards, until_recorded, until_shown
from tests.fakes.discord.server import FakeDiscord

FLAG, ENFORCE = Policy(mode=Mode.FLAG), Policy(mode=Mode.ENFORCE)


async def test_an_alert_says_that_its_message_was_deleted_by_somebody_else(
    club: FakeDiscord, start_bot: StartBot, store: Store
) -> None:
    await start_bot(FLAG)
    message = await club.say("you buffoon")
    await until_recorded(store)
    await club.delete(message)
    await until_shown(club, MESSAGE_GONE)


async def test_many_messages_that_go_at_once_are_said_to_be_gone_too(
    club: FakeDiscord, start_bot: StartBot, store: Store
) -> None:
    await start_bot(FLAG)
    message, other = await club.say("you buffoon"), await club.say("good morning")
    await until_recorded(store)
    await club.delete(message, other)
    await until_shown(club, MESSAGE_GONE)


async def test_what_the_bot_deleted_itself_is_not_said_to_be_gone_by_others(
    club: FakeDiscord, start_bot: StartBot, store: Store
) -> None:
    await start_bot(ENFORCE)
    await club.say("you buffoon")
    flagged = await club.say("how silly")
    await club.until(lambda: len(cards(club)) == 2)
    await until_recorded(store)
    await club.delete(flagged)  # after the bot's own, as events come in their order
    await until_shown(club, MESSAGE_GONE)
    (deleted,) = (card for card in cards(club) if ": deleted" in card["embeds"][0]["title"])
    assert MESSAGE_GONE not in str(deleted)


async def test_an_alert_says_that_its_author_was_banned_until_they_are_not(
    club: FakeDiscord, start_bot: StartBot, store: Store
) -> None:
    await start_bot(FLAG)
    await club.say("you buffoon")
    await until_recorded(store)
    ban = {"guild_id": club.world.guild, "user": club.world.kim}
    await club.gateway.dispatch("GUILD_BAN_ADD", ban)
    await until_shown(club, "its author was banned since")
    await club.gateway.dispatch("GUILD_BAN_REMOVE", ban)
    await club.until(lambda: "banned since" not in str(cards(club)))
