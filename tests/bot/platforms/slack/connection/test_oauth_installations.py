"""OAuth installations: many workspaces, which install the app by a link."""

import asyncio
from datetime import UTC, datetime

import pytest
from sqlalchemy.ext.asyncio import AsyncEngine

from bot.platforms.slack.connection import oauth_installations
from bot.platforms.slack.inbound import backfill
from bot.store.cases import Cases
from tests.bot.conftest import Capture
from tests.bot.platforms.slack.browser import (
    NORTH,
    OAUTH_TOKENS,
    SOUTH,
    Browser,
    ObservedWorkspaces,
    dump_installations,
)
from tests.bot.platforms.slack.conftest import StartBot
from tests.fakes.slack import oauth
from tests.fakes.slack.http_delivery import SIGNING_SECRET
from tests.fakes.slack.server import FakeSlack
from tests.fakes.slack.world import JSON


async def post_in(club: FakeSlack, text: str, *, team: str) -> JSON:
    """Post a message in a workspace."""
    message = club.world.add_message(text)
    await club.deliver_event(club.make_event(message), team=team)
    return message


async def test_a_workspace_that_installs_it_is_moderated_with_its_own_tokens_and_cases(
    club: FakeSlack, browser: Browser, cases: Cases
) -> None:
    assert await browser.install(NORTH, by=club.world.olga) == 200
    assert await browser.install(SOUTH, by=club.world.mona) == 200
    for number, (team, admin) in enumerate(
        ((NORTH, club.world.olga), (SOUTH, club.world.mona)), start=1
    ):
        posted = await post_in(club, "you buffoon", team=team)
        deleted = await club.wait_for_call("chat.delete", ts=posted["ts"])
        assert deleted.token == f"xoxp-in-{team}-of-{admin['id']}"
        await club.alert(number=number)
        assert club.calls("chat.postMessage")[-1].token == f"xoxb-in-{team}"
        case = await cases.find(number)
        assert case
        assert case.message.community == team


async def test_a_slow_sign_in_to_one_workspace_holds_no_other_up(
    club: FakeSlack, browser: Browser
) -> None:
    for team in (NORTH, SOUTH):
        await browser.install(team, by=club.world.olga)
    browser.bot.platform._workspaces.remove(NORTH)  # as where another process has let it in
    held = club.api.hold("auth.test")
    here = asyncio.create_task(post_in(club, "you buffoon", team=NORTH))
    await held.arrived.wait()
    there = asyncio.create_task(post_in(club, "you old buffoon", team=SOUTH))
    await asyncio.wait([here, there], return_when=asyncio.FIRST_COMPLETED, timeout=10)
    assert (here.done(), there.done()) == (False, True)
    held.released.set()
    for posted in (await here, await there):
        await club.wait_for_call("chat.delete", ts=posted["ts"])


async def test_settings_of_one_workspace_do_not_hold_in_another(
    club: FakeSlack, browser: Browser
) -> None:
    for team in (NORTH, SOUTH):
        await browser.install(team, by=club.world.olga)
    club.world.team = NORTH
    asked = await club.interactions.command("mode shadow", by=club.world.mona)
    await asked.reply()
    here = await post_in(club, "you buffoon", team=NORTH)
    there = await post_in(club, "you buffoon", team=SOUTH)
    await club.wait_for_call("chat.delete", ts=there["ts"])
    assert club.calls("chat.delete", ts=here["ts"]) == []


async def test_a_workspace_without_an_installation_is_not_moderated(
    club: FakeSlack, browser: Browser, cases: Cases
) -> None:
    await browser.install(NORTH, by=club.world.olga)
    await post_in(club, "you buffoon", team=SOUTH)
    await post_in(club, "you buffoon", team=NORTH)
    await club.alert()
    assert await cases.find(2) is None
    case = await cases.find(1)
    assert case
    assert case.message.community == NORTH


async def test_after_a_restart_the_workspaces_are_still_moderated(
    club: FakeSlack, browser: Browser, start_http_bot: StartBot
) -> None:
    await browser.install(NORTH, by=club.world.olga)
    await browser.bot.stop()
    await start_http_bot(OAUTH_TOKENS)
    posted = await post_in(club, "you buffoon", team=NORTH)
    await club.wait_for_call("chat.delete", ts=posted["ts"])


async def test_each_workspace_has_a_backfill_budget_of_its_own(
    club: FakeSlack, browser: Browser, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(backfill, "_CALL_BUDGET", 1)
    for team in (NORTH, SOUTH):
        await browser.install(team, by=club.world.olga)
    browser.bot.platform._backfill.catch_up(datetime.now(UTC))
    read = [await club.wait_for_call("conversations.history", number=number) for number in (1, 2)]
    assert {call.token for call in read} == {f"xoxb-in-{NORTH}", f"xoxb-in-{SOUTH}"}


async def test_an_installation_by_one_process_is_known_to_another(
    club: FakeSlack, browser: Browser, start_http_bot: StartBot
) -> None:
    # It is called from now on, beside the bot that is installed by.
    await start_http_bot(OAUTH_TOKENS)
    await browser.install(NORTH, by=club.world.olga)
    posted = await post_in(club, "you buffoon", team=NORTH)
    await club.wait_for_call("chat.delete", ts=posted["ts"])


async def install_anew(club: FakeSlack, browser: Browser) -> None:
    """Install the app again after its tokens were revoked."""
    club.oauth.revoke(NORTH)
    club.oauth.mark = "-anew"
    await browser.install(NORTH, by=club.world.olga)


async def test_tokens_of_a_new_installation_by_one_process_are_used_by_another(
    club: FakeSlack, browser: Browser, start_http_bot: StartBot
) -> None:
    await browser.install(NORTH, by=club.world.olga)
    other = await start_http_bot(OAUTH_TOKENS)
    await install_anew(club, browser)
    assert other.platform._installations
    await other.platform._installations.refresh()
    posted = await post_in(club, "you buffoon", team=NORTH)
    deleted = await club.wait_for_call("chat.delete", ts=posted["ts"])
    assert deleted.token.endswith("-anew")
    await club.alert()
    assert club.calls("chat.postMessage")[-1].token.endswith("-anew")


async def test_a_process_whose_tokens_were_revoked_finds_those_of_a_new_installation_by_itself(
    club: FakeSlack, browser: Browser, start_http_bot: StartBot, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(oauth_installations, "LOOK_INTERVAL", 0.02)
    await browser.install(NORTH, by=club.world.olga)
    other = await start_http_bot(OAUTH_TOKENS)
    await install_anew(club, browser)
    workspaces = other.platform._workspaces
    assert isinstance(workspaces, ObservedWorkspaces)

    def has_new_tokens() -> bool:
        """Tell whether the bot's and the administrator's have come: they are stored one after the other."""
        workspace = workspaces.resolve(NORTH)
        clients = (workspace.web, workspace.admin)
        return all(client and str(client.token).endswith("-anew") for client in clients)

    await workspaces.changes.until(has_new_tokens)
    posted = await post_in(club, "you old buffoon", team=NORTH)
    await club.wait_for_call("chat.delete", ts=posted["ts"])


async def test_a_workspace_that_removed_the_app_is_forgotten_by_every_process(
    club: FakeSlack, browser: Browser, start_http_bot: StartBot, engine: AsyncEngine
) -> None:
    await browser.install(NORTH, by=club.world.olga)
    await start_http_bot(OAUTH_TOKENS)  # which is told
    await club.deliver_event({"type": "app_uninstalled"}, team=NORTH)
    while NORTH in await dump_installations(engine):
        pass
    installations = browser.bot.platform._installations
    assert installations
    await installations.refresh()
    assert browser.admin_token(NORTH) is None


async def test_where_no_administrator_has_installed_it_members_are_warned_and_the_alert_says_so(
    club: FakeSlack, browser: Browser
) -> None:
    await browser.install(NORTH, by=club.world.kim)
    await post_in(club, "you buffoon", team=NORTH)
    shown = str(await club.alert())
    assert "Case 1: warned" in shown
    assert "only an administrator may delete" in shown
    await browser.install(NORTH, by=club.world.olga)
    posted = await post_in(club, "you old buffoon", team=NORTH)
    await club.wait_for_call("chat.delete", ts=posted["ts"])


async def test_a_workspace_that_removes_the_app_is_forgotten_and_no_other(
    club: FakeSlack, browser: Browser, engine: AsyncEngine
) -> None:
    for team in (NORTH, SOUTH):
        await browser.install(team, by=club.world.olga)
    await club.deliver_event({"type": "app_uninstalled"}, team=NORTH)
    await browser.wait_for_admin_token(NORTH, None)
    gone = await post_in(club, "you buffoon", team=NORTH)
    posted = await post_in(club, "you buffoon", team=SOUTH)
    await club.wait_for_call("chat.delete", ts=posted["ts"])
    assert club.calls("chat.delete", ts=gone["ts"]) == []
    kept = await dump_installations(engine)
    assert NORTH not in kept
    assert SOUTH in kept


async def test_an_app_that_is_removed_during_a_sign_in_is_forgotten_all_the_same(
    club: FakeSlack, browser: Browser, engine: AsyncEngine
) -> None:
    for team in (NORTH, SOUTH):
        await browser.install(team, by=club.world.olga)
    asked_by_bolt = club.api.hold("auth.test")
    installing = asyncio.create_task(browser.install(NORTH, by=club.world.mona))
    await asked_by_bolt.arrived.wait()
    held = club.api.hold("auth.test")
    asked_by_bolt.released.set()
    await held.arrived.wait()
    await club.deliver_event({"type": "app_uninstalled"}, team=NORTH)
    posted = await post_in(club, "you buffoon", team=SOUTH)
    await club.wait_for_call("chat.delete", ts=posted["ts"])
    held.released.set()
    await installing
    await browser.wait_for_admin_token(NORTH, None)
    assert NORTH not in await dump_installations(engine)


async def test_an_administrator_who_takes_their_token_back_deletes_no_more(
    club: FakeSlack, browser: Browser, engine: AsyncEngine
) -> None:
    await browser.install(NORTH, by=club.world.olga)
    await browser.install(NORTH, by=club.world.mona)
    mona, olga = club.world.mona["id"], club.world.olga["id"]
    assert browser.admin_token(NORTH) == f"xoxp-in-{NORTH}-of-{mona}"
    revoked = {"type": "tokens_revoked", "tokens": {"oauth": [mona], "bot": []}}
    await club.deliver_event(revoked, team=NORTH)
    await browser.wait_for_admin_token(NORTH, f"xoxp-in-{NORTH}-of-{olga}")
    posted = await post_in(club, "you buffoon", team=NORTH)
    assert (await club.wait_for_call("chat.delete", ts=posted["ts"])).token == browser.admin_token(
        NORTH
    )
    await club.alert()
    revoked["tokens"] = {"oauth": [olga], "bot": []}
    await club.deliver_event(revoked, team=NORTH)
    await browser.wait_for_admin_token(NORTH, "")
    await post_in(club, "you buffoon", team=NORTH)
    assert "Case 2: warned" in str(await club.alert(number=2))
    assert "xoxp" not in await dump_installations(engine)


async def test_a_bots_token_that_was_revoked_is_used_no_more(
    club: FakeSlack, browser: Browser, start_http_bot: StartBot
) -> None:
    await browser.install(NORTH, by=club.world.olga)
    bot = club.world.bot["id"]
    revoked = {"type": "tokens_revoked", "tokens": {"oauth": [], "bot": [bot]}}
    await club.deliver_event(revoked, team=NORTH)
    await browser.wait_for_admin_token(NORTH, None)
    posted = await post_in(club, "you buffoon", team=NORTH)
    await browser.install(SOUTH, by=club.world.olga)
    await post_in(club, "you buffoon", team=SOUTH)
    await club.alert()
    assert club.calls("chat.delete", ts=posted["ts"]) == []
    await browser.bot.stop()
    await start_http_bot(OAUTH_TOKENS)
    assert f"xoxb-in-{NORTH}" not in {call.token for call in club.calls("auth.test")[-2:]}


@pytest.mark.parametrize(
    ("fault", "is_forgotten"), [("account_inactive", True), ("org_login_required", False)]
)
async def test_a_workspace_that_rejects_its_token_keeps_no_other_from_starting(
    club: FakeSlack,
    browser: Browser,
    start_http_bot: StartBot,
    engine: AsyncEngine,
    *,
    fault: str,
    is_forgotten: bool,
) -> None:
    for team in (NORTH, SOUTH):
        await browser.install(team, by=club.world.olga)
    await browser.bot.stop()
    club.world.tokens[f"xoxb-in-{NORTH}"].error = fault
    await start_http_bot(OAUTH_TOKENS)
    posted = await post_in(club, "you buffoon", team=SOUTH)
    await club.wait_for_call("chat.delete", ts=posted["ts"])
    assert (NORTH not in await dump_installations(engine)) is is_forgotten


async def test_missing_scopes_of_a_workspace_are_logged_and_the_rest_works(
    club: FakeSlack, browser: Browser, start_http_bot: StartBot, capture: Capture
) -> None:
    await browser.install(NORTH, by=club.world.olga)
    await browser.bot.stop()
    club.world.tokens[f"xoxb-in-{NORTH}"].scopes -= {"files:read", "users:read"}
    await start_http_bot(OAUTH_TOKENS)
    await post_in(club, "you buffoon", team=NORTH)
    assert "files:read, users:read" in str(await club.alert())
    assert "Case 1: flagged" in str(await club.alert(number=2))  # who administers cannot be known
    assert '"scopes": ["files:read", "users:read"]' in capture.text
    assert "/slack/install once more" in capture.text


async def test_no_token_secret_or_code_is_logged_at_any_level(
    capture: Capture, club: FakeSlack, browser: Browser
) -> None:
    await browser.install(NORTH, by=club.world.olga)
    state, cookie = await browser.open_link()
    await browser.return_with(code="made-up-code", state=state, cookie=cookie)
    await post_in(club, "you buffoon", team=NORTH)
    await club.alert()
    await club.deliver_event({"type": "app_uninstalled"}, team=NORTH)
    await browser.wait_for_admin_token(NORTH, None)
    await post_in(club, "you buffoon", team=NORTH)
    assert "not installed there" in capture.text
    secrets = ("xoxb", "xoxp", oauth.CLIENT_SECRET, SIGNING_SECRET, "made-up-code", state)
    assert [secret for secret in secrets if secret in capture.text] == []
