"""A restart of the bot: nothing is lost, and nothing is done twice."""

from datetime import UTC, datetime, timedelta

from discord import Permissions

from bot.domain.actions import Action, Outcome
from bot.domain.policy import Mode, Policy
from bot.store.cases import Cases
from bot.store.store import Store
from tests.bot.platforms.discord.conftest import MESSAGE, StartBot
from tests.fakes.discord.server import FakeDiscord


async def test_a_case_that_a_crash_left_pending_is_enforced_and_shown(
    club: FakeDiscord, start_bot: StartBot, cases: Cases
) -> None:
    # It is stopped within the two minutes that it is told to wait.
    club.rest.limits.waits["DELETE", MESSAGE] = [120.0]
    first = await start_bot()
    message = await club.say("you buffoon")
    await club.request("DELETE", MESSAGE)
    await first.stop()
    assert [case.outcome for case in await cases.claim_pending("discord")] == [None]
    assert club.shown(club.world.moderators) == []

    await start_bot()
    deleted = await club.request("DELETE", MESSAGE, number=2)
    assert deleted.ids["message"] == message["id"]
    assert (await club.alert())["embeds"][0]["title"] == "Case 1: deleted"


async def test_a_pending_delete_of_a_message_that_is_gone_is_done(
    club: FakeDiscord, start_bot: StartBot, cases: Cases
) -> None:
    club.rest.limits.waits["DELETE", MESSAGE] = [120.0]
    first = await start_bot()
    message = await club.say("you buffoon")
    await club.request("DELETE", MESSAGE)
    await first.stop()
    del club.world.messages[club.world.general][message["id"]]
    await start_bot()
    assert (await club.alert())["embeds"][0]["title"] == "Case 1: was already gone"
    case = await cases.find(1)
    assert case
    assert case.outcome == Outcome.gone(Action.DELETE)


async def test_a_button_from_before_works_once_and_names_who_pressed_it(
    club: FakeDiscord, start_bot: StartBot
) -> None:
    first = await start_bot(Policy(mode=Mode.FLAG))
    message = await club.say("you buffoon")
    shown = await club.alert()
    await first.stop()
    await start_bot(Policy(mode=Mode.FLAG))
    delete = {"custom_id": "parley:delete:1"}
    moderator = Permissions(manage_messages=True)
    press = club.interactions.press
    pressed = await press(delete, shown, by=club.world.mona, permissions=moderator)
    await pressed.reply()
    assert message["id"] not in club.world.messages[club.world.general]
    assert "mona" in str((await club.request("PATCH", MESSAGE)).body)
    again = await press(delete, shown, by=club.world.owner, permissions=moderator)
    assert (await again.reply())["embeds"][0]["title"] == "Not done"
    assert len(club.requests("DELETE", MESSAGE)) == 1


async def test_the_time_of_the_last_event_is_stored_at_the_end(
    club: FakeDiscord, start_bot: StartBot, store: Store
) -> None:
    assert await store.last_seen.get("discord") is None
    bot = await start_bot()
    await club.say("you buffoon")
    await club.alert()
    await bot.stop()
    seen_at = await store.last_seen.get("discord")
    assert seen_at
    assert datetime.now(UTC) - seen_at < timedelta(minutes=1)
