"""Refusals that are foreseen or remembered, so that Discord is not asked in vain."""

from dataclasses import replace

import pytest
from discord import Permissions

from bot.domain.actions import Action, Outcome, OutcomeResult
from bot.domain.message import Author
from bot.platforms.discord.outbound.permission_checks import PermissionChecks
from bot.platforms.discord.permissions import ACTION_PERMISSIONS, INVITE_PERMISSIONS
from tests.bot.platforms.discord.conftest import MEMBER, MESSAGE, Recorder
from tests.bot.platforms.discord.example_actions import make_enforcement, receive_message
from tests.fakes.discord.payloads import make_member, make_role
from tests.fakes.discord.requests import (
    INVALID_FORM,
    MISSING_ACCESS,
    MISSING_PERMISSIONS,
    Answer,
)
from tests.fakes.discord.server import FakeDiscord

PERMISSION_NAMES = {
    Action.DELETE: "Manage Messages",
    Action.TIMEOUT: "Timeout Members",
    Action.KICK: "Kick Members",
    Action.BAN: "Ban Members",
}


@pytest.mark.parametrize("action", PERMISSION_NAMES)
async def test_a_missing_permission_is_refused_with_the_remedy_without_a_request(
    club: FakeDiscord, recorder: Recorder, action: Action
) -> None:
    rights = Permissions(INVITE_PERMISSIONS.value)
    setattr(rights, ACTION_PERMISSIONS[action], False)
    role = {**club.world.bot_role, "permissions": str(rights.value)}
    await club.gateway.dispatch("GUILD_ROLE_UPDATE", {"guild_id": club.world.guild, "role": role})
    message = await receive_message(club, recorder)
    requests = len(club.rest.requests)
    outcome = await recorder.platform.enforce(make_enforcement(action, message))
    assert PERMISSION_NAMES[action] in outcome.remedy
    # What is allowed is done: a timeout that is refused still deletes.
    assert outcome.action is (Action.NONE if action is Action.DELETE else Action.DELETE)
    assert len(club.rest.requests) - requests == (0 if action is Action.DELETE else 1)


async def test_a_thread_has_the_permissions_of_its_channel(
    club: FakeDiscord, recorder: Recorder
) -> None:
    manage = str(Permissions(manage_messages=True).value)
    channel = club.world.channels[club.world.general]
    channel["permission_overwrites"] = [
        {"id": club.world.bot["id"], "type": 1, "allow": "0", "deny": manage}
    ]
    await club.gateway.dispatch("CHANNEL_UPDATE", channel)
    thread = club.world.add_thread("tea", parent=club.world.general)
    await club.gateway.dispatch("THREAD_CREATE", thread)
    message = await receive_message(club, recorder, channel=thread["id"])
    outcome = await recorder.platform.enforce(make_enforcement(Action.DELETE, message))
    assert outcome.result is OutcomeResult.REFUSED
    assert club.requests("DELETE", MESSAGE) == []
    attic = club.world.add_channel("attic")
    await club.gateway.dispatch("CHANNEL_CREATE", club.world.channels[attic])
    elsewhere = await receive_message(club, recorder, channel=attic)
    outcome = await recorder.platform.enforce(make_enforcement(Action.DELETE, elsewhere))
    assert outcome == Outcome.done(Action.DELETE)


@pytest.mark.parametrize("who", ["owner", "administrator", "higher"])
async def test_an_author_above_the_bot_is_not_acted_on_but_the_message_is(
    club: FakeDiscord, recorder: Recorder, who: str
) -> None:
    author, roles = club.world.kim, list[str]()
    if who == "owner":
        author = club.world.owner
    else:
        rights = Permissions(administrator=True) if who == "administrator" else Permissions.none()
        role = make_role(club.world.make_id(), "above", rights, position=9)
        await club.gateway.dispatch(
            "GUILD_ROLE_CREATE", {"guild_id": club.world.guild, "role": role}
        )
        roles = [role["id"]]
    message = await receive_message(
        club, recorder, author=author, member=make_member(None, roles=roles)
    )
    outcome = await recorder.platform.enforce(make_enforcement(Action.TIMEOUT, message))
    assert (outcome.result, outcome.action) == (OutcomeResult.DONE, Action.DELETE)
    assert "role" in outcome.reason
    assert "above theirs" in outcome.remedy


async def test_a_refusal_is_remembered_until_permissions_change(
    club: FakeDiscord, recorder: Recorder
) -> None:
    club.rest.refuse("DELETE", MESSAGE, MISSING_PERMISSIONS)
    message = await receive_message(club, recorder)
    enforcement = make_enforcement(Action.DELETE, message)
    for _ in range(3):
        outcome = await recorder.platform.enforce(enforcement)
        assert outcome.result is OutcomeResult.REFUSED
        assert "Manage Messages" in outcome.remedy
    assert len(club.requests("DELETE", MESSAGE)) == 1
    del club.rest.refusals["DELETE", MESSAGE]
    channel = club.world.channels[club.world.general]
    await club.gateway.dispatch("CHANNEL_UPDATE", {**channel, "topic": "tea"})
    await receive_message(club, recorder)
    assert await recorder.platform.enforce(enforcement) == Outcome.done(Action.DELETE)


async def test_a_refusal_for_rank_is_remembered_for_one_member_of_one_guild(
    club: FakeDiscord, recorder: Recorder
) -> None:
    message = await receive_message(club, recorder)
    club.rest.refuse("DELETE", MEMBER, MISSING_PERMISSIONS)
    kick = replace(make_enforcement(Action.KICK, message), deletes_message=False)
    for _ in range(2):
        assert (await recorder.platform.enforce(kick)).result is OutcomeResult.REFUSED
    assert len(club.requests("DELETE", MEMBER)) == 1
    elsewhere = replace(message, community=club.world.make_id())
    await recorder.platform.enforce(replace(kick, message=elsewhere))
    assert len(club.requests("DELETE", MEMBER)) == 2
    del club.rest.refusals["DELETE", MEMBER]
    other = replace(message, author=replace(message.author, id=club.world.mona["id"]))
    assert await recorder.platform.enforce(replace(kick, message=other)) == Outcome.done(
        Action.KICK
    )


async def test_a_refusal_is_remembered_for_minutes(club: FakeDiscord, recorder: Recorder) -> None:
    clock = [0.0]
    executor = recorder.platform._executor
    executor._checks = PermissionChecks(recorder.platform._client, timer=lambda: clock[0])
    club.rest.refuse("DELETE", MESSAGE, MISSING_PERMISSIONS)
    enforcement = make_enforcement(Action.DELETE, await receive_message(club, recorder))
    for seconds, requests in ((0.0, 1), (299.0, 1), (300.0, 2)):
        clock[0] = seconds
        assert (await recorder.platform.enforce(enforcement)).result is OutcomeResult.REFUSED
        assert len(club.requests("DELETE", MESSAGE)) == requests
    del club.rest.refusals["DELETE", MESSAGE]
    clock[0] = 600.0
    assert await recorder.platform.enforce(enforcement) == Outcome.done(Action.DELETE)


async def test_what_a_moderator_asks_for_is_never_refused_from_memory(
    club: FakeDiscord, recorder: Recorder
) -> None:
    club.rest.refuse("DELETE", MESSAGE, MISSING_PERMISSIONS)
    message = await receive_message(club, recorder)
    by_policy = make_enforcement(Action.DELETE, message)
    pressed = replace(by_policy, by=Author("7", "mona", is_moderator=True))
    refused = [await recorder.platform.enforce(each) for each in (by_policy, pressed, pressed)]
    assert {outcome.result for outcome in refused} == {OutcomeResult.REFUSED}
    assert len(club.requests("DELETE", MESSAGE)) == 3
    del club.rest.refusals["DELETE", MESSAGE]
    assert await recorder.platform.enforce(pressed) == Outcome.done(Action.DELETE)
    another = make_enforcement(Action.DELETE, await receive_message(club, recorder))
    assert await recorder.platform.enforce(another) == Outcome.done(Action.DELETE)


async def test_a_refusal_of_one_action_holds_back_no_other(
    club: FakeDiscord, recorder: Recorder
) -> None:
    club.rest.refuse("DELETE", MESSAGE, MISSING_PERMISSIONS)
    message = await receive_message(club, recorder)
    await recorder.platform.enforce(make_enforcement(Action.DELETE, message))
    kick = replace(make_enforcement(Action.KICK, message), deletes_message=False)
    assert await recorder.platform.enforce(kick) == Outcome.done(Action.KICK)


async def test_a_permission_that_it_seems_to_have_is_not_asked_for(
    club: FakeDiscord, recorder: Recorder
) -> None:
    club.rest.refuse("DELETE", MESSAGE, MISSING_PERMISSIONS)
    message = await receive_message(club, recorder)
    outcome = await recorder.platform.enforce(make_enforcement(Action.DELETE, message))
    assert outcome.reason == "Discord refuses it, though Parley seems to have Manage Messages"
    assert "tried again after some minutes" in outcome.remedy


@pytest.mark.parametrize(
    "answer",
    [
        (403, {"code": 0, "message": "403: Forbidden"}),
        (403, b"<html>blocked</html>"),
        (403, {"code": 50083, "message": "Thread is archived"}),
        (403, {"code": 60003, "message": "MFA required"}),
        (403, {"code": 987654, "message": "something new"}),
        INVALID_FORM,
    ],
    ids=str,
)
async def test_a_403_of_another_cause_closes_no_channel(
    club: FakeDiscord, recorder: Recorder, answer: Answer
) -> None:
    club.rest.refuse("DELETE", MESSAGE, answer)
    enforcement = make_enforcement(Action.DELETE, await receive_message(club, recorder))
    outcome = await recorder.platform.enforce(enforcement)
    assert outcome.result is OutcomeResult.REFUSED
    assert "permission" not in outcome.reason
    del club.rest.refusals["DELETE", MESSAGE]
    assert await recorder.platform.enforce(enforcement) == Outcome.done(Action.DELETE)


async def test_while_the_bot_itself_is_timed_out_that_is_what_is_said(
    club: FakeDiscord, recorder: Recorder
) -> None:
    member = make_member(club.world.bot, roles=[club.world.bot_role["id"]])
    for until, result in (("2999-01-01T00:00:00+00:00", "REFUSED"), (None, "DONE")):
        changed = {"guild_id": club.world.guild, "communication_disabled_until": until}
        await club.gateway.dispatch("GUILD_MEMBER_UPDATE", {**member, **changed})
        message = await receive_message(club, recorder)
        outcome = await recorder.platform.enforce(make_enforcement(Action.DELETE, message))
        assert outcome.result.name == result
        assert ("timed out here" in outcome.reason) is (until is not None)


async def test_after_it_was_removed_from_the_server_that_is_what_is_said(
    club: FakeDiscord, recorder: Recorder
) -> None:
    message = await receive_message(club, recorder)
    removed = recorder.platform._client.wait_for("guild_remove", timeout=10)
    await club.gateway.dispatch("GUILD_DELETE", {"id": club.world.guild})
    await removed
    club.rest.refuse("DELETE", MESSAGE, MISSING_ACCESS)
    outcome = await recorder.platform.enforce(make_enforcement(Action.DELETE, message))
    assert outcome.reason == "Parley is no longer in the server"
    assert "Invite it again" in outcome.remedy
