"""Requests that actions lead to."""

import asyncio
from dataclasses import replace
from datetime import UTC, datetime, timedelta

import pytest

from bot.domain.actions import Action, Enforcement, Outcome, OutcomeResult
from bot.domain.policy import Policy
from tests.bot.platforms.discord.conftest import MEMBER, MESSAGE, MESSAGES, Recorder
from tests.bot.platforms.discord.example_actions import make_enforcement, receive_message
from tests.fakes.discord.payloads import make_member
from tests.fakes.discord.requests import MISSING_PERMISSIONS
from tests.fakes.discord.server import FakeDiscord

BULK_DELETE = f"{MESSAGES}/bulk-delete"
BAN = "/guilds/{guild}/bans/{user}"


async def test_a_delete_has_its_reason_and_a_second_one_is_gone(
    club: FakeDiscord, recorder: Recorder
) -> None:
    message = await receive_message(club, recorder)
    enforcement = make_enforcement(Action.DELETE, message)
    assert await recorder.platform.enforce(enforcement) == Outcome.done(Action.DELETE)
    assert club.world.audit_log == [("delete", message.id, "case 7: insult")]
    assert await recorder.platform.enforce(enforcement) == Outcome.gone(Action.DELETE)


async def test_all_parts_of_a_split_message_are_deleted_at_once(
    club: FakeDiscord, recorder: Recorder
) -> None:
    first = await club.say("you")
    second = await club.say("buffoon")
    await recorder.until(2)
    enforcement = Enforcement(
        Action.DELETE, replace(recorder.messages[1], parts=(first["id"],)), "case 7"
    )
    assert (await recorder.platform.enforce(enforcement)).result is OutcomeResult.DONE
    (request,) = club.requests("POST", BULK_DELETE)
    assert request.body == {"messages": [int(first["id"]), int(second["id"])]}


async def test_parts_too_old_to_be_deleted_at_once_are_deleted_one_by_one(
    club: FakeDiscord, recorder: Recorder
) -> None:
    message = await receive_message(club, recorder)
    old = club.world.make_id(age=timedelta(days=20))
    enforcement = Enforcement(Action.DELETE, replace(message, parts=(old, old)), "case 7")
    await recorder.platform.enforce(enforcement)
    deleted = [request.ids["message"] for request in club.requests("DELETE", MESSAGE)]
    assert deleted == [old, message.id]  # the first of which was gone
    assert club.requests("POST", BULK_DELETE) == []


async def test_what_is_to_be_deleted_in_a_channel_meanwhile_is_deleted_at_once(
    club: FakeDiscord, recorder: Recorder
) -> None:
    for number in range(130):
        await club.say(f"join us {number}")
    await club.say("elsewhere", channel=club.world.moderators)
    await recorder.until(130)
    deleting = (
        recorder.platform.enforce(make_enforcement(Action.DELETE, message))
        for message in recorder.messages
    )
    outcomes = await asyncio.gather(*deleting)
    assert set(outcomes) == {Outcome.done(Action.DELETE)}
    assert club.shown(club.world.general) == []
    assert len(club.requests("DELETE", MESSAGE)) == 1
    sizes = [len(each.body["messages"]) for each in club.requests("POST", BULK_DELETE)]
    assert sizes == [100, 29]
    reasons = {reason for _, _, reason in club.world.audit_log}
    assert all(reason.startswith("case 7: insult") for reason in reasons)


async def test_one_that_is_too_old_keeps_no_other_from_being_deleted(
    club: FakeDiscord, recorder: Recorder
) -> None:
    message = await receive_message(club, recorder)
    old = replace(
        message,
        id=club.world.add_message("old", id=club.world.make_id(age=timedelta(days=20)))["id"],
    )
    more = [replace(message, id=club.world.add_message("tea")["id"]) for _ in range(3)]
    deleting = (
        recorder.platform.enforce(make_enforcement(Action.DELETE, each))
        for each in (message, old, *more)
    )
    assert {outcome.result for outcome in await asyncio.gather(*deleting)} == {OutcomeResult.DONE}
    assert club.shown(club.world.general) == []
    (bulk,) = club.requests("POST", BULK_DELETE)
    assert len(bulk.body["messages"]) == 3


async def test_a_missing_permission_is_asked_for_once_for_all_that_wait(
    club: FakeDiscord, recorder: Recorder
) -> None:
    message = await receive_message(club, recorder)
    club.rest.refuse("DELETE", MESSAGE, MISSING_PERMISSIONS)
    club.rest.refuse("POST", BULK_DELETE, MISSING_PERMISSIONS)
    more = [replace(message, id=club.world.add_message("tea")["id"]) for _ in range(50)]
    deleting = (
        recorder.platform.enforce(make_enforcement(Action.DELETE, each))
        for each in (message, *more)
    )
    assert {each.result for each in await asyncio.gather(*deleting)} == {OutcomeResult.REFUSED}
    tried = [*club.requests("DELETE", MESSAGE), *club.requests("POST", BULK_DELETE)]
    assert len(tried) == 2


async def test_a_timeout_deletes_the_message_and_lasts_as_long_as_asked(
    club: FakeDiscord, recorder: Recorder
) -> None:
    message = await receive_message(club, recorder)
    outcome = await recorder.platform.enforce(make_enforcement(Action.TIMEOUT, message))
    assert outcome == Outcome.done(Action.TIMEOUT)
    assert club.shown(club.world.general) == []
    (request,) = club.requests("PATCH", MEMBER)
    until = datetime.fromisoformat(request.body["communication_disabled_until"])
    assert timedelta(minutes=59) < until - datetime.now(UTC) < timedelta(minutes=61)


async def test_a_timeout_and_a_reason_are_cut_to_discords_limits(
    club: FakeDiscord, recorder: Recorder
) -> None:
    message = await receive_message(club, recorder)
    enforcement = Enforcement(Action.TIMEOUT, message, "why" * 200, duration=timedelta(days=90))
    assert await recorder.platform.enforce(enforcement) == Outcome.done(Action.TIMEOUT)
    (request,) = club.requests("PATCH", MEMBER)
    until = datetime.fromisoformat(request.body["communication_disabled_until"])
    assert until - datetime.now(UTC) <= timedelta(days=28)
    assert {len(reason) for _, _, reason in club.world.audit_log} == {512}


@pytest.mark.parametrize(("action", "entry"), [(Action.KICK, "kick"), (Action.BAN, "ban")])
async def test_a_member_is_notified_before_a_kick_or_ban(
    club: FakeDiscord, recorder: Recorder, action: Action, entry: str
) -> None:
    message = await receive_message(club, recorder)
    outcome = await recorder.platform.enforce(make_enforcement(action, message, with_notice=True))
    assert outcome == Outcome.done(action)
    assert club.world.audit_log[-1] == (entry, message.author.id, "case 7: insult")
    calls = [(request.method, request.route) for request in club.rest.requests]
    deed = ("DELETE", MEMBER) if entry == "kick" else ("PUT", BAN)
    assert calls.index(("POST", "/users/@me/channels")) < calls.index(deed)


async def test_a_timeout_and_a_ban_can_be_undone_and_a_second_undo_is_gone(
    club: FakeDiscord, recorder: Recorder
) -> None:
    platform, message = recorder.platform, await receive_message(club, recorder)
    for action in (Action.TIMEOUT, Action.BAN):
        enforcement = make_enforcement(action, message)
        imposed = await platform.enforce(enforcement)
        own = (imposed.timeout,) if imposed.timeout else ()
        enforcement = replace(enforcement, own_timeouts=own)
        assert await platform.undo(enforcement) == Outcome.done(action)
        assert (await platform.undo(enforcement)).result is OutcomeResult.GONE
    assert club.requests("PATCH", MEMBER)[-1].body == {"communication_disabled_until": None}
    assert club.world.audit_log[-1][0] == "unban"


async def test_a_rude_name_of_a_thread_or_a_member_is_removed(
    club: FakeDiscord, recorder: Recorder
) -> None:
    recorder.platform.take_policy(Policy())
    thread = club.world.add_thread("you buffoons", parent=club.world.general)
    await club.gateway.dispatch("THREAD_CREATE", {**thread, "newly_created": True})
    await recorder.until(1)
    await club.say("hello", member=make_member(None, nick="buffoon"))
    await recorder.until(4)
    names = [message for message in recorder.messages if "buffoon" in message.text]
    for message in names:
        outcome = await recorder.platform.enforce(make_enforcement(Action.DELETE, message))
        assert outcome == Outcome.done(Action.DELETE)
    assert "buffoon" not in club.world.channels[thread["id"]]["name"]
    assert club.requests("PATCH", MEMBER)[-1].body == {"nick": None}
