"""Every page of the desk on every screen: wide and on a phone, light and dark, looked at by axe."""

from playwright.sync_api import Page, expect

from tests.bot.web.outside.desk.conftest import (
    SCREENS,
    Chat,
    OpenPage,
    SignIn,
    Town,
    check_accessibility,
    take_picture,
)
from tests.fakes.club import RUDE

LONG = f"{RUDE}, and a much longer message that has to be wrapped on a telephone"


def look_at(page: Page, name: str) -> None:
    """Check what is shown, and take a picture of it."""
    check_accessibility(page)
    take_picture(page, f"desk-{name}")


def open_case(page: Page, chat: Chat, name: str) -> None:
    """Look at the queue, and at a case in it with all that can be opened, and back."""
    page.goto(chat.queue)
    page.get_by_role("checkbox").first.check()
    look_at(page, f"queue-{name}")
    page.locator("[data-open]").first.click()
    expect(page.locator("#case .case")).to_be_visible()
    page.get_by_role("button", name="Show").first.click()
    page.get_by_role("link", name="Before and after").click()
    expect(page.locator(".more")).to_contain_text("I asked the platform just now")
    look_at(page, f"case-{name}")
    page.keyboard.press("?")
    expect(page.get_by_role("dialog")).to_be_visible()
    look_at(page, f"keys-{name}")


def test_every_page_is_accessible_on_every_screen(
    town: Town, sign_in: SignIn, open_page: OpenPage
) -> None:
    chat = town.chat
    for text in (RUDE, LONG, "how silly", "drat"):
        chat.say(text)
    for name, options in SCREENS.items():
        stranger = open_page(**options)
        for each, path in (("first", "/"), ("link", "/link/x"), ("nowhere", "/nowhere")):
            stranger.goto(f"{town.address}{path}")
            look_at(stranger, f"{each}-{name}")
        page = sign_in("mona", **options)
        open_case(page, chat, name)
        for each in ("policy", "reports", "model", "log", "members/case-1", "cases/4"):
            page.goto(chat.page(each))
            expect(page.locator("main :is(h1, h2)").first).to_be_visible()
            look_at(page, f"{each.replace('/', '-')}-{name}")
        page.goto(chat.page("policy"))
        page.locator("#mode").get_by_label("enforce").check()
        page.locator("#mode").get_by_role("button").click()
        expect(page.get_by_role("button", name="Change it")).to_be_visible()
        look_at(page, f"change-{name}")
        page.goto(chat.queue)
        page.locator("[data-open]").last.click()
        page.get_by_role("button", name="Dismiss").last.click()
        page.goto(chat.page("cases/4"))
        look_at(page, f"decided-{name}")
