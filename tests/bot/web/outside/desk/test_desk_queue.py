"""The desk as moderators meet it: in Chromium, signed in by the platforms' own pages, by keyboard and on a phone."""

import re

from playwright.sync_api import expect

from tests.bot.web.outside.desk.conftest import Chat, SignIn, Town
from tests.fakes.club import RUDE


def test_a_moderator_works_the_queue_by_keyboard(town: Town, sign_in: SignIn) -> None:
    kept, deleted = town.chat.say(RUDE), town.chat.say(f"{RUDE}, really")
    page = sign_in("mona")
    expect(page).to_have_url(town.chat.queue)
    expect(page.get_by_role("heading", name="2 open cases")).to_be_visible()
    veil = page.locator(".cases .said").first
    assert veil.evaluate("each => getComputedStyle(each).filter") != "none"
    page.keyboard.press("j")
    text = page.locator("#case .said").first
    expect(text).to_contain_text("you buffoon")
    expect(page.locator("#case mark.heaviest")).to_contain_text("buffoon")
    page.keyboard.press("b")
    expect(text).to_have_class(re.compile("open"))
    page.keyboard.press("d")
    expect(page.locator("[data-done]")).to_contain_text("Case 1: Dismiss")
    expect(page.locator("#case .case")).to_have_attribute("data-shown", "2")
    page.keyboard.press("x")
    expect(page.locator("[data-done]")).to_contain_text("Case 2: Delete")
    channel = town.discord.world.messages[town.discord.world.general]
    assert (kept["id"] in channel, deleted["id"] in channel) == (True, False)
    page.keyboard.press("?")
    expect(page.get_by_role("dialog")).to_contain_text("take the next case")


def test_two_moderators_on_one_queue_see_each_other(chat: Chat, sign_in: SignIn) -> None:
    chat.say(RUDE)
    chat.say(f"{RUDE}, really")
    mona, olga = (sign_in(name, platform=chat.name) for name in ("mona", "olga"))
    mona.keyboard.press("n")
    expect(mona.locator("#case .case")).to_have_attribute("data-shown", "1")
    expect(olga.locator("[data-case='1'] [data-taken]")).to_have_text("mona works on it")
    expect(mona.locator("[data-case='1'] [data-taken]")).to_have_text("You work on it")
    olga.keyboard.press("n")
    expect(olga.locator("#case .case")).to_have_attribute("data-shown", "2")
    mona.keyboard.press("d")
    expect(olga.locator("[data-case='1']")).to_have_class(re.compile("gone"))
    chat.say(f"{RUDE}, again")
    expect(olga.get_by_role("link", name="New cases: show them")).to_be_visible()


def test_chosen_cases_are_dismissed_at_once(town: Town, sign_in: SignIn) -> None:
    for number in range(3):
        town.chat.say(f"{RUDE} {number}")
    page = sign_in("mona")
    expect(page.get_by_role("button", name="Time out")).to_have_count(0)
    page.get_by_role("checkbox", name="Choose case 1").check()
    page.get_by_role("checkbox", name="Choose case 3").check()
    page.locator(".bulk-bar").get_by_role("button", name="Dismiss").click()
    expect(page.get_by_role("status").filter(has_text="Dismiss: 2 cases")).to_be_visible()
    expect(page.get_by_role("heading", name="1 open case")).to_be_visible()


def test_signing_out_leaves_nothing_open(town: Town, sign_in: SignIn) -> None:
    page = sign_in("mona")
    page.get_by_text("mona", exact=True).click()
    page.get_by_role("button", name="Sign out everywhere").click()
    expect(page.get_by_role("link", name="Sign in with Discord")).to_be_visible()
    page.goto(town.chat.queue)
    expect(page).to_have_url(f"{town.address}/")
