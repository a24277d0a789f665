"""What Discord does not do: what is known beforehand, what it answers, and what comes of that."""

from dataclasses import replace

import pytest
from discord import Permissions

from bot.domain.actions import Action, Outcome, OutcomeResult
from bot.platforms.discord.permissions import FOR_ACTION, NEEDED
from tests.bot.platforms.discord.conftest import MEMBER, MESSAGE, Ears
from tests.bot.platforms.discord.example_actions import hear, make_deed
from tests.fakes.discord.rest import (
    INVALID_FORM,
    MISSING_ACCESS,
    MISSING_PERMISSIONS,
    UNKNOWN_MEMBER,
    Answer,
)
from tests.fakes.discord.server import FakeDiscord
from tests.fakes.discord.world import make_member, make_role


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
    outcome = await ears.platform.enforce(make_deed(Action.DELETE, message))
    assert outcome.result is OutcomeResult.REFUSED
    assert club.requests("DELETE", MESSAGE) == []
    elsewhere = await hear(club, ears, channel=club.world.moderators)
    outcome = await ears.platform.enforce(make_deed(Action.DELETE, elsewhere))
    assert outcome == Outcome.done(Action.DELETE)


async def test_who_stands_too_high_is_asked_about_once_a_server_and_keeps_nobody_else_from_it(
    club: FakeDiscord, ears: Ears
) -> None:
    message = await hear(club, ears)
    club.rest.refuse("DELETE", MEMBER, MISSING_PERMISSIONS)
    kick = replace(make_deed(Action.KICK, message), deletes_message=False)
    for _ in range(2):
        assert (await ears.platform.enforce(kick)).result is OutcomeResult.REFUSED
    assert len(club.requests("DELETE", MEMBER)) == 1
    elsewhere = replace(message, community=club.world.make_id())
    await ears.platform.enforce(replace(kick, message=elsewhere))
    assert len(club.requests("DELETE", MEMBER)) == 2
    del club.rest.refusals["DELETE", MEMBER]
    other = replace(message, author=replace(message.author, id=club.world.mona["id"]))
    assert await ears.platform.enforce(replace(kick, message=other)) == Outcome.done(Action.KICK)


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
    outcome = await ears.platform.enforce(make_deed(action, message))
    assert NAMES[action] in outcome.remedy
    # What is allowed is done: a timeout that is refused still deletes.
    assert outcome.action is (Action.NONE if action is Action.DELETE else Action.DELETE)
    assert len(club.rest.requests) - asked == (0 if action is Action.DELETE else 1)


async def test_a_refusal_that_could_not_be_foreseen_is_remembered_until_something_changes(
    club: FakeDiscord, ears: Ears
) -> None:
    club.rest.refuse("DELETE", MESSAGE, MISSING_PERMISSIONS)
    message = await hear(club, ears)
    enforcement = make_deed(Action.DELETE, message)
    for _ in range(3):
        outcome = await ears.platform.enforce(enforcement)
        assert outcome.result is OutcomeResult.REFUSED
        assert "Manage Messages" in outcome.remedy
    assert len(club.requests("DELETE", MESSAGE)) == 1
    del club.rest.refusals["DELETE", MESSAGE]
    channel = club.world.channels[club.world.general]
    await club.gateway.tell("CHANNEL_UPDATE", {**channel, "topic": "tea"})
    await hear(club, ears)
    assert await ears.platform.enforce(enforcement) == Outcome.done(Action.DELETE)


async def test_what_discord_did_not_understand_once_is_asked_again(
    club: FakeDiscord, ears: Ears, capsys: pytest.CaptureFixture[str]
) -> None:
    club.rest.refuse("DELETE", MESSAGE, INVALID_FORM)
    enforcement = make_deed(Action.DELETE, await hear(club, ears))
    assert (await ears.platform.enforce(enforcement)).reason == "Discord says 50035"
    assert "not understood by discord" in capsys.readouterr().out
    del club.rest.refusals["DELETE", MESSAGE]
    assert await ears.platform.enforce(enforcement) == Outcome.done(Action.DELETE)


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
    outcome = await ears.platform.enforce(make_deed(Action.TIMEOUT, message))
    assert (outcome.result, outcome.action) == (OutcomeResult.DONE, Action.DELETE)
    assert "role" in outcome.reason
    assert "above theirs" in outcome.remedy


NOT_AN_ERROR: dict[str, tuple[Answer, OutcomeResult]] = {
    "a member who has left": (UNKNOWN_MEMBER, OutcomeResult.GONE),
    "two factors": ((403, {"code": 60003, "message": "MFA required"}), OutcomeResult.REFUSED),
    "a place it cannot see": (MISSING_ACCESS, OutcomeResult.REFUSED),
    "what it does not understand": (INVALID_FORM, OutcomeResult.REFUSED),
    "a page that nobody has": ((404, {"code": 0, "message": "Not Found"}), OutcomeResult.REFUSED),
    "too many requests": ((429, {"message": "You are being blocked"}), OutcomeResult.LIMITED),
    "trouble of its own": ((503, {"code": 0, "message": "try later"}), OutcomeResult.LIMITED),
}


@pytest.mark.parametrize("kind", NOT_AN_ERROR)
async def test_what_discord_may_answer_is_an_outcome(
    club: FakeDiscord, ears: Ears, kind: str
) -> None:
    answer, result = NOT_AN_ERROR[kind]
    message = await hear(club, ears)
    await ears.platform.enforce(make_deed(Action.DELETE, message))
    club.rest.refuse("DELETE", MEMBER, answer)
    assert (await ears.platform.enforce(make_deed(Action.KICK, message))).result is result


@pytest.mark.parametrize("is_global", [False, True])
async def test_a_429_is_waited_out_and_the_deed_is_done(
    club: FakeDiscord, ears: Ears, *, is_global: bool
) -> None:
    message = await hear(club, ears)
    club.rest.waits["DELETE", MESSAGE] = [0.01, 0.01]
    club.rest.waits_are_global = is_global
    assert await ears.platform.enforce(make_deed(Action.DELETE, message)) == Outcome.done(
        Action.DELETE
    )
    assert len(club.requests("DELETE", MESSAGE)) == 3


async def test_a_wait_of_minutes_is_left_to_whoever_asked(club: FakeDiscord, ears: Ears) -> None:
    message = await hear(club, ears)
    club.rest.waits["DELETE", MESSAGE] = [120.0]
    outcome = await ears.platform.enforce(make_deed(Action.DELETE, message))
    assert outcome == Outcome.limited(120.0)
