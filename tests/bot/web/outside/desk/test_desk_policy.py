"""The desk's policy, reports and model in Chromium: a slider with its preview, CSV, print, on every screen."""

import re

from playwright.sync_api import expect

from tests.bot.web.outside.desk.conftest import (
    Chat,
    SignIn,
    Town,
    check_accessibility,
    take_picture,
)
from tests.fakes.club import RUDE


def test_a_slider_shows_what_would_change_and_the_change_can_be_undone(
    chat: Chat, sign_in: SignIn
) -> None:
    chat.say(RUDE)
    chat.say("how silly")
    page = sign_in("mona", platform=chat.name)
    page.goto(chat.page("policy"))
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
    chat.say(RUDE)
    history.get_by_role("button", name="Undo").click()
    expect(page.locator("form.card")).to_contain_text("1 would be decided on differently")
    check_accessibility(page)
    page.get_by_role("button", name="Change it").click()
    expect(history.locator("li.new")).to_contain_text("insult flag 0.8 → as the policy file says")
    expect(history.get_by_role("button", name="Undo")).to_have_count(1)


def test_the_figures_come_as_csv_and_on_paper(town: Town, sign_in: SignIn) -> None:
    town.chat.say(RUDE)
    page = sign_in("mona")
    page.goto(town.chat.page("reports"))
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
