"""Fates of messages and people, over slack_sdk: their alerts say so."""

from bot.domain.fate import MESSAGE_GONE
from bot.store.store import Store
from tests.bot.platforms.slack.conftest import StartBot
from tests.bot.platforms.slack.test_cards import (
    cards,
    make_flag_policy,
    until_recorded,
    until_shown,
)
from tests.fakes.slack.server import FakeSlack


async def test_an_alert_says_that_its_message_was_deleted_by_somebody_else(
    club: FakeSlack, start_bot: StartBot, store: Store
) -> None:
    await start_bot(make_flag_policy(club))
    message = await club.say("you buffoon")
    await until_recorded(store)
    await club.delete(message)
    await until_shown(club, MESSAGE_GONE)


async def test_an_alert_says_that_its_author_was_deactivated_until_they_are_back(
    club: FakeSlack, start_bot: StartBot, store: Store
) -> None:
    await start_bot(make_flag_policy(club))
    await club.say("you buffoon")
    await until_recorded(store)
    gone = {**club.world.kim, "deleted": True}
    await club.deliver_event({"type": "user_change", "user": gone})
    await until_shown(club, "its author has left since")
    await club.deliver_event({"type": "user_change", "user": club.world.kim})
    await club.until(lambda: "has left since" not in "\n".join(cards(club)))
