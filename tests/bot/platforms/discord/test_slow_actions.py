"""An action that Discord holds up for minutes is shown to the moderators before it is done."""

import pytest

from bot.domain.policy import Policy
from bot.moderation import case_enforcement, slow_decisions
from tests.bot.platforms.discord.conftest import MESSAGE, MESSAGES, StartBot
from tests.fakes.discord.server import FakeDiscord

MINUTES = 580.0


@pytest.fixture(autouse=True)
def _impatient(monkeypatch: pytest.MonkeyPatch) -> None:
    """Show a case at once where its action is not done at once."""
    monkeypatch.setattr(case_enforcement, "PATIENCE", 0.05)


def titles(club: FakeDiscord) -> list[str]:
    return [sent["embeds"][0]["title"] for sent in club.shown(club.world.moderators)]


async def test_a_case_is_shown_while_its_deletion_waits_and_redrawn_once_it_is_done(
    club: FakeDiscord, start_bot: StartBot
) -> None:
    await start_bot()
    held = club.rest.hold("DELETE", MESSAGE)
    await club.say("you buffoon")
    shown = await club.request("POST", MESSAGES, channel=club.world.moderators)
    assert shown.body["embeds"][0]["title"] == "Case 1: pending, wanted: delete"
    held.released.set()
    await club.until(lambda: titles(club) == ["Case 1: deleted"])
    assert len(club.requests("POST", MESSAGES, channel=club.world.moderators)) == 1


async def test_a_limit_of_minutes_keeps_neither_alerts_nor_other_messages(
    club: FakeDiscord, start_bot: StartBot
) -> None:
    await start_bot()
    club.rest.limits.waits["DELETE", MESSAGE] = [MINUTES]
    await club.say("you buffoon")
    await club.request("DELETE", MESSAGE)  # which has to wait
    await club.alert()
    other = club.world.add_channel("tea")
    await club.gateway.dispatch("CHANNEL_CREATE", club.world.channels[other])
    await club.say("drat", channel=other)
    await club.until(lambda: "Case 2: deleted" in titles(club))
    assert titles(club)[0] == "Case 1: pending, wanted: delete"


async def test_a_thread_that_is_renamed_again_and_again_is_shown_while_discord_asks_to_wait(
    club: FakeDiscord, start_bot: StartBot
) -> None:
    await start_bot()
    thread = club.world.add_thread("tea", parent=club.world.general)
    for number, name in enumerate(("you buffoon", "drat", "you are a buffoon"), 1):
        await club.surfaces.rename_thread(thread, name, by=club.world.kim)
        await club.alert(number=number)
    await club.until(lambda: titles(club)[:2] == ["Case 1: deleted", "Case 2: deleted"])
    assert titles(club)[2] == "Case 3: pending, wanted: delete"
    await club.say("drat")
    await club.until(lambda: "Case 4: deleted" in titles(club))


async def test_after_a_restart_it_is_done_and_redrawn_and_not_shown_twice(
    club: FakeDiscord, start_bot: StartBot
) -> None:
    bot = await start_bot()
    club.rest.limits.waits["DELETE", MESSAGE] = [MINUTES]
    await club.say("you buffoon")
    await club.request("DELETE", MESSAGE)  # which has to wait
    await club.alert()
    await bot.stop()
    await start_bot(Policy())
    await club.until(lambda: titles(club) == ["Case 1: deleted"])
    assert len(club.requests("POST", MESSAGES, channel=club.world.moderators)) == 1


async def test_who_presses_a_button_is_answered_though_the_deed_waits(
    club: FakeDiscord, start_bot: StartBot, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(slow_decisions, "PATIENCE", 0.05)
    await start_bot(Policy())
    await club.say("you buffoon")
    alert = await club.alert()
    held = club.rest.hold("DELETE", MESSAGE)
    pressed = await club.interactions.press(
        {"custom_id": "parley:delete:1"}, alert, by=club.world.mona
    )
    assert "I am asked to wait" in str(await pressed.reply())
    held.released.set()
    cards = club.shown(club.world.moderators)
    await club.until(lambda: "mona: Delete" in str(cards) and "under way" not in str(cards))
    assert club.shown(club.world.general) == []


async def test_a_decision_that_a_stop_interrupts_is_carried_out_by_the_next_start(
    club: FakeDiscord, start_bot: StartBot, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(slow_decisions, "PATIENCE", 0.05)
    bot = await start_bot(Policy())
    await club.say("you buffoon")
    alert = await club.alert()
    club.rest.limits.waits["DELETE", MESSAGE] = [MINUTES]
    await club.interactions.press({"custom_id": "parley:delete:1"}, alert, by=club.world.mona)
    cards = club.shown(club.world.moderators)
    await club.request("DELETE", MESSAGE)  # which has to wait
    await club.until(lambda: "(under way)" in str(cards))
    await bot.stop()
    await start_bot(Policy())
    await club.until(lambda: club.shown(club.world.general) == [])
