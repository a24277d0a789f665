"""The desk as moderators meet it: in Chromium, signed in by the platforms' own pages, by keyboard and on a phone."""

import re
from pathlib import Path

import pytest
from playwright.sync_api import Page, expect

from tests.bot.web.outside.desk.conftest import OpenPage, SignIn, Town, take_picture
from tests.fakes.club import RUDE

AXE = Path(__file__).parents[1] / "node_modules/axe-core/axe.min.js"
PHONE = {"viewport": {"width": 390, "height": 844}, "has_touch": True}
DARK = {"color_scheme": "dark"}


def check_accessibility(page: Page) -> None:
    """Check that axe finds nothing serious, and that nothing scrolls sideways."""
    page.evaluate(AXE.read_text())
    found = page.evaluate("axe.run()")
    serious = [
        (rule["id"], [node["html"] for node in rule["nodes"]])
        for rule in found["violations"]
        if rule["impact"] in ("serious", "critical")
    ]
    assert serious == []
    assert page.evaluate("document.documentElement.scrollWidth <= innerWidth")


def test_a_moderator_works_the_queue_by_keyboard(town: Town, sign_in: SignIn) -> None:
    kept, deleted = town.say(RUDE), town.say(f"{RUDE}, really")
    page = sign_in("mona")
    expect(page).to_have_url(town.queue)
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


def test_two_moderators_on_one_queue_see_each_other(town: Town, sign_in: SignIn) -> None:
    town.say(RUDE)
    town.say(f"{RUDE}, really")
    mona, olga = sign_in("mona"), sign_in("olga")
    mona.keyboard.press("n")
    expect(mona.locator("#case .case")).to_have_attribute("data-shown", "1")
    expect(olga.locator("[data-case='1'] [data-taken]")).to_have_text("mona works on it")
    expect(mona.locator("[data-case='1'] [data-taken]")).to_have_text("You work on it")
    olga.keyboard.press("n")
    expect(olga.locator("#case .case")).to_have_attribute("data-shown", "2")
    mona.keyboard.press("d")
    expect(olga.locator("[data-case='1']")).to_have_class(re.compile("gone"))
    town.say(f"{RUDE}, again")
    expect(olga.get_by_role("link", name="New cases: show them")).to_be_visible()


def test_chosen_cases_are_dismissed_at_once(town: Town, sign_in: SignIn) -> None:
    for number in range(3):
        town.say(f"{RUDE} {number}")
    page = sign_in("mona")
    expect(page.get_by_role("button", name="Time out")).to_have_count(0)
    page.get_by_role("checkbox", name="Choose case 1").check()
    page.get_by_role("checkbox", name="Choose case 3").check()
    page.locator(".bulk-bar").get_by_role("button", name="Dismiss").click()
    expect(page.get_by_role("status").filter(has_text="Dismiss: 2 cases")).to_be_visible()
    expect(page.get_by_role("heading", name="1 open case")).to_be_visible()


def test_an_administrator_of_slack_signs_in_beside(town: Town, sign_in: SignIn) -> None:
    page = sign_in("mona", platform="Slack")
    expect(page).to_have_url(f"{town.address}/slack/{town.slack.world.team}/queue")
    page.goto(f"{town.address}/")
    expect(page).to_have_url(f"{town.address}/slack/{town.slack.world.team}/queue")
    page.goto(f"{town.address}/sign-in/discord")
    page.get_by_role("link", name="mona").click()
    expect(page.get_by_role("heading", name="Your communities")).to_be_visible()
    expect(page.locator(".links li")).to_have_count(2)
    check_accessibility(page)


def test_who_does_not_moderate_sees_nothing(town: Town, sign_in: SignIn) -> None:
    town.say(RUDE)
    page = sign_in("kim")
    expect(page.get_by_text("You moderate none of the communities")).to_be_visible()
    page.goto(town.queue)
    expect(page.get_by_role("alert")).to_contain_text("Only moderators can do this")
    check_accessibility(page)
    page.goto(town.queue.replace(town.discord.world.guild, "1234"))
    expect(page.get_by_role("alert")).to_be_visible()
    assert "buffoon" not in page.content()


def test_a_form_of_another_site_does_nothing(town: Town, sign_in: SignIn) -> None:
    town.say(RUDE)
    page = sign_in("mona")
    target = town.queue.replace("queue", "cases/1/decide")
    page.context.route(
        "http://127.0.0.1:1/**",
        lambda route: route.fulfill(
            content_type="text/html",
            body=f'<form method=post action="{target}"><input name=button value=dismiss></form>'
            "<script>document.forms[0].submit()</script>",
        ),
    )
    page.goto("http://127.0.0.1:1/lure")
    expect(page.locator("body")).to_contain_text("This was sent by another site.")
    page.goto(town.queue)
    expect(page.get_by_role("heading", name="1 open case")).to_be_visible()


def test_signing_out_leaves_nothing_open(town: Town, sign_in: SignIn) -> None:
    page = sign_in("mona")
    page.get_by_text("mona", exact=True).click()
    page.get_by_role("button", name="Sign out everywhere").click()
    expect(page.get_by_role("link", name="Sign in with Discord")).to_be_visible()
    page.goto(town.queue)
    expect(page).to_have_url(f"{town.address}/")


def test_the_first_page_is_accessible(town: Town, open_page: OpenPage) -> None:
    page = open_page()
    page.goto(town.address)
    check_accessibility(page)


@pytest.mark.parametrize(
    ("name", "options"),
    [("light", {}), ("dark", DARK), ("phone", PHONE), ("phone-dark", {**PHONE, **DARK})],
    ids=["light", "dark", "phone", "phone-dark"],
)
def test_the_queue_is_accessible_on_every_screen(
    town: Town, sign_in: SignIn, name: str, options: dict[str, object]
) -> None:
    town.say(RUDE)
    town.say(f"{RUDE}, and a much longer message that has to be wrapped on a telephone")
    page = sign_in("mona", **options)
    check_accessibility(page)
    take_picture(page, f"desk-queue-{name}")
    page.locator("[data-open]").first.click()
    expect(page.locator("#case .case")).to_be_visible()
    check_accessibility(page)
    page.get_by_role("button", name="Show").first.click()
    page.get_by_role("link", name="Before and after").click()
    expect(page.locator(".more")).to_contain_text("I asked the platform just now")
    check_accessibility(page)
    take_picture(page, f"desk-case-{name}")
