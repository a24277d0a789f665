"""Signing in to the desk with Slack, over slack-bolt: who administers is asked of Slack, in their own workspace."""

from collections.abc import AsyncIterator

import pytest

from bot.domain.policy import Mode, Policy
from bot.store.store import Store
from tests.bot.conftest import MakePipeline
from tests.bot.platforms.slack.conftest import StartBot
from tests.bot.web.desk.conftest import Browser
from tests.bot.web.desk.signing_in import open_desk, sign_in
from tests.fakes.club import RUDE
from tests.fakes.desk_providers import make_provider
from tests.fakes.slack.server import FakeSlack


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
