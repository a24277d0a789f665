"""The moderators' desk on Discord, from the typed command and the pressed button to what Discord is asked for."""

from datetime import UTC, datetime, timedelta
from typing import Any

import pytest

from bot.domain.policy import Mode, Policy
from tests.bot.platforms.discord.conftest import MESSAGE, MESSAGES, StartBot
from tests.fakes.discord.interaction_callbacks import Interaction
from tests.fakes.discord.payloads import JSON
from tests.fakes.discord.server import FakeDiscord

BULK = f"{MESSAGES}/bulk-delete"
FLAGGING = Policy(mode=Mode.FLAG)


def buttons_of(reply: JSON) -> dict[str, str]:
    """Return the ids of the buttons of a reply by their captions."""
    rows = reply.get("components") or []
    return {button["label"]: button["custom_id"] for row in rows for button in row["components"]}


def text_of(reply: JSON) -> str:
    embed = reply["embeds"][0]
    fields = (f"{field['name']}\n{field['value']}" for field in embed.get("fields", ()))
    return "\n".join((embed["title"], embed.get("description") or "", *fields))


async def ask(club: FakeDiscord, verb: str, *, by: JSON | None = None, **options: Any) -> JSON:
    typed = await club.interactions.command("toxicity", verb, by=by or club.world.mona, **options)
    return await typed.reply()


async def press(club: FakeDiscord, reply: JSON, caption: str, *, by: JSON | None = None) -> JSON:
    message = club.world.add_message("", author=club.world.bot, flags=64)
    button = {"custom_id": buttons_of(reply)[caption]}
    pressed: Interaction = await club.interactions.press(button, message, by=by or club.world.mona)
    return await pressed.reply()


@pytest.fixture
def chief(club: FakeDiscord) -> JSON:
    """A moderator who may ban, above kim."""
    chief = club.world.make_user("cleo")
    club.world.add_role("Chiefs", chief, position=4, manage_messages=True, ban_members=True)
    return chief


async def test_a_moderator_works_through_the_queue(club: FakeDiscord, start_bot: StartBot) -> None:
    await start_bot(FLAGGING)
    for text in ("you buffoon", "you silly buffoon"):
        await club.say(text)
    await club.alert(number=2)
    queue = await ask(club, "queue", label="insult")
    assert "2 open cases, insult" in text_of(queue)
    assert "||you buffoon||" in text_of(queue)
    taken = await press(club, queue, "Take 1")
    assert "mona works on it until" in text_of(taken)
    other = club.world.make_user("max")
    club.world.roles_of[other["id"]] = [club.world.moderator_role["id"]]
    refused = await press(club, taken, "Dismiss", by=other)
    assert "mona works on it until" in text_of(refused)
    dismissed = await press(club, taken, "Dismiss")
    following = await press(club, dismissed, "Next case")
    assert "Case 2" in text_of(following)


async def test_what_stands_around_a_case_is_read_when_asked(
    club: FakeDiscord, start_bot: StartBot
) -> None:
    await start_bot(FLAGGING)
    for text in ("one @everyone", "two"):
        club.world.add_message(text)
    file = club.attach("plan.txt", b"tea at five")
    rude = await club.say("you buffoon", attachments=[file])
    club.world.add_message("three", author=club.world.mona)
    await club.alert()
    shown = text_of(await ask(club, "context", number=1))
    order = [shown.index(text) for text in ("two", "▶ Case 1 · kim", "plan", "three")]
    assert order == sorted(order)
    assert "||two||" in shown
    assert "@everyone" not in shown
    club.world.messages[rude["channel_id"]].pop(rude["id"])
    assert "three" in text_of(await ask(club, "context", number=1))


async def test_without_the_right_to_read_it_is_said_in_a_line(
    club: FakeDiscord, start_bot: StartBot
) -> None:
    await start_bot(FLAGGING)
    await club.say("you buffoon")
    await club.alert()
    club.rest.refuse("GET", MESSAGES, (403, {"code": 50001, "message": "Missing Access"}))
    assert "Not done" in text_of(await ask(club, "context", number=1))


async def test_a_ban_clears_as_much_history_as_was_chosen(
    club: FakeDiscord, start_bot: StartBot, chief: JSON
) -> None:
    await start_bot(FLAGGING)
    club.world.add_message("tea?")
    await club.say("you buffoon")
    await club.alert()
    offered = await ask(club, "act", by=chief, number=1)
    banned = await press(club, offered, "Ban, delete 7 days", by=chief)
    kim = club.world.kim["id"]
    assert "banned: with their messages of the last 7 days" in text_of(banned)
    assert club.world.cleared == {kim: 7 * 24 * 60 * 60}
    assert "with their messages of the last 7 days" in text_of(await ask(club, "case", number=1))
    undone = await ask(club, "act", by=chief, number=1, action="warn")
    assert "the ban was lifted" in text_of(undone)
    assert kim not in club.world.bans


async def test_the_policy_says_how_much_a_ban_of_its_own_clears(
    club: FakeDiscord, start_bot: StartBot
) -> None:
    policy = Policy.model_validate(
        {"mode": "enforce", "ban_clears_days": 1, "labels": {"insult": {"action": "ban"}}}
    )
    await start_bot(policy)
    await club.say("you buffoon")
    await club.alert()
    assert club.world.cleared == {club.world.kim["id"]: 24 * 60 * 60}


async def test_a_purge_is_counted_confirmed_and_recorded_in_the_case(
    club: FakeDiscord, start_bot: StartBot
) -> None:
    await start_bot(FLAGGING)
    world = club.world
    own = [world.add_message(f"tea {n}") for n in range(4)]
    others = [world.add_message("mine", author=world.mona)]
    old = world.add_message("long ago", id=world.make_id(age=timedelta(hours=5)))
    old["timestamp"] = "2020-01-01T00:00:00+00:00"
    rude = await club.say("you buffoon")
    await club.alert()
    proposed = await ask(club, "purge", member=world.kim, last="2h")
    assert "Delete 5 messages?" in text_of(proposed)
    assert rude["id"] in world.messages[world.general]
    purged = await press(club, proposed, "Change it")
    assert "5 of 5 messages deleted" in text_of(purged)
    (bulk,) = club.requests("POST", BULK)
    assert len(bulk.body["messages"]) == 5
    left = set(world.messages[world.general])
    assert left.isdisjoint({each["id"] for each in [*own, rude]})
    assert left >= {old["id"], others[0]["id"]}
    case = text_of(await ask(club, "case", number=1))
    assert "mona: Purge, as “5 messages of the last 2 hours” (5 of 5 messages deleted)" in case
    assert "1 open case" in text_of(await ask(club, "queue"))


async def test_what_is_too_old_for_a_bulk_call_is_purged_one_by_one(
    club: FakeDiscord, start_bot: StartBot
) -> None:
    await start_bot(FLAGGING)
    world = club.world
    for age in (20, 21):
        moment = timedelta(days=age)
        message = world.add_message("old tea", id=world.make_id(age=moment))
        message["timestamp"] = _ago(moment)
    await club.say("you buffoon")
    await club.alert()
    proposed = await ask(club, "purge", member=world.kim, last="28d")
    purged = await press(club, proposed, "Change it")
    assert "3 of 3 messages deleted" in text_of(purged)
    assert club.requests("POST", BULK) == []


async def test_a_purge_of_somebody_without_a_case_opens_one(
    club: FakeDiscord, start_bot: StartBot
) -> None:
    for n in range(3):
        club.world.add_message(f"tea {n}")
    await start_bot(FLAGGING)
    proposed = await ask(club, "purge", member=club.world.kim, last="2h")
    await press(club, proposed, "Change it")
    case = text_of(await ask(club, "case", number=1))
    assert "deleted with others by a moderator" in case
    assert "mona: Purge" in case


def _ago(age: timedelta) -> str:
    return (datetime.now(UTC) - age).isoformat()


async def test_an_alert_rings_for_a_role_once_and_for_nobody_else(
    club: FakeDiscord, start_bot: StartBot
) -> None:
    world = club.world
    staff = world.moderator_role["id"]
    policy = Policy.model_validate(
        {"mode": "flag", "pings": {"ids": [staff, world.guild, "S0STAFF"], "tiers": ["act"]}}
    )
    await start_bot(policy)
    rude = await club.say("you buffoon @everyone")
    alert = await club.request("POST", MESSAGES, channel=world.moderators)
    assert alert.body["content"] == f"<@&{staff}>"
    assert alert.body["allowed_mentions"] == {"parse": [], "roles": [int(staff)]}
    await club.edit(rude, "you buffoon, you buffoon")
    await club.request("PATCH", MESSAGE)
    await club.say("you silly")
    flagged = await club.request("POST", MESSAGES, channel=world.moderators, number=2)
    assert not flagged.body.get("content")
    assert flagged.body["allowed_mentions"]["roles"] == []
