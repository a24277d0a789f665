"""Actions on the wire: what Discord is asked for, and what its answers become."""

from dataclasses import replace
from datetime import UTC, datetime, timedelta

import pytest
from discord import Permissions

from bot.actions import Action, Deed, Outcome, Result
from bot.message import Message
from bot.notice import Notice
from bot.platforms.discord.permissions import FOR_ACTION, NEEDED
from tests.bot.discord.conftest import MEMBER, MESSAGE, MESSAGES, Ears
from tests.fakes.discord.rest import (
    CANNOT_SEND_TO_USER,
    MISSING_ACCESS,
    MISSING_PERMISSIONS,
    UNKNOWN_MEMBER,
    Answer,
)
from tests.fakes.discord.server import FakeDiscord
from tests.fakes.discord.world import make_member, make_role

BULK = f"{MESSAGES}/bulk-delete"
BAN = "/guilds/{guild}/bans/{user}"


async def hear(club: FakeDiscord, ears: Ears, **fields: object) -> Message:
    """A message of kim's, as the platform brings it."""
    await club.say("you buffoon", **fields)
    await ears.until(len(ears.messages) + 1)
    return ears.messages[-1]


def make_deed(action: Action, message: Message, *, is_told: bool = False) -> Deed:
    notice = Notice(message, 7, "Your message was removed", ("insult",), "you buffoon")
    return Deed(action, message, "case 7: insult", notice if is_told else None)


async def test_a_delete_carries_its_reason_and_what_is_gone_already_is_gone(
    club: FakeDiscord, ears: Ears
) -> None:
    message = await hear(club, ears)
    deed = make_deed(Action.DELETE, message)
    assert await ears.platform.act(deed) == Outcome.done(Action.DELETE)
    assert club.world.audit == [("delete", message.id, "case 7: insult")]
    assert await ears.platform.act(deed) == Outcome.gone(Action.DELETE)


async def test_all_parts_of_a_split_message_go_at_once(club: FakeDiscord, ears: Ears) -> None:
    first = await club.say("you")
    second = await club.say("buffoon")
    await ears.until(2)
    whole = Deed(Action.DELETE, _with_parts(ears.messages[1], first["id"]), "case 7")
    assert (await ears.platform.act(whole)).result is Result.DONE
    (request,) = club.requests("POST", BULK)
    assert request.body == {"messages": [int(first["id"]), int(second["id"])]}


def _with_parts(message: Message, *parts: str) -> Message:
    return replace(message, parts=parts)


async def test_a_timeout_deletes_and_lasts_as_long_as_asked(club: FakeDiscord, ears: Ears) -> None:
    message = await hear(club, ears)
    outcome = await ears.platform.act(make_deed(Action.TIMEOUT, message))
    assert outcome == Outcome.done(Action.TIMEOUT)
    assert club.shown(club.world.general) == []
    (request,) = club.requests("PATCH", MEMBER)
    until = datetime.fromisoformat(request.body["communication_disabled_until"])
    assert timedelta(minutes=59) < until - datetime.now(UTC) < timedelta(minutes=61)


@pytest.mark.parametrize(("action", "what"), [(Action.KICK, "kick"), (Action.BAN, "ban")])
async def test_who_is_sent_away_is_told_before_the_way_to_them_is_cut(
    club: FakeDiscord, ears: Ears, action: Action, what: str
) -> None:
    message = await hear(club, ears)
    assert await ears.platform.act(make_deed(action, message, is_told=True)) == Outcome.done(action)
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
    assert (await ears.platform.undo(make_deed(Action.BAN, message))).result is Result.GONE


async def test_a_warning_comes_as_a_direct_message_with_a_way_to_appeal(
    club: FakeDiscord, ears: Ears
) -> None:
    message = await hear(club, ears)
    outcome = await ears.platform.act(make_deed(Action.WARN, message, is_told=True))
    assert outcome == Outcome.done(Action.WARN)
    direct = club.world.open_direct_channel(message.author.id)["id"]
    (shown,) = club.shown(direct)
    assert shown["embeds"][0]["title"] == "Your message was removed"
    assert shown["embeds"][0]["fields"][0]["value"] == "||you buffoon||"
    assert shown["components"][0]["components"][0]["custom_id"] == "parley:appeal:7"


async def test_where_direct_messages_are_closed_a_warning_is_shown_in_passing(
    club: FakeDiscord, ears: Ears
) -> None:
    club.rest.refuse("POST", "/users/@me/channels", CANNOT_SEND_TO_USER)
    message = await hear(club, ears)
    outcome = await ears.platform.act(make_deed(Action.WARN, message, is_told=True))
    assert (outcome.result, outcome.action) == (Result.DONE, Action.WARN)
    assert "in the channel" in outcome.reason
    shown = club.shown(club.world.general)[-1]
    assert shown["content"] == f"<@{message.author.id}>"
    assert "buffoon" not in str(shown["embeds"])
    (sent,) = club.requests("POST", MESSAGES)
    assert sent.body["allowed_mentions"]["users"] == [int(message.author.id)]


async def test_who_has_closed_their_direct_messages_is_not_written_to_again_for_a_while(
    club: FakeDiscord, ears: Ears
) -> None:
    club.rest.refuse("POST", "/users/@me/channels", CANNOT_SEND_TO_USER)
    for _ in range(3):
        message = await hear(club, ears)
        assert (await ears.platform.act(make_deed(Action.WARN, message, is_told=True))).reason
    assert len(club.requests("POST", "/users/@me/channels")) == 1


async def test_a_timeout_is_no_longer_and_a_reason_no_larger_than_discord_takes(
    club: FakeDiscord, ears: Ears
) -> None:
    message = await hear(club, ears)
    deed = Deed(Action.TIMEOUT, message, "why" * 200, lasts=timedelta(days=90))
    assert await ears.platform.act(deed) == Outcome.done(Action.TIMEOUT)
    (request,) = club.requests("PATCH", MEMBER)
    until = datetime.fromisoformat(request.body["communication_disabled_until"])
    assert until - datetime.now(UTC) <= timedelta(days=28)
    assert {len(reason) for _, _, reason in club.world.audit} == {512}


async def test_what_is_too_old_to_go_at_once_goes_one_by_one(club: FakeDiscord, ears: Ears) -> None:
    message = await hear(club, ears)
    old = club.world.make_id(age=timedelta(days=20))
    parted = Deed(Action.DELETE, _with_parts(message, old, old), "case 7")
    await ears.platform.act(parted)
    asked = [request.ids["message"] for request in club.requests("DELETE", MESSAGE)]
    assert asked == [old]
    assert club.requests("POST", BULK) == []


async def test_in_a_thread_the_permissions_of_its_channel_hold(
    club: FakeDiscord, ears: Ears
) -> None:
    manage = str(Permissions(manage_messages=True).value)
    place = club.world.channels[club.world.general]
    place["permission_overwrites"] = [
        {"id": club.world.bot["id"], "type": 1, "allow": "0", "deny": manage}
    ]
    await club.gateway.tell("CHANNEL_UPDATE", place)
    thread = club.world.add_thread("tea", parent=club.world.general)
    await club.gateway.tell("THREAD_CREATE", thread)
    message = await hear(club, ears, channel=thread["id"])
    outcome = await ears.platform.act(make_deed(Action.DELETE, message))
    assert outcome.result is Result.REFUSED
    assert club.requests("DELETE", MESSAGE) == []
    elsewhere = await hear(club, ears, channel=club.world.moderators)
    outcome = await ears.platform.act(make_deed(Action.DELETE, elsewhere))
    assert outcome == Outcome.done(Action.DELETE)


async def test_who_stands_too_high_is_asked_about_once_a_server_and_keeps_nobody_else_from_it(
    club: FakeDiscord, ears: Ears
) -> None:
    message = await hear(club, ears)
    club.rest.refuse("DELETE", MEMBER, MISSING_PERMISSIONS)
    kick = replace(make_deed(Action.KICK, message), deletes=False)
    for _ in range(2):
        assert (await ears.platform.act(kick)).result is Result.REFUSED
    assert len(club.requests("DELETE", MEMBER)) == 1
    elsewhere = replace(message, community=club.world.make_id())
    await ears.platform.act(replace(kick, message=elsewhere))
    assert len(club.requests("DELETE", MEMBER)) == 2
    del club.rest.refusals["DELETE", MEMBER]
    other = replace(message, author=replace(message.author, id=club.world.mona["id"]))
    assert await ears.platform.act(replace(kick, message=other)) == Outcome.done(Action.KICK)


NAMES = {
    Action.DELETE: "Manage Messages",
    Action.TIMEOUT: "Timeout Members",
    Action.KICK: "Kick Members",
    Action.BAN: "Ban Members",
}


@pytest.mark.parametrize("action", NAMES)
async def test_what_is_not_allowed_is_refused_with_its_remedy_without_asking_discord(
    club: FakeDiscord, ears: Ears, action: Action
) -> None:
    rights = Permissions(NEEDED.value)
    setattr(rights, FOR_ACTION[action], False)
    role = {**club.world.bot_role, "permissions": str(rights.value)}
    await club.gateway.tell("GUILD_ROLE_UPDATE", {"guild_id": club.world.guild, "role": role})
    message = await hear(club, ears)
    asked = len(club.rest.requests)
    outcome = await ears.platform.act(make_deed(action, message))
    assert NAMES[action] in outcome.remedy
    # What is allowed is done: a timeout that is refused still deletes.
    assert outcome.action is (Action.NONE if action is Action.DELETE else Action.DELETE)
    assert len(club.rest.requests) - asked == (0 if action is Action.DELETE else 1)


async def test_a_refusal_that_could_not_be_foreseen_is_remembered_until_something_changes(
    club: FakeDiscord, ears: Ears
) -> None:
    club.rest.refuse("DELETE", MESSAGE, MISSING_PERMISSIONS)
    message = await hear(club, ears)
    deed = make_deed(Action.DELETE, message)
    for _ in range(3):
        outcome = await ears.platform.act(deed)
        assert outcome.result is Result.REFUSED
        assert "Manage Messages" in outcome.remedy
    assert len(club.requests("DELETE", MESSAGE)) == 1
    del club.rest.refusals["DELETE", MESSAGE]
    channel = club.world.channels[club.world.general]
    await club.gateway.tell("CHANNEL_UPDATE", {**channel, "topic": "tea"})
    await hear(club, ears)
    assert await ears.platform.act(deed) == Outcome.done(Action.DELETE)


@pytest.mark.parametrize("who", ["owner", "administrator", "higher"])
async def test_whoever_stands_above_the_bot_is_not_acted_on_but_their_words_are(
    club: FakeDiscord, ears: Ears, who: str
) -> None:
    author, roles = club.world.kim, list[str]()
    if who == "owner":
        author = club.world.owner
    else:
        rights = Permissions(administrator=True) if who == "administrator" else Permissions.none()
        role = make_role(club.world.make_id(), "above", rights, position=9)
        await club.gateway.tell("GUILD_ROLE_CREATE", {"guild_id": club.world.guild, "role": role})
        roles = [role["id"]]
    message = await hear(club, ears, author=author, member=make_member(None, roles=roles))
    outcome = await ears.platform.act(make_deed(Action.TIMEOUT, message))
    assert (outcome.result, outcome.action) == (Result.DONE, Action.DELETE)
    assert "role" in outcome.reason
    assert "above theirs" in outcome.remedy


NOT_AN_ERROR: dict[str, tuple[Answer, Result]] = {
    "a member who has left": (UNKNOWN_MEMBER, Result.GONE),
    "two factors": ((403, {"code": 60003, "message": "MFA required"}), Result.REFUSED),
    "a place it cannot see": (MISSING_ACCESS, Result.REFUSED),
    "trouble of its own": ((503, {"code": 0, "message": "try later"}), Result.LIMITED),
}


@pytest.mark.parametrize("kind", NOT_AN_ERROR)
async def test_what_discord_may_answer_is_an_outcome(
    club: FakeDiscord, ears: Ears, kind: str
) -> None:
    answer, result = NOT_AN_ERROR[kind]
    message = await hear(club, ears)
    await ears.platform.act(make_deed(Action.DELETE, message))
    club.rest.refuse("DELETE", MEMBER, answer)
    assert (await ears.platform.act(make_deed(Action.KICK, message))).result is result


@pytest.mark.parametrize("is_global", [False, True])
async def test_a_429_is_waited_out_and_the_deed_is_done(
    club: FakeDiscord, ears: Ears, *, is_global: bool
) -> None:
    message = await hear(club, ears)
    club.rest.waits["DELETE", MESSAGE] = [0.01, 0.01]
    club.rest.waits_are_global = is_global
    assert await ears.platform.act(make_deed(Action.DELETE, message)) == Outcome.done(Action.DELETE)
    assert len(club.requests("DELETE", MESSAGE)) == 3


async def test_a_wait_of_minutes_is_left_to_whoever_asked(club: FakeDiscord, ears: Ears) -> None:
    message = await hear(club, ears)
    club.rest.waits["DELETE", MESSAGE] = [120.0]
    outcome = await ears.platform.act(make_deed(Action.DELETE, message))
    assert outcome == Outcome.limited(120.0)


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
        outcome = await ears.platform.act(make_deed(Action.DELETE, message))
        assert outcome == Outcome.done(Action.DELETE)
    assert "buffoon" not in club.world.channels[thread["id"]]["name"]
    assert club.requests("PATCH", MEMBER)[-1].body == {"nick": None}
