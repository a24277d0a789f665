"""Connections break, sessions end, processes die: nothing that was said is lost, and nothing is done twice."""

from datetime import UTC, datetime, timedelta

import pytest
from discord import Permissions
from pydantic import SecretStr

from bot.domain.actions import Action, Outcome
from bot.domain.policy import Mode, Policy
from bot.platforms.discord import build
from bot.platforms.discord.platform import Discord
from bot.runtime.platform_port import PlatformContext
from bot.store.cases import Cases
from bot.store.store import Store
from tests.bot.platforms.discord.conftest import MESSAGE, Ears, StartBot
from tests.fakes import running
from tests.fakes.discord.gateway import HEARTBEAT, IDENTIFY, RESUME
from tests.fakes.discord.server import FakeDiscord
from tests.fakes.discord.world import TOKEN


async def test_what_was_said_while_the_connection_was_broken_is_told_on_resume(
    club: FakeDiscord, ears: Ears
) -> None:
    await club.say("before")
    await ears.until(1)
    await club.gateway.drop()
    await club.say("meanwhile")
    assert await ears.until(2) == ["before", "meanwhile"]
    assert club.gateway.log.count(IDENTIFY) == 1
    assert club.gateway.log.count(RESUME) == 1


async def test_an_answered_heartbeat_shows_that_the_connection_lives(
    club: FakeDiscord, ears: Ears
) -> None:
    await club.say("hello")
    await ears.until(1)
    assert club.gateway.log.count(HEARTBEAT) >= 1
    assert ears.platform._progress.silent_for is not None


async def test_it_reconnects_when_discord_asks_for_it(club: FakeDiscord, ears: Ears) -> None:
    await club.gateway.ask_to_reconnect()
    await club.say("meanwhile")
    assert await ears.until(1) == ["meanwhile"]
    assert club.gateway.log.count(RESUME) == 1


async def test_it_beats_from_the_start(club: FakeDiscord, ears: Ears) -> None:
    assert ears.messages == []
    assert club.gateway.log[0] == HEARTBEAT


async def test_a_case_that_a_crash_left_behind_is_acted_on_and_shown_after_the_restart(
    club: FakeDiscord, start_bot: StartBot, cases: Cases
) -> None:
    club.rest.waits["DELETE", MESSAGE] = [120.0]  # it will wait for two minutes, and die in them
    first = await start_bot()
    said = await club.say("you buffoon")
    await club.request("DELETE", MESSAGE)
    await first.stop()
    assert [case.outcome for case in await cases.claim_pending("discord")] == [None]
    assert club.shown(club.world.moderators) == []

    await start_bot()
    deleted = await club.request("DELETE", MESSAGE, number=2)
    assert deleted.ids["message"] == said["id"]
    assert (await club.alert())["embeds"][0]["title"] == "Case 1: deleted"


async def test_after_a_restart_a_message_that_is_gone_meanwhile_is_as_good_as_deleted(
    club: FakeDiscord, start_bot: StartBot, cases: Cases
) -> None:
    club.rest.waits["DELETE", MESSAGE] = [120.0]
    first = await start_bot()
    said = await club.say("you buffoon")
    await club.request("DELETE", MESSAGE)
    await first.stop()
    del club.world.messages[club.world.general][said["id"]]
    await start_bot()
    assert (await club.alert())["embeds"][0]["title"] == "Case 1: was already gone"
    found = await cases.find(1)
    assert found
    assert found.outcome == Outcome.gone(Action.DELETE)


async def test_an_edit_is_deleted_as_a_message_is_and_a_redelivery_acts_once(
    club: FakeDiscord, start_bot: StartBot
) -> None:
    await start_bot()
    said = await club.say("hello")
    await club.edit(said, "you buffoon")
    await club.request("DELETE", MESSAGE)
    await club.gateway.tell("MESSAGE_UPDATE", said)
    await club.say("drat")
    await club.alert(number=2)
    assert len(club.requests("DELETE", MESSAGE)) == 2


async def test_in_the_mode_flag_nothing_is_deleted_and_the_alert_says_what_was_wanted(
    club: FakeDiscord, start_bot: StartBot
) -> None:
    await start_bot(Policy(mode=Mode.FLAG))
    said = await club.say("you buffoon")
    (card,) = (await club.alert())["embeds"]
    assert card["title"] == "Case 1: flagged, wanted: delete"
    assert club.shown(club.world.general) == [said]


async def test_a_button_after_a_restart_works_once_and_names_who_pressed_it(
    club: FakeDiscord, start_bot: StartBot
) -> None:
    first = await start_bot(Policy(mode=Mode.FLAG))
    said = await club.say("you buffoon")
    shown = await club.alert()
    await first.stop()
    await start_bot(Policy(mode=Mode.FLAG))
    delete = {"custom_id": "parley:delete:1"}
    rights = Permissions(manage_messages=True)
    press = club.interactions.press
    pressed = await press(delete, shown, by=club.world.mona, permissions=rights)
    await pressed.reply()
    assert said["id"] not in club.world.messages[club.world.general]
    assert "mona" in str((await club.request("PATCH", MESSAGE)).body)
    again = await press(delete, shown, by=club.world.owner, permissions=rights)
    assert (await again.reply())["embeds"][0]["title"] == "Not done"
    assert len(club.requests("DELETE", MESSAGE)) == 1


async def test_a_button_is_refused_to_who_is_no_moderator(
    club: FakeDiscord, start_bot: StartBot
) -> None:
    await start_bot(Policy(mode=Mode.FLAG))
    await club.say("you buffoon")
    pressed = await club.interactions.press(
        {"custom_id": "parley:delete:1"}, await club.alert(), by=club.world.kim
    )
    assert (await pressed.reply())["embeds"][0]["title"] == "Not done"
    assert club.requests("DELETE", MESSAGE) == []


async def test_a_slash_command_is_answered_by_the_core(
    club: FakeDiscord, start_bot: StartBot
) -> None:
    await start_bot()
    typed = await club.interactions.command(
        "toxicity",
        "check",
        by=club.world.mona,
        permissions=Permissions(manage_messages=True),
        text="you buffoon",
    )
    (card,) = (await typed.reply())["embeds"]
    assert "0.95" in card["description"]


async def test_until_when_all_was_seen_is_kept_when_it_stops(
    club: FakeDiscord, start_bot: StartBot, store: Store
) -> None:
    assert await store.presence.last("discord") is None
    running = await start_bot()
    await club.say("you buffoon")
    await club.alert()
    await running.stop()
    seen_at = await store.presence.last("discord")
    assert seen_at
    assert datetime.now(UTC) - seen_at < timedelta(minutes=1)


@pytest.mark.usefixtures("led_to_the_fake")
async def test_what_is_under_way_has_ended_before_the_platform_has(club: FakeDiscord) -> None:
    tokens = {"DISCORD_TOKEN": SecretStr(TOKEN)}
    policy = Policy(alerts=frozenset({club.world.general}))
    platform = build(PlatformContext(tokens, (), as_json=False, policy=policy))
    assert isinstance(platform, Discord)
    assert platform._alert_channels == {club.world.general}
    platform._ready_within = 0.02
    ears = running.Ears(platform, club.say)
    ears.may_answer.clear()
    async with ears.listen():
        await club.say("hello")
        await ears.until(1)
        assert ears.answering == 1
    assert ears.answering == 0
