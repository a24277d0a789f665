"""Many workspaces, which install the app by a link."""

import asyncio
from datetime import UTC, datetime

import pytest
from sqlalchemy.ext.asyncio import AsyncEngine

from bot.platforms.slack.inbound import backfill
from bot.store.cases import Cases
from tests.bot.conftest import Capture
from tests.bot.platforms.slack.browser import NORTH, OF_AN_APP, SOUTH, Browser, tokens_in
from tests.bot.platforms.slack.conftest import StartBot
from tests.fakes.slack import grants
from tests.fakes.slack.calls import SIGNING_SECRET
from tests.fakes.slack.server import FakeSlack
from tests.fakes.slack.world import JSON


async def say(club: FakeSlack, words: str, *, team: str) -> JSON:
    """Somebody writes in a workspace."""
    message = club.world.add_message(words)
    await club.bring_event(club.make_event(message), team=team)
    return message


async def test_a_workspace_that_installs_it_is_moderated_with_its_own_tokens_and_cases(
    club: FakeSlack, browser: Browser, cases: Cases
) -> None:
    assert await browser.install(NORTH, by=club.world.olga) == 200
    assert await browser.install(SOUTH, by=club.world.mona) == 200
    for number, (team, admin) in enumerate(
        ((NORTH, club.world.olga), (SOUTH, club.world.mona)), start=1
    ):
        said = await say(club, "you buffoon", team=team)
        deleted = await club.call("chat.delete", ts=said["ts"])
        assert deleted.token == f"xoxp-in-{team}-of-{admin['id']}"
        await club.alert(number=number)
        assert club.calls("chat.postMessage")[-1].token == f"xoxb-in-{team}"
        case = await cases.find(number)
        assert case
        assert case.message.community == team


async def test_while_one_workspace_is_signed_in_to_the_others_are_heard(
    club: FakeSlack, browser: Browser
) -> None:
    for team in (NORTH, SOUTH):
        await browser.install(team, by=club.world.olga)
    browser.bot.platform._workspaces.remove(NORTH)  # as where another process has let it in
    held = club.web.hold("auth.test")
    here = asyncio.create_task(say(club, "you buffoon", team=NORTH))
    await held.has_come.wait()
    there = asyncio.create_task(say(club, "you old buffoon", team=SOUTH))
    await asyncio.wait([here, there], return_when=asyncio.FIRST_COMPLETED, timeout=10)
    assert (here.done(), there.done()) == (False, True)
    held.may_go.set()
    for said in (await here, await there):
        await club.call("chat.delete", ts=said["ts"])


async def test_what_moderators_set_in_one_workspace_does_not_hold_in_another(
    club: FakeSlack, browser: Browser
) -> None:
    for team in (NORTH, SOUTH):
        await browser.install(team, by=club.world.olga)
    club.world.team = NORTH
    asked = await club.interactions.command("mode shadow", by=club.world.mona)
    await asked.reply()
    here = await say(club, "you buffoon", team=NORTH)
    there = await say(club, "you buffoon", team=SOUTH)
    await club.call("chat.delete", ts=there["ts"])
    assert club.calls("chat.delete", ts=here["ts"]) == []


async def test_where_it_was_not_installed_nothing_is_heard(
    club: FakeSlack, browser: Browser, cases: Cases
) -> None:
    await browser.install(NORTH, by=club.world.olga)
    await say(club, "you buffoon", team=SOUTH)
    await say(club, "you buffoon", team=NORTH)
    await club.alert()
    assert await cases.find(2) is None
    case = await cases.find(1)
    assert case
    assert case.message.community == NORTH


async def test_after_a_restart_the_workspaces_are_still_moderated(
    club: FakeSlack, browser: Browser, start_called: StartBot
) -> None:
    await browser.install(NORTH, by=club.world.olga)
    await browser.bot.stop()
    await start_called(OF_AN_APP)
    said = await say(club, "you buffoon", team=NORTH)
    await club.call("chat.delete", ts=said["ts"])


async def test_reading_back_one_workspace_takes_nothing_from_what_another_may_be_read(
    club: FakeSlack, browser: Browser, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(backfill, "_CALLS", 1)
    for team in (NORTH, SOUTH):
        await browser.install(team, by=club.world.olga)
    browser.bot.platform._backlog.catch_up(datetime.now(UTC))
    read = [await club.call("conversations.history", number=number) for number in (1, 2)]
    assert {call.token for call in read} == {f"xoxb-in-{NORTH}", f"xoxb-in-{SOUTH}"}


async def test_what_one_process_has_let_in_another_hears(
    club: FakeSlack, browser: Browser, start_called: StartBot
) -> None:
    # It is called from now on, beside the bot that is installed by.
    await start_called(OF_AN_APP)
    await browser.install(NORTH, by=club.world.olga)
    said = await say(club, "you buffoon", team=NORTH)
    await club.call("chat.delete", ts=said["ts"])


async def test_where_no_administrator_has_installed_it_members_are_warned_and_the_alert_says_so(
    club: FakeSlack, browser: Browser
) -> None:
    await browser.install(NORTH, by=club.world.kim)
    await say(club, "you buffoon", team=NORTH)
    shown = str(await club.alert())
    assert "Case 1: warned" in shown
    assert "only an administrator may delete" in shown
    await browser.install(NORTH, by=club.world.olga)
    said = await say(club, "you old buffoon", team=NORTH)
    await club.call("chat.delete", ts=said["ts"])


async def test_a_workspace_that_removes_the_app_is_forgotten_and_no_other(
    club: FakeSlack, browser: Browser, engine: AsyncEngine
) -> None:
    for team in (NORTH, SOUTH):
        await browser.install(team, by=club.world.olga)
    await club.bring_event({"type": "app_uninstalled"}, team=NORTH)
    await browser.until_admin(NORTH, None)
    gone = await say(club, "you buffoon", team=NORTH)
    said = await say(club, "you buffoon", team=SOUTH)
    await club.call("chat.delete", ts=said["ts"])
    assert club.calls("chat.delete", ts=gone["ts"]) == []
    kept = await tokens_in(engine)
    assert NORTH not in kept
    assert SOUTH in kept


async def test_what_is_removed_while_it_is_signed_in_to_is_forgotten_all_the_same(
    club: FakeSlack, browser: Browser, engine: AsyncEngine
) -> None:
    for team in (NORTH, SOUTH):
        await browser.install(team, by=club.world.olga)
    asked_by_bolt = club.web.hold("auth.test")
    installing = asyncio.create_task(browser.install(NORTH, by=club.world.mona))
    await asked_by_bolt.has_come.wait()
    held = club.web.hold("auth.test")
    asked_by_bolt.may_go.set()
    await held.has_come.wait()
    await club.bring_event({"type": "app_uninstalled"}, team=NORTH)
    said = await say(club, "you buffoon", team=SOUTH)
    await club.call("chat.delete", ts=said["ts"])
    held.may_go.set()
    await installing
    await browser.until_admin(NORTH, None)
    assert NORTH not in await tokens_in(engine)


async def test_an_administrator_who_takes_their_token_back_deletes_no_more(
    club: FakeSlack, browser: Browser, engine: AsyncEngine
) -> None:
    await browser.install(NORTH, by=club.world.olga)
    await browser.install(NORTH, by=club.world.mona)
    mona, olga = club.world.mona["id"], club.world.olga["id"]
    assert browser.find_admin(NORTH) == f"xoxp-in-{NORTH}-of-{mona}"
    revoked = {"type": "tokens_revoked", "tokens": {"oauth": [mona], "bot": []}}
    await club.bring_event(revoked, team=NORTH)
    await browser.until_admin(NORTH, f"xoxp-in-{NORTH}-of-{olga}")
    said = await say(club, "you buffoon", team=NORTH)
    assert (await club.call("chat.delete", ts=said["ts"])).token == browser.find_admin(NORTH)
    await club.alert()
    revoked["tokens"] = {"oauth": [olga], "bot": []}
    await club.bring_event(revoked, team=NORTH)
    await browser.until_admin(NORTH, "")
    await say(club, "you buffoon", team=NORTH)
    assert "Case 2: warned" in str(await club.alert(number=2))
    assert "xoxp" not in await tokens_in(engine)


async def test_a_bots_token_that_was_revoked_is_used_no_more(
    club: FakeSlack, browser: Browser, start_called: StartBot
) -> None:
    await browser.install(NORTH, by=club.world.olga)
    bot = club.world.bot["id"]
    revoked = {"type": "tokens_revoked", "tokens": {"oauth": [], "bot": [bot]}}
    await club.bring_event(revoked, team=NORTH)
    await browser.until_admin(NORTH, None)
    said = await say(club, "you buffoon", team=NORTH)
    await browser.install(SOUTH, by=club.world.olga)
    await say(club, "you buffoon", team=SOUTH)
    await club.alert()
    assert club.calls("chat.delete", ts=said["ts"]) == []
    await browser.bot.stop()
    await start_called(OF_AN_APP)
    assert f"xoxb-in-{NORTH}" not in {call.token for call in club.calls("auth.test")[-2:]}


@pytest.mark.parametrize(
    ("fault", "is_forgotten"), [("account_inactive", True), ("org_login_required", False)]
)
async def test_a_workspace_that_lets_it_in_no_more_keeps_no_other_from_starting(
    club: FakeSlack,
    browser: Browser,
    start_called: StartBot,
    engine: AsyncEngine,
    *,
    fault: str,
    is_forgotten: bool,
) -> None:
    for team in (NORTH, SOUTH):
        await browser.install(team, by=club.world.olga)
    await browser.bot.stop()
    club.world.tokens[f"xoxb-in-{NORTH}"].fault = fault
    await start_called(OF_AN_APP)
    said = await say(club, "you buffoon", team=SOUTH)
    await club.call("chat.delete", ts=said["ts"])
    assert (NORTH not in await tokens_in(engine)) is is_forgotten


async def test_a_workspace_that_allows_too_little_is_named_and_works_as_far_as_it_does(
    club: FakeSlack, browser: Browser, start_called: StartBot, capture: Capture
) -> None:
    await browser.install(NORTH, by=club.world.olga)
    await browser.bot.stop()
    club.world.tokens[f"xoxb-in-{NORTH}"].scopes -= {"files:read", "users:read"}
    await start_called(OF_AN_APP)
    await say(club, "you buffoon", team=NORTH)
    assert "Case 1: warned" in str(await club.alert())  # who is an administrator cannot be known
    assert '"scopes": ["files:read", "users:read"]' in capture.text
    assert "/slack/install once more" in capture.text


async def test_no_token_secret_or_code_is_logged_at_any_level(
    capture: Capture, club: FakeSlack, browser: Browser
) -> None:
    await browser.install(NORTH, by=club.world.olga)
    state, cookie = await browser.follow()
    await browser.come_back(code="made-up-code", state=state, cookie=cookie)
    await say(club, "you buffoon", team=NORTH)
    await club.alert()
    await club.bring_event({"type": "app_uninstalled"}, team=NORTH)
    await browser.until_admin(NORTH, None)
    await say(club, "you buffoon", team=NORTH)
    assert "not installed there" in capture.text
    secrets = ("xoxb", "xoxp", grants.CLIENT_SECRET, SIGNING_SECRET, "made-up-code", state)
    assert [secret for secret in secrets if secret in capture.text] == []
