"""Signing in to the desk with Discord, over discord.py: who moderates is asked of Discord, with every page."""

import re
from collections.abc import AsyncIterator

import pytest

from bot.domain.policy import Mode, Policy
from bot.store.store import Store
from bot.web.desk.tokens import make_csrf
from tests.bot.conftest import MakePipeline
from tests.bot.platforms.discord.conftest import MEMBER, StartBot
from tests.bot.web.desk.conftest import ADDRESS, Browser
from tests.bot.web.desk.signing_in import go_to_platform, open_desk, sign_in
from tests.fakes.club import RUDE
from tests.fakes.desk_providers import make_provider
from tests.fakes.discord.server import FakeDiscord

FLAGGING = Policy(mode=Mode.FLAG)


@pytest.fixture
async def browser(
    club: FakeDiscord, start_bot: StartBot, make_pipeline: MakePipeline, store: Store
) -> AsyncIterator[Browser]:
    bot = await start_bot(FLAGGING)
    club.sign_in.provider.addresses = {f"{ADDRESS}/sign-in/discord/done"}
    provider = make_provider("discord", club.port)
    async with open_desk(make_pipeline(bot.platform), store, provider) as opened:
        yield opened


def queue_of(club: FakeDiscord) -> str:
    return f"/discord/{club.world.guild}/queue"


async def test_a_moderator_signs_in_and_decides_under_their_own_name(
    club: FakeDiscord, browser: Browser
) -> None:
    message = await club.say(RUDE)
    await club.alert()
    home = await sign_in(browser, "discord", club.world.mona["id"])
    assert home.headers["location"] == queue_of(club)
    page = (await browser.get(queue_of(club))).text
    assert "#general" in page
    assert "@kim" in page
    browser.csrf = make_csrf(browser.cookies["parley_desk"])
    cases = queue_of(club).replace("queue", "cases/1")
    decided = await browser.send_form(f"{cases}/decide", button="delete")
    assert "mona: Delete" in decided.text
    assert message["id"] not in club.world.messages[club.world.general]


async def test_what_is_decided_at_the_desk_is_shown_in_the_alert(
    club: FakeDiscord, browser: Browser
) -> None:
    await club.say(RUDE)
    alert = await club.alert()
    assert "Dismiss" in str(alert["components"])
    await sign_in(browser, "discord", club.world.mona["id"])
    browser.csrf = make_csrf(browser.cookies["parley_desk"])
    cases = queue_of(club).replace("queue", "cases/1")
    await browser.send_form(f"{cases}/decide", button="dismiss")
    await club.until(lambda: "mona: Dismiss" in str(alert["embeds"]))
    assert "parley:dismiss:1" not in str(alert["components"])


async def test_discord_is_asked_with_pkce_and_a_state_and_for_no_more_than_who_it_is(
    club: FakeDiscord, browser: Browser
) -> None:
    await sign_in(browser, "discord", club.world.mona["id"])
    asked = club.sign_in.provider.asked[-1]
    assert asked["scope"] == "identify"
    assert asked["code_challenge_method"] == "S256"
    assert len(asked["state"]) >= 32


async def test_a_member_who_moderates_nothing_sees_no_community(
    club: FakeDiscord, browser: Browser
) -> None:
    home = await sign_in(browser, "discord", club.world.kim["id"])
    assert "You moderate none" in home.text
    refused = await browser.get(queue_of(club))
    assert refused.status_code == 403
    assert "Only moderators can do this" in refused.text


async def test_who_has_left_the_server_sees_nothing(club: FakeDiscord, browser: Browser) -> None:
    club.world.left.add(club.world.mona["id"])
    await sign_in(browser, "discord", club.world.mona["id"])
    assert (await browser.get(queue_of(club))).status_code == 403


async def test_while_discord_does_not_answer_nobody_is_let_in(
    club: FakeDiscord, browser: Browser
) -> None:
    club.rest.refuse("GET", MEMBER, (403, {"code": 50001, "message": "Missing Access"}))
    await sign_in(browser, "discord", club.world.mona["id"])
    answer = await browser.get(queue_of(club))
    assert answer.status_code == 503
    assert "Discord does not say now who moderates here" in answer.text
    club.rest.refusals.clear()
    assert (await browser.get(queue_of(club))).status_code == 200


async def test_the_cookie_of_a_sign_in_is_short_lived_and_sent_by_no_other_sites_form(
    club: FakeDiscord, browser: Browser
) -> None:
    begun = (await browser.get("/sign-in/discord")).headers["set-cookie"]
    assert begun.startswith("parley_desk_sign_in=")
    for part in ("HttpOnly", "SameSite=lax", "Max-Age=600"):
        assert part in begun
    back = await browser.get(await go_to_platform(browser, "discord", club.world.mona["id"]))
    ended = back.headers.get_list("set-cookie")
    assert any(each.startswith('parley_desk_sign_in="";') for each in ended)
    assert all("HttpOnly" in each and "SameSite=lax" in each for each in ended)


async def test_another_browser_cannot_end_a_sign_in(club: FakeDiscord, browser: Browser) -> None:
    """A link back with a stranger's code would sign somebody in as the stranger."""
    back = await go_to_platform(browser, "discord", club.world.mona["id"])
    browser.cookies.clear()
    refused = await browser.get(back)
    assert refused.status_code == 403
    assert "was not begun in this browser" in refused.text


async def test_the_way_back_needs_the_state_of_the_way_there(
    club: FakeDiscord, browser: Browser
) -> None:
    back = await go_to_platform(browser, "discord", club.world.mona["id"])
    refused = await browser.get(re.sub("state=[^&]+", "state=guessed", back))
    assert "was not begun in this browser" in refused.text
    assert (await browser.get(queue_of(club))).status_code == 303


async def test_the_log_says_who_signed_in_and_who_was_refused(
    club: FakeDiscord, browser: Browser, store: Store
) -> None:
    back = await go_to_platform(browser, "discord", club.world.mona["id"])
    await browser.get(re.sub("state=[^&]+", "state=guessed", back))
    await sign_in(browser, "discord", club.world.mona["id"])
    page = (await browser.get(queue_of(club).replace("queue", "log"))).text
    lines = await store.desk.audit.latest("discord", club.world.guild, limit=9)
    told = [(line.by_name, line.what) for line in lines]
    assert told[0] == ("mona", "sign in with Discord")
    assert told[1][1].startswith("refused to sign in with Discord: this sign-in was not begun")
    assert len(told) == 2
    assert all(what in page for _, what in told)
    code = re.findall("code=([^&]+)", back)[0]
    assert code not in page


async def test_a_platform_with_which_nobody_signs_in_is_no_page(
    club: FakeDiscord, browser: Browser, store: Store
) -> None:
    assert (await browser.get("/sign-in/elsewhere/done?code=1&state=2")).status_code == 404
    assert await store.desk.audit.latest("elsewhere", "", limit=9) == []
    assert not club.sign_in.provider.asked


async def test_a_code_is_good_once(club: FakeDiscord, browser: Browser) -> None:
    back = await go_to_platform(browser, "discord", club.world.mona["id"])
    kept = dict(browser.cookies)
    await browser.get(back)
    browser.cookies.update(kept)
    assert (await browser.get(back)).status_code == 403


async def test_who_says_no_on_discords_page_is_told_so(club: FakeDiscord, browser: Browser) -> None:
    sent = await browser.get("/sign-in/discord")
    assert "state=" in sent.headers["location"]
    refused = await browser.get("/sign-in/discord/done?error=access_denied&state=x")
    assert refused.status_code == 403
    assert "Discord let nobody in" in refused.text
    assert not club.sign_in.provider.asked
