"""Results of `doctor`'s checks on Discord."""

import pytest
from discord import Permissions

from bot.domain.actions import Action
from bot.domain.policy import Policy, Strikes
from bot.platforms.discord.checks import run_checks
from tests.fakes.discord.payloads import MESSAGE_CONTENT
from tests.fakes.discord.server import FakeDiscord
from tests.fakes.discord.world import TOKEN

pytestmark = pytest.mark.usefixtures("redirected")


async def test_an_invalid_token_fails_with_the_remedy() -> None:
    (result,) = await run_checks("wrong", Policy())
    assert result.is_ok is False
    assert "Reset Token" in result.detail


async def test_a_missing_intent_fails_with_the_remedy(club: FakeDiscord) -> None:
    club.world.allowed_intents = ~MESSAGE_CONTENT
    results = await run_checks(TOKEN, Policy())
    assert results[0].is_ok is False
    assert "Message Content Intent" in results[0].detail


async def test_no_answer_from_discord_fails(club: FakeDiscord) -> None:
    club.rest.refuse("GET", "/users/@me/guilds", (503, {"code": 0, "message": "try later"}))
    (result,) = await run_checks(TOKEN, Policy())
    assert result.is_ok is False
    assert result.detail.startswith("no answer from Discord (")
    assert result.detail.endswith("look at this machine's network")


async def guild_results(policy: Policy | None = None) -> list[str]:
    """Return the results on guilds and their channels, each after "ok" or "no"."""
    _, *results, _ = await run_checks(TOKEN, policy or Policy())
    assert not any(result.is_fatal for result in results if result.is_ok is False)
    return [f"{'ok' if result.is_ok else 'no'} {result.detail}" for result in results]


async def test_each_guild_is_listed_with_its_permissions_and_alert_channel() -> None:
    rights, alerts = await guild_results()
    assert rights == "ok club: everything is allowed that may be needed"
    assert alerts == "ok club: alerts go to #moderators"


async def test_permissions_that_the_policy_lacks_have_their_names_in_discords_settings(
    club: FakeDiscord,
) -> None:
    club.world.set_bot_permissions(manage_messages=False, ban_members=False, moderate_members=False)
    rights, _ = await guild_results()
    assert rights.startswith('no club: not allowed: "Manage Messages" to delete messages; ')
    harsher = Policy(strikes=Strikes(ladder=(Action.TIMEOUT,)))
    rights, _ = await guild_results(harsher)
    assert '"Timeout Members" to time members out' in rights
    assert "Ban Members" not in rights


async def test_a_missing_permission_that_the_policy_does_not_need_is_no_failure(
    club: FakeDiscord,
) -> None:
    club.world.set_bot_permissions(ban_members=False)
    rights, _ = await guild_results()
    assert rights.startswith("ok club")
    assert rights.endswith("not allowed: Ban Members")


async def test_a_guild_without_an_alert_channel_fails_with_the_remedy(
    club: FakeDiscord,
) -> None:
    club.world.channels[club.world.moderators]["name"] = "tea"
    _, alerts = await guild_results()
    assert alerts.startswith("no club: no channel for alerts is private to moderators; make a ")


async def test_an_alert_channel_that_it_may_not_write_in_fails_with_the_remedy(
    club: FakeDiscord,
) -> None:
    lacking = Permissions(send_messages=True, embed_links=True)
    club.world.channels[club.world.moderators]["permission_overwrites"] += [
        {"id": club.world.bot["id"], "type": 1, "allow": "0", "deny": str(lacking.value)}
    ]
    _, alerts = await guild_results()
    assert alerts.startswith("no club: alerts cannot be shown in #moderators; ")
    assert '"Send Messages" and "Embed Links" there' in alerts


async def test_a_configured_channel_that_is_in_no_guild_fails() -> None:
    _, alerts, lost = await guild_results(Policy(alerts=frozenset({"17"})))
    assert alerts.startswith("no club: the policy names 17 for alerts")
    assert lost.startswith("no alerts names 17, which is no text channel of a server")


async def test_a_configured_channel_that_members_can_read_is_warned_about(
    club: FakeDiscord,
) -> None:
    _, alerts, warning = await guild_results(Policy(alerts=frozenset({club.world.general})))
    assert alerts == "ok club: alerts go to #general"
    assert warning.startswith("no club: #general: others than moderators can read it")


async def test_a_configured_thread_is_found(club: FakeDiscord) -> None:
    thread = club.world.add_thread("cases", parent=club.world.moderators)
    _, alerts = await guild_results(Policy(alerts=frozenset({thread["id"]})))
    assert alerts == "ok club: alerts go to #cases"
