"""Actions on the wire: what Discord is asked for."""

from dataclasses import replace
from datetime import UTC, datetime, timedelta

import pytest

from bot.domain.actions import Action, Enforcement, Outcome, OutcomeResult
from tests.bot.platforms.discord.conftest import MEMBER, MESSAGE, MESSAGES, Ears
from tests.bot.platforms.discord.example_actions import hear, make_deed
from tests.fakes.discord.server import FakeDiscord
from tests.fakes.discord.world import make_member

BULK = f"{MESSAGES}/bulk-delete"
BAN = "/guilds/{guild}/bans/{user}"


async def test_a_delete_carries_its_reason_and_what_is_gone_already_is_gone(
    club: FakeDiscord, ears: Ears
) -> None:
    message = await hear(club, ears)
    enforcement = make_deed(Action.DELETE, message)
    assert await ears.platform.enforce(enforcement) == Outcome.done(Action.DELETE)
    assert club.world.audit == [("delete", message.id, "case 7: insult")]
    assert await ears.platform.enforce(enforcement) == Outcome.gone(Action.DELETE)


async def test_all_parts_of_a_split_message_go_at_once(club: FakeDiscord, ears: Ears) -> None:
    first = await club.say("you")
    second = await club.say("buffoon")
    await ears.until(2)
    whole = Enforcement(Action.DELETE, replace(ears.messages[1], parts=(first["id"],)), "case 7")
    assert (await ears.platform.enforce(whole)).result is OutcomeResult.DONE
    (request,) = club.requests("POST", BULK)
    assert request.body == {"messages": [int(first["id"]), int(second["id"])]}


async def test_what_is_too_old_to_go_at_once_goes_one_by_one(club: FakeDiscord, ears: Ears) -> None:
    message = await hear(club, ears)
    old = club.world.make_id(age=timedelta(days=20))
    parted = Enforcement(Action.DELETE, replace(message, parts=(old, old)), "case 7")
    await ears.platform.enforce(parted)
    asked = [request.ids["message"] for request in club.requests("DELETE", MESSAGE)]
    assert asked == [old]
    assert club.requests("POST", BULK) == []


async def test_a_timeout_deletes_and_lasts_as_long_as_asked(club: FakeDiscord, ears: Ears) -> None:
    message = await hear(club, ears)
    outcome = await ears.platform.enforce(make_deed(Action.TIMEOUT, message))
    assert outcome == Outcome.done(Action.TIMEOUT)
    assert club.shown(club.world.general) == []
    (request,) = club.requests("PATCH", MEMBER)
    until = datetime.fromisoformat(request.body["communication_disabled_until"])
    assert timedelta(minutes=59) < until - datetime.now(UTC) < timedelta(minutes=61)


async def test_a_timeout_is_no_longer_and_a_reason_no_larger_than_discord_takes(
    club: FakeDiscord, ears: Ears
) -> None:
    message = await hear(club, ears)
    enforcement = Enforcement(Action.TIMEOUT, message, "why" * 200, duration=timedelta(days=90))
    assert await ears.platform.enforce(enforcement) == Outcome.done(Action.TIMEOUT)
    (request,) = club.requests("PATCH", MEMBER)
    until = datetime.fromisoformat(request.body["communication_disabled_until"])
    assert until - datetime.now(UTC) <= timedelta(days=28)
    assert {len(reason) for _, _, reason in club.world.audit} == {512}


@pytest.mark.parametrize(("action", "what"), [(Action.KICK, "kick"), (Action.BAN, "ban")])
async def test_who_is_sent_away_is_told_before_the_way_to_them_is_cut(
    club: FakeDiscord, ears: Ears, action: Action, what: str
) -> None:
    message = await hear(club, ears)
    assert await ears.platform.enforce(make_deed(action, message, is_told=True)) == Outcome.done(
        action
    )
    assert club.world.audit[-1] == (what, message.author.id, "case 7: insult")
    routes = [request.route for request in club.rest.requests]
    assert routes.index("/users/@me/channels") < routes.index(MEMBER if what == "kick" else BAN)


async def test_a_timeout_and_a_ban_can_be_taken_back_and_twice_is_gone(
    club: FakeDiscord, ears: Ears
) -> None:
    message = await hear(club, ears)
    for action in (Action.TIMEOUT, Action.BAN):
        assert await ears.platform.undo(make_deed(action, message)) == Outcome.done(action)
    assert club.requests("PATCH", MEMBER)[-1].body == {"communication_disabled_until": None}
    assert club.world.audit[-1][0] == "unban"
    club.rest.refuse("DELETE", BAN, (404, {"code": 10026, "message": "Unknown Ban"}))
    assert (await ears.platform.undo(make_deed(Action.BAN, message))).result is OutcomeResult.GONE


async def test_a_rude_name_is_taken_from_a_thread_and_from_a_member(
    club: FakeDiscord, ears: Ears
) -> None:
    thread = club.world.add_thread("you buffoons", parent=club.world.general)
    await club.gateway.tell("THREAD_CREATE", {**thread, "newly_created": True})
    await ears.until(1)
    await club.say("hello", member=make_member(None, nick="buffoon"))
    await ears.until(3)
    named = [message for message in ears.messages if message.text != "hello"]
    for message in named:
        outcome = await ears.platform.enforce(make_deed(Action.DELETE, message))
        assert outcome == Outcome.done(Action.DELETE)
    assert "buffoon" not in club.world.channels[thread["id"]]["name"]
    assert club.requests("PATCH", MEMBER)[-1].body == {"nick": None}
