"""Signing in to the desk in Chromium, by the pages of both platforms, and what keeps others out."""

from collections.abc import Iterator
from pathlib import Path

import pytest
from discord import Permissions
from playwright.sync_api import Page, expect

from tests.bot.web.outside.desk.conftest import (
    Chat,
    OpenPage,
    SignIn,
    Town,
    check_accessibility,
    run_desk,
)
from tests.fakes.club import RUDE
from tests.fakes.discord.guilds import add_guild
from tests.fakes.discord.payloads import make_role

COOKIE = "parley_desk"


def read_cookie(page: Page) -> str:
    """Return the token of the browser's session, "" without one."""
    found = {each.get("name"): str(each.get("value")) for each in page.context.cookies()}
    return found.get(COOKIE, "")


def plant_cookie(page: Page, address: str, token: str) -> None:
    """Put a token into a browser, as who can write its cookies would."""
    page.context.add_cookies([{"name": COOKIE, "value": token, "url": address}])


def test_a_moderator_signs_in_by_the_platforms_own_page(chat: Chat, sign_in: SignIn) -> None:
    chat.say(RUDE)
    page = sign_in("mona", platform=chat.name)
    expect(page).to_have_url(chat.queue)
    expect(page.get_by_role("heading", name="1 open case")).to_be_visible()
    (cookie,) = (each for each in page.context.cookies() if each.get("name") == COOKIE)
    assert (cookie.get("httpOnly"), cookie.get("sameSite")) == (True, "Lax")
    assert page.evaluate("document.cookie") == ""
    page.goto(chat.page("log"))
    expect(page.get_by_role("row").nth(1)).to_contain_text(f"sign in with {chat.name}")


def test_a_moderator_of_both_platforms_signs_in_with_one_beside_the_other(
    town: Town, sign_in: SignIn
) -> None:
    page = sign_in("mona", platform="Slack")
    page.goto(f"{town.address}/sign-in/discord")
    page.get_by_role("link", name="mona").click()
    expect(page.get_by_role("heading", name="Your communities")).to_be_visible()
    expect(page.locator(".links li")).to_have_count(2)
    check_accessibility(page)


def test_who_does_not_moderate_sees_nothing(chat: Chat, sign_in: SignIn) -> None:
    chat.say(RUDE)
    page = sign_in("kim", platform=chat.name)
    expect(page.get_by_text("You moderate none of the communities")).to_be_visible()
    for path in ("queue", "cases/1", "policy", "log"):
        page.goto(chat.page(path))
        expect(page.get_by_role("alert")).to_contain_text("Only moderators can do this")
        assert "buffoon" not in page.content()
    check_accessibility(page)


@pytest.fixture
def two_guilds(tmp_path: Path) -> Iterator[Town]:
    """A town with a second guild on Discord, in which max moderates."""
    town = Town(tmp_path)
    with town.open():
        world = town.discord.world
        yard = add_guild(world, shard=0, count=1)
        rights = Permissions(manage_messages=True, view_channel=True)
        wardens = make_role(world.make_id(), "Wardens", rights, position=2)
        world.guilds[yard.id]["roles"].append(wardens)
        world.roles_of[world.make_user("max")["id"]] = [wardens["id"]]
        with run_desk(town):
            yield town


def check_refused(page: Page, chat: Chat) -> None:
    """Check that the queue of a club is not shown, nor a form of it taken."""
    page.goto(chat.queue)
    expect(page.get_by_role("alert")).to_be_visible()
    assert "buffoon" not in page.content()
    sent = page.request.post(chat.page("cases/1/decide"), form={"button": "dismiss"})
    assert sent.status == 403


def test_a_moderator_of_another_server_on_discord_is_refused(
    two_guilds: Town, sign_in_to: SignIn
) -> None:
    chat = two_guilds.chat
    chat.say(RUDE)
    page = sign_in_to(two_guilds, "max")
    expect(page).not_to_have_url(chat.queue)
    expect(page.get_by_role("heading", name="0 open cases")).to_be_visible()
    check_refused(page, chat)


def test_an_administrator_of_another_workspace_on_slack_is_refused(
    town: Town, sign_in: SignIn
) -> None:
    """Slack's ids are of a workspace: the same one may be somebody else's elsewhere."""
    chat = town.find_chat("Slack")
    chat.say(RUDE)
    town.slack.world.mona["team_id"] = "T9ELSEWHERE"
    page = sign_in("mona", platform="Slack")
    expect(page.get_by_text("You moderate none of the communities")).to_be_visible()
    check_refused(page, chat)


def test_a_session_that_somebody_planted_opens_nothing_for_them(
    chat: Chat, sign_in: SignIn, open_page: OpenPage
) -> None:
    chat.say(RUDE)
    attacker = sign_in("kim", platform=chat.name)
    planted = read_cookie(attacker)
    assert planted
    victim = open_page()
    plant_cookie(victim, chat.town.address, planted)
    victim.goto(f"{chat.town.address}/sign-in/{chat.name.lower()}")
    victim.get_by_role("link", name="mona").click()
    expect(victim).to_have_url(chat.queue)
    assert read_cookie(victim) not in ("", planted)
    for page in (attacker, open_page()):
        plant_cookie(page, chat.town.address, planted)
        page.goto(chat.queue)
        expect(page).to_have_url(f"{chat.town.address}/")
        assert "buffoon" not in page.content()


def test_a_form_of_another_site_does_nothing(chat: Chat, sign_in: SignIn) -> None:
    chat.say(RUDE)
    page = sign_in("mona", platform=chat.name)
    page.context.route(
        "http://127.0.0.1:1/**",
        lambda route: route.fulfill(
            content_type="text/html",
            body=f'<form method=post action="{chat.page("cases/1/decide")}"><input name=button value=dismiss></form>'
            "<script>document.forms[0].submit()</script>",
        ),
    )
    page.goto("http://127.0.0.1:1/lure")
    expect(page.locator("body")).to_contain_text("This was sent by another site.")
    sent = page.request.post(chat.page("cases/1/decide"), form={"button": "dismiss"})
    assert sent.status == 403
    page.goto(chat.queue)
    expect(page.get_by_role("heading", name="1 open case")).to_be_visible()
