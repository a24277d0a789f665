"""Signing in to the desk with Slack, over slack-bolt: who administers is asked of Slack, in their own workspace."""

import time
from collections.abc import AsyncIterator, Callable, Mapping
from typing import Any

import pytest
from joserfc.jwk import OctKey

from bot.domain.policy import Mode, Policy
from bot.store.store import Store
from tests.bot.conftest import MakePipeline
from tests.bot.platforms.slack.conftest import StartBot
from tests.bot.web.desk.conftest import Browser
from tests.bot.web.desk.signing_in import go_to_platform, open_desk, sign_in
from tests.fakes.club import RUDE
from tests.fakes.desk_providers import make_provider
from tests.fakes.sign_in import CLIENT_ID
from tests.fakes.slack.server import FakeSlack
from tests.fakes.slack.sign_in import LASTS, SlackSignIn, make_key


@pytest.fixture
async def desk_browser(
    club: FakeSlack, start_bot: StartBot, make_pipeline: MakePipeline, store: Store
) -> AsyncIterator[Browser]:
    policy = Policy(mode=Mode.FLAG, alerts=frozenset({club.world.moderators}))
    bot = await start_bot(policy)
    provider = make_provider("slack", club.port)
    async with open_desk(make_pipeline(bot.platform), store, provider) as opened:
        yield opened


def queue_of(club: FakeSlack) -> str:
    return f"/slack/{club.world.team}/queue"


async def test_an_administrator_signs_in_and_sees_the_queue(
    club: FakeSlack, desk_browser: Browser
) -> None:
    await club.say(RUDE)
    await club.alert()
    home = await sign_in(desk_browser, "slack", club.world.mona["id"])
    assert home.headers["location"] == queue_of(club)
    page = (await desk_browser.get(queue_of(club))).text
    assert "#general" in page
    assert "@kim" in page
    assert club.sign_in.provider.asked[-1]["scope"] == "openid profile"


async def test_a_member_is_refused(club: FakeSlack, desk_browser: Browser) -> None:
    await sign_in(desk_browser, "slack", club.world.kim["id"])
    refused = await desk_browser.get(queue_of(club))
    assert refused.status_code == 403
    assert "Only moderators can do this" in refused.text


async def test_an_id_of_another_workspace_opens_nothing_here(
    club: FakeSlack, desk_browser: Browser
) -> None:
    """Slack's ids are of a workspace: the same one may be somebody else's elsewhere."""
    club.world.mona["team_id"] = "T9ELSEWHERE"
    await sign_in(desk_browser, "slack", club.world.mona["id"])
    refused = await desk_browser.get(queue_of(club))
    assert refused.status_code == 403
    assert "You do not moderate here" in refused.text


def claim(claims: Mapping[str, object]) -> Callable[[SlackSignIn], None]:
    """Return what makes ID tokens claim something else; None leaves a claim out."""
    return lambda slack: slack.claims.update(claims)


def sign_by(make: Callable[[], Any]) -> Callable[[SlackSignIn], None]:
    """Return what makes ID tokens be signed by something else than Slack's key, under its id."""
    return lambda slack: setattr(slack, "signer", make())


@pytest.mark.parametrize(
    "forge",
    [
        claim({"nonce": "of-another-sign-in"}),
        claim({"nonce": None}),
        claim({"aud": "another-app"}),
        claim({"aud": "another-app", "azp": CLIENT_ID}),
        claim({"aud": None}),
        claim({"iss": "https://slack.example"}),
        claim({"exp": int(time.time()) - LASTS}),
        claim({"exp": None}),
        claim({"at_hash": "b2YgYW5vdGhlciB0b2tlbg"}),
        claim({"https://slack.com/user_id": None}),
        sign_by(lambda: make_key("another")),
        sign_by(lambda: OctKey.import_key({"kty": "oct", "k": make_key("slack")["n"]})),
    ],
    ids=[
        "nonce",
        "no nonce",
        "audience",
        "audience, for our party",
        "no audience",
        "issuer",
        "expired",
        "no expiry",
        "of another access token",
        "nobody",
        "signed by another key",
        "signed by what everybody knows",
    ],
)
async def test_an_id_token_that_slack_did_not_sign_for_this_sign_in_opens_nothing(
    club: FakeSlack, desk_browser: Browser, forge: Callable[[SlackSignIn], None]
) -> None:
    forge(club.sign_in)
    back = await go_to_platform(desk_browser, "slack", club.world.mona["id"])
    refused = await desk_browser.get(back)
    assert refused.status_code == 403
    assert "Slack did not say who you are" in refused.text
    assert "set-cookie" not in refused.headers
    assert (await desk_browser.get(queue_of(club))).status_code == 303


async def test_a_clock_that_is_a_little_slow_keeps_nobody_out(
    club: FakeSlack, desk_browser: Browser
) -> None:
    soon = int(time.time()) + 30
    club.sign_in.claims = {"iat": soon, "exp": soon + LASTS}
    await sign_in(desk_browser, "slack", club.world.mona["id"])
    assert (await desk_browser.get(queue_of(club))).status_code == 200
