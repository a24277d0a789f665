"""Token rotation: tokens that expire are renewed where the app is installed by its link, and refused in .env."""

import asyncio
from pathlib import Path

import pytest
from sqlalchemy.ext.asyncio import AsyncEngine

from bot.platforms.slack.connection import oauth_installations
from tests.bot.platforms.slack.browser import NORTH, OAUTH_TOKENS, Browser, dump_installations
from tests.bot.platforms.slack.conftest import StartBot
from tests.fakes.command import run_bot
from tests.fakes.slack.server import FakeSlack
from tests.fakes.slack.world import JSON


async def post(club: FakeSlack, text: str) -> JSON:
    message = club.world.add_message(text)
    await club.deliver_event(club.make_event(message), team=NORTH)
    return message


async def test_tokens_that_are_about_to_expire_are_renewed_stored_and_used(
    club: FakeSlack, browser: Browser, engine: AsyncEngine
) -> None:
    club.oauth.rotates, club.oauth.lifetime = True, 3_600
    await browser.install(NORTH, by=club.world.olga)
    await browser.install(NORTH, by=club.world.mona)
    installations = browser.bot.platform._installations
    assert installations
    club.oauth.lifetime = 43_200
    await installations.refresh()
    for token in [t for t in club.world.tokens if t.endswith((NORTH, club.world.mona["id"]))]:
        club.world.tokens[token].error = "token_expired"
    posted = await post(club, "you buffoon")
    deleted = await club.wait_for_call("chat.delete", ts=posted["ts"])
    assert "#" in deleted.token
    await club.alert()
    assert deleted.token in await dump_installations(engine)
    renewed = club.oauth.refreshed
    await installations.refresh()
    assert club.oauth.refreshed == renewed


async def test_tokens_that_one_process_has_renewed_are_used_by_another(
    club: FakeSlack, browser: Browser, start_http_bot: StartBot
) -> None:
    club.oauth.rotates, club.oauth.lifetime = True, 3_600
    await browser.install(NORTH, by=club.world.olga)
    club.oauth.lifetime = 43_200
    other = await start_http_bot(OAUTH_TOKENS)  # it renews them as it starts
    installations, known = browser.bot.platform._installations, other.platform._workspaces
    assert installations
    await installations.refresh()
    admin = known.resolve(NORTH).admin
    assert admin
    assert "#" in str(admin.token)
    assert browser.admin_token(NORTH) == admin.token


async def test_a_start_after_a_night_renews_what_has_expired_meanwhile(
    club: FakeSlack, browser: Browser, start_http_bot: StartBot
) -> None:
    club.oauth.rotates, club.oauth.lifetime = True, 3_600
    await browser.install(NORTH, by=club.world.olga)
    await browser.bot.stop()
    club.oauth.expire_tokens()
    await start_http_bot(OAUTH_TOKENS)
    posted = await post(club, "you buffoon")
    assert "#" in (await club.wait_for_call("chat.delete", ts=posted["ts"])).token


async def test_an_auth_test_that_fails_at_the_first_event_of_a_workspace_loses_no_message(
    club: FakeSlack, browser: Browser, start_http_bot: StartBot, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(oauth_installations, "_LOOK_UP_INTERVAL", 0.0)
    await browser.install(NORTH, by=club.world.olga)
    await browser.bot.stop()
    club.api.broken_statuses["auth.test"] = 500
    await start_http_bot(OAUTH_TOKENS)
    posting = asyncio.create_task(post(club, "you buffoon"))
    asked = len(club.calls("auth.test"))
    await club.wait_for_call("auth.test", number=asked + 2)
    club.api.broken_statuses.clear()
    posted = await posting
    await club.wait_for_call("chat.delete", ts=posted["ts"])


@pytest.mark.parametrize("name", ["SLACK_BOT_TOKEN", "SLACK_USER_TOKEN"])
@pytest.mark.parametrize("token", ["xoxe.xoxb-1-abc", "xoxe.xoxp-1-abc", "xoxe-1-abc"])
def test_a_token_that_rotates_is_refused_at_the_start_with_what_to_do(
    tmp_path: Path, name: str, token: str
) -> None:
    done = run_bot("run", folder=tmp_path, env={name: token})
    assert done.returncode == 78
    assert b"a token that does not rotate" in done.stderr
    assert b"make a new app" in done.stderr
    assert token.encode() not in done.stderr
