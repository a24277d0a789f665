"""The desk's policy, reports and model in Chromium: a slider with its preview, CSV, print, on every screen."""

import re

import pytest
from playwright.sync_api import Page, expect

from tests.bot.web.outside.desk.conftest import SignIn, Town, take_picture
from tests.bot.web.outside.desk.test_desk_queue import DARK, PHONE, check_accessibility
from tests.fakes.club import RUDE

SCREENS = pytest.mark.parametrize(
    ("name", "options"),
    [("light", {}), ("dark", DARK), ("phone", PHONE), ("phone-dark", {**PHONE, **DARK})],
    ids=["light", "dark", "phone", "phone-dark"],
)


def open_page_of(page: Page, town: Town, name: str) -> None:
    page.goto(town.queue.replace("/queue", f"/{name}"))


def test_a_slider_shows_what_would_change_and_the_change_can_be_undone(
    town: Town, sign_in: SignIn
) -> None:
    town.say(RUDE)
    town.say("how silly")
    page = sign_in("mona")
    open_page_of(page, town, "policy")
    form = page.get_by_role("form", name=re.compile("^insult"))
    slider = form.get_by_role("slider", name="Flag from")
    expect(form.locator("rect.bar.flag, rect.bar.act")).to_have_count(2)
    slider.fill("0.8")
    expect(form.locator("output").first).to_have_text("0.80")
    expect(form.locator("rect.bar.flag, rect.bar.act")).to_have_count(1)
    preview = form.locator(".preview")
    expect(preview).to_contain_text("1 would be decided on differently")
    expect(preview).to_contain_text("Nothing is changed yet.")
    check_accessibility(page)
    preview.get_by_role("button", name="Change it").click()
    history = page.get_by_role("region", name="Changes")
    expect(history.locator("li.new")).to_contain_text("insult flag as the policy file says → 0.8")
    town.say(RUDE)
    history.get_by_role("button", name="Undo").click()
    expect(page.locator("form.card")).to_contain_text("1 would be decided on differently")
    check_accessibility(page)
    page.get_by_role("button", name="Change it").click()
    expect(history.locator("li.new")).to_contain_text("insult flag 0.8 → as the policy file says")
    expect(history.get_by_role("button", name="Undo")).to_have_count(1)


def test_the_figures_come_as_csv_and_on_paper(town: Town, sign_in: SignIn) -> None:
    town.say(RUDE)
    page = sign_in("mona")
    open_page_of(page, town, "reports")
    expect(page.get_by_role("heading", name=re.compile("^1 case in"))).to_be_visible()
    with page.expect_download() as download:
        page.get_by_role("link", name="Export as CSV").click()
    written = download.value.path().read_text()
    assert written.splitlines()[0] == "day,label,done,result,cases,false_alarms"
    assert ",insult,flag,done,1,0" in written
    page.emulate_media(media="print")
    expect(page.locator(".chart")).to_be_visible()
    expect(page.locator("header.top")).to_be_hidden()
    take_picture(page, "desk-reports-print")


@SCREENS
def test_policy_reports_and_model_are_accessible_on_every_screen(
    town: Town, sign_in: SignIn, name: str, options: dict[str, object]
) -> None:
    for text in (RUDE, "how silly", "drat", RUDE):
        town.say(text)
    page = sign_in("mona", **options)
    page.locator("[data-open]").first.click()
    expect(page.locator("#case .case")).to_be_visible()
    page.keyboard.press("d")
    expect(page.locator("[data-done]")).to_contain_text("Dismiss")
    for each in ("policy", "reports", "model"):
        open_page_of(page, town, each)
        expect(page.get_by_role("heading", level=1)).to_be_visible()
        check_accessibility(page)
        take_picture(page, f"desk-{each}-{name}")
