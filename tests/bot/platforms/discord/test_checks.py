"""What `doctor` says of Discord."""

import pytest
from discord import Permissions

from bot.domain.actions import Action
from bot.domain.policy import Policy, Strikes
from bot.platforms.discord.checks import run_checks
from tests.fakes.discord.server import FakeDiscord
from tests.fakes.discord.world import MESSAGE_CONTENT, TOKEN

pytestmark = pytest.mark.usefixtures("led_to_the_fake")


async def test_a_wrong_token_is_a_fault_with_its_remedy() -> None:
    (finding,) = await run_checks("wrong", Policy())
    assert finding.is_fine is False
    assert "Reset Token" in finding.says


async def test_a_missing_intent_is_a_fault_with_its_remedy(club: FakeDiscord) -> None:
    club.world.allowed_intents = ~MESSAGE_CONTENT
    findings = await run_checks(TOKEN, Policy())
    assert findings[0].is_fine is False
    assert "Message Content Intent" in findings[0].says


async def test_no_answer_from_discord_is_a_fault(club: FakeDiscord) -> None:
    club.rest.refuse("GET", "/users/@me/guilds", (503, {"code": 0, "message": "try later"}))
    (finding,) = await run_checks(TOKEN, Policy())
    assert finding.is_fine is False
    assert "no answer from Discord" in finding.says


async def look(policy: Policy | None = None) -> list[str]:
    """What is said of the servers and their channels, each with its mark."""
    _, *found, _ = await run_checks(TOKEN, policy or Policy())
    assert not any(finding.is_fatal for finding in found if finding.is_fine is False)
    return [f"{'ok' if finding.is_fine else 'no'} {finding.says}" for finding in found]


async def test_what_is_allowed_and_where_alerts_go_is_said_of_each_server() -> None:
    rights, alerts = await look()
    assert rights == "ok club: everything is allowed that may be needed"
    assert alerts == "ok club: alerts go to #moderators"


async def test_what_the_policy_needs_and_may_not_is_named_as_discords_settings_call_it(
    club: FakeDiscord,
) -> None:
    club.world.restrict(manage_messages=False, ban_members=False, moderate_members=False)
    rights, _ = await look()
    assert rights.startswith('no club: not allowed: "Manage Messages" to delete messages; ')
    harsher = Policy(strikes=Strikes(ladder=(Action.TIMEOUT,)))
    rights, _ = await look(harsher)
    assert '"Timeout Members" to time members out' in rights
    assert "Ban Members" not in rights


async def test_what_the_policy_does_not_need_is_only_told(club: FakeDiscord) -> None:
    club.world.restrict(ban_members=False)
    rights, _ = await look()
    assert rights.startswith("ok club")
    assert rights.endswith("not allowed: Ban Members")


async def test_a_server_without_a_moderators_channel_is_told_of_with_the_remedy(
    club: FakeDiscord,
) -> None:
    club.world.channels[club.world.moderators]["name"] = "tea"
    _, alerts = await look()
    assert alerts.startswith("no club: no channel for alerts; make a private channel")


async def test_a_moderators_channel_that_it_may_not_write_in_is_told_of_with_the_remedy(
    club: FakeDiscord,
) -> None:
    lacking = Permissions(send_messages=True, embed_links=True)
    club.world.channels[club.world.moderators]["permission_overwrites"] += [
        {"id": club.world.bot["id"], "type": 1, "allow": "0", "deny": str(lacking.value)}
    ]
    _, alerts = await look()
    assert alerts.startswith("no club: alerts cannot be shown in #moderators; ")
    assert '"Send Messages" and "Embed Links" there' in alerts


async def test_a_channel_of_the_policy_that_is_in_no_server_is_told_of() -> None:
    _, alerts, lost = await look(Policy(alerts=frozenset({"17"})))
    assert alerts.startswith("ok")
    assert lost.startswith("no alerts names 17, which is no text channel of a server")
