"""Decisions of people stay, over the wire of discord.py: timeouts and bans are looked at before acting."""

from datetime import UTC, datetime, timedelta

import pytest

from bot.domain.actions import Action
from bot.domain.policy import LabelRule, Mode, Policy
from classifier import Label
from tests.bot.platforms.discord.conftest import MEMBER, MESSAGE, MESSAGES, StartBot
from tests.fakes.discord.payloads import JSON
from tests.fakes.discord.requests import MISSING_PERMISSIONS
from tests.fakes.discord.server import FakeDiscord

BAN = "/guilds/{guild}/bans/{user}"
WEEK = (datetime.now(UTC) + timedelta(days=7)).isoformat()


@pytest.fixture(autouse=True)
def _guards(club: FakeDiscord) -> None:
    """Let mona time people out and ban them."""
    rights = {"moderate_members": True, "ban_members": True}
    club.world.add_role("Guards", club.world.mona, position=4, **rights)


def act_by(action: Action) -> Policy:
    return Policy(mode=Mode.ENFORCE, labels={Label.INSULT: LabelRule(action=action)})


def told(club: FakeDiscord) -> list[str]:
    """Return the titles of the direct messages to kim."""
    direct = club.world.open_dm(club.world.kim["id"])["id"]
    return [sent["embeds"][0]["title"] for sent in club.shown(direct)]


async def press(club: FakeDiscord, button: str, alert: JSON) -> str:
    """Press a button of case 1 as mona, who may do all of it; returns the whole answer."""
    pressed = await club.interactions.press(
        {"custom_id": f"parley:{button}:1"}, alert, by=club.world.mona
    )
    await club.until(lambda: pressed.replies)
    return str(pressed.replies)


async def test_a_longer_timeout_of_a_moderator_stays_and_the_author_is_told_of_the_deletion(
    club: FakeDiscord, start_bot: StartBot
) -> None:
    await start_bot(act_by(Action.TIMEOUT))
    club.world.timeouts[club.world.kim["id"]] = WEEK
    await club.say("you buffoon")
    title = (await club.alert())["embeds"][0]["title"]
    assert title.startswith(f"Case 1: deleted: timed out already until {WEEK[:10]}")
    assert club.world.timeouts[club.world.kim["id"]] == WEEK
    assert told(club) == ["Your message was deleted"]


async def test_a_button_does_not_shorten_it_either(club: FakeDiscord, start_bot: StartBot) -> None:
    await start_bot(Policy(mode=Mode.FLAG))
    await club.say("you buffoon")
    alert = await club.alert()
    club.world.timeouts[club.world.kim["id"]] = WEEK
    answer = await press(club, "timeout", alert)
    assert "timed out already until" in answer
    assert club.world.timeouts[club.world.kim["id"]] == WEEK
    assert told(club) == []


async def test_undo_lifts_the_timeout_of_its_own_case(
    club: FakeDiscord, start_bot: StartBot
) -> None:
    await start_bot(act_by(Action.TIMEOUT))
    await club.say("you buffoon")
    answer = await press(club, "undo", await club.alert())
    assert "The timeout was lifted." in answer
    assert club.world.timeouts == {}
    assert told(club)[-1] == "What was done about your message was taken back"


async def test_undo_leaves_a_timeout_that_a_moderator_set_meanwhile(
    club: FakeDiscord, start_bot: StartBot
) -> None:
    await start_bot(act_by(Action.TIMEOUT))
    await club.say("you buffoon")
    alert = await club.alert()
    club.world.timeouts[club.world.kim["id"]] = WEEK
    answer = await press(club, "undo", alert)
    assert "stays: it was not set in this case" in answer
    assert "lifted" not in answer
    assert club.world.timeouts[club.world.kim["id"]] == WEEK
    cards = club.shown(club.world.moderators)
    await club.until(lambda: "stays: it was not set in this case" in str(cards[0]["embeds"]))


async def test_undo_brings_back_the_shorter_timeout_that_was_there_before(
    club: FakeDiscord, start_bot: StartBot
) -> None:
    await start_bot(act_by(Action.TIMEOUT))
    soon = (datetime.now(UTC) + timedelta(minutes=20)).isoformat()
    club.world.timeouts[club.world.kim["id"]] = soon
    await club.say("you buffoon")
    alert = await club.alert()
    assert club.world.timeouts[club.world.kim["id"]] > soon
    assert "as before this case" in await press(club, "undo", alert)
    assert club.world.timeouts[club.world.kim["id"]] == soon


async def test_a_timeout_that_is_over_is_not_said_to_be_lifted(
    club: FakeDiscord, start_bot: StartBot
) -> None:
    await start_bot(act_by(Action.TIMEOUT))
    await club.say("you buffoon")
    alert = await club.alert()
    club.world.timeouts.clear()
    assert "The timeout was over already." in await press(club, "undo", alert)


async def test_who_is_banned_already_is_not_banned_again_nor_unbanned(
    club: FakeDiscord, start_bot: StartBot
) -> None:
    await start_bot(act_by(Action.BAN))
    club.world.bans[club.world.kim["id"]] = "spam"
    await club.say("you buffoon")
    alert = await club.alert()
    assert alert["embeds"][0]["title"].startswith("Case 1: deleted: banned already")
    assert told(club) == ["Your message was deleted"]
    assert club.requests("PUT", BAN) == []
    await press(club, "undo", alert)
    assert club.world.bans == {club.world.kim["id"]: "spam"}


@pytest.mark.parametrize("is_own", [True, False])
async def test_undo_lifts_the_ban_of_its_case_and_no_other(
    club: FakeDiscord, start_bot: StartBot, *, is_own: bool
) -> None:
    await start_bot(act_by(Action.BAN))
    await club.say("you buffoon")
    alert = await club.alert()
    if not is_own:
        club.world.bans[club.world.kim["id"]] = "spam"
    answer = await press(club, "undo", alert)
    assert ("The ban was lifted." in answer) is is_own
    assert (club.world.bans == {}) is is_own


@pytest.mark.parametrize("action", [Action.KICK, Action.BAN])
async def test_nobody_is_told_of_what_cannot_be_done_to_them(
    club: FakeDiscord, start_bot: StartBot, action: Action
) -> None:
    await start_bot(act_by(action))
    club.world.add_role("Elders", club.world.kim, position=9)
    await club.gateway.dispatch("GUILD_UPDATE", club.world.guilds[club.world.guild])
    await club.say("you buffoon")
    title = (await club.alert())["embeds"][0]["title"]
    assert title.startswith("Case 1: deleted: the author's role is not below Parley's")
    assert told(club) == ["Your message was deleted"]


@pytest.mark.parametrize(
    ("action", "deed", "titles"),
    [
        (
            Action.KICK,
            ("DELETE", MEMBER),
            ["You were removed from here", "You were not removed after all"],
        ),
        (
            Action.BAN,
            ("PUT", BAN),
            ["You were banned from here", "You were not banned after all"],
        ),
    ],
)
async def test_what_was_told_too_early_is_taken_back(
    club: FakeDiscord,
    start_bot: StartBot,
    *,
    action: Action,
    deed: tuple[str, str],
    titles: list[str],
) -> None:
    await start_bot(act_by(action))
    club.rest.refuse(*deed, MISSING_PERMISSIONS)
    await club.say("you buffoon")
    await club.alert()
    assert told(club) == titles


async def test_what_was_deleted_is_not_said_to_have_been_gone(
    club: FakeDiscord, start_bot: StartBot
) -> None:
    await start_bot(act_by(Action.TIMEOUT))
    club.world.left.add(club.world.kim["id"])
    await club.say("you buffoon")
    title = (await club.alert())["embeds"][0]["title"]
    assert title.startswith("Case 1: deleted: the author has left")
    assert len(club.requests("DELETE", MESSAGE)) == 1


async def test_a_member_is_told_that_a_deletion_was_wrong(
    club: FakeDiscord, start_bot: StartBot
) -> None:
    await start_bot()
    await club.say("you buffoon")
    await press(club, "dismiss", await club.alert())
    assert told(club) == [
        "Your message was deleted",
        "What was done about your message was taken back",
    ]


async def test_of_a_message_that_was_only_flagged_its_author_never_hears(
    club: FakeDiscord, start_bot: StartBot
) -> None:
    await start_bot(Policy(mode=Mode.FLAG))
    await club.say("you buffoon")
    await press(club, "dismiss", await club.alert())
    direct = club.world.open_dm(club.world.kim["id"])["id"]
    assert club.requests("POST", MESSAGES, channel=direct) == []
