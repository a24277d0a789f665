"""People of whom Slack does not say who they are: flagged at most, and asked for again at once."""

from collections.abc import Callable

import pytest

from bot.domain.buttons import Button
from bot.domain.policy import Exemptions, Mode, Policy
from tests.bot.platforms.slack.conftest import StartBot
from tests.bot.platforms.slack.example_alerts import JSON, render_text
from tests.fakes.slack.server import FakeSlack

RUDE_TEXT = "you buffoon"
NOTE = "not known whether its author is a moderator or exempt: flagged only"

OUTAGES: dict[str, Callable[[FakeSlack], None]] = {
    "429 twice": lambda club: club.api.rate_limits["users.info"].extend([0, 0]),
    "503": lambda club: club.api.broken_statuses.update({"users.info": 503}),
    "an error": lambda club: club.api.refuse("users.info", "fatal_error"),
}


def make_policy(club: FakeSlack, *roles: str) -> Policy:
    exempt = Exemptions(roles=frozenset(roles))
    return Policy(mode=Mode.ENFORCE, alerts=frozenset({club.world.moderators}), exempt=exempt)


async def ask(club: FakeSlack, by: JSON) -> str:
    typed = await club.interactions.command("settings", by=by)
    return render_text((await typed.reply())["blocks"])


@pytest.mark.parametrize("outage", OUTAGES)
@pytest.mark.parametrize("who", ["administrator", "bot", "member"])
async def test_whoever_is_not_known_is_flagged_only_and_the_alert_says_why(
    club: FakeSlack, start_bot: StartBot, outage: str, who: str
) -> None:
    robot = club.world.add_user("robot", is_bot=True)
    author = {"administrator": club.world.mona, "bot": robot, "member": club.world.kim}[who]
    await start_bot(make_policy(club))
    OUTAGES[outage](club)
    posted = await club.say(RUDE_TEXT, by=author)
    shown = render_text((await club.alert())["blocks"])
    assert "Case 1: flagged" in shown
    assert NOTE in shown
    assert club.shown(club.world.general) == [posted]
    assert club.calls("chat.delete") == []


async def test_a_moderator_is_not_refused_as_a_member_and_is_answered_once_slack_is_well(
    club: FakeSlack, start_bot: StartBot
) -> None:
    await start_bot(make_policy(club))
    club.api.broken_statuses["users.info"] = 503
    await club.say("good morning", by=club.world.mona)
    for _ in range(3):
        answer = await ask(club, club.world.mona)
        assert "it is not known yet whether you moderate here" in answer
        assert "in a moment" in answer
    del club.api.broken_statuses["users.info"]
    assert (await ask(club, club.world.mona)).startswith("What holds here")


async def test_a_member_of_an_exempt_group_is_flagged_only_while_groups_are_not_known(
    club: FakeSlack, start_bot: StartBot
) -> None:
    club.world.groups = {"S0STAFF": [club.world.kim["id"]]}
    club.api.refuse("usergroups.list", "internal_error")
    await start_bot(make_policy(club, "S0STAFF"))
    posted = await club.say(RUDE_TEXT)
    assert NOTE in render_text((await club.alert())["blocks"])
    assert club.shown(club.world.general) == [posted]


async def test_groups_that_no_policy_names_need_not_be_known(
    club: FakeSlack, start_bot: StartBot
) -> None:
    club.api.refuse("usergroups.list", "missing_scope")
    await start_bot(make_policy(club))
    await club.say(RUDE_TEXT)
    await club.wait_for_call("chat.delete")


async def test_an_administrator_who_was_demoted_loses_the_desk_at_once(
    club: FakeSlack, start_bot: StartBot
) -> None:
    await start_bot(Policy(mode=Mode.FLAG, alerts=frozenset({club.world.moderators})))
    posted = await club.say(RUDE_TEXT)
    alert = await club.alert()
    mona = club.world.mona
    assert (await ask(club, mona)).startswith("What holds here")
    mona["is_admin"] = False
    changed = await club.deliver_event({"type": "user_change", "user": mona})
    await changed.ack()
    pressed = await club.interactions.press(f"parley:{Button.DELETE}:1", alert, by=mona)
    assert "only moderators" in render_text((await pressed.reply())["blocks"])
    assert club.shown(club.world.general) == [posted]


async def test_an_administrator_of_another_company_has_no_desk_here(
    club: FakeSlack, start_bot: StartBot
) -> None:
    await start_bot(make_policy(club))
    visitor = club.world.add_user("visitor", team_id="T0OTHER", is_stranger=True, is_admin=True)
    assert "only moderators" in await ask(club, visitor)
    posted = await club.say(RUDE_TEXT, by=visitor)
    assert (await club.wait_for_call("chat.delete"))["ts"] == posted["ts"]
