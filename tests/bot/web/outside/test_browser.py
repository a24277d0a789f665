"""The page as people meet it: in Chromium, by mouse and keyboard, in light and dark, on a phone."""

import csv
import io
import os
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import pytest
from playwright.sync_api import Browser, Page, Route, expect

from tests.bot.web.conftest import KEY
from tests.bot.web.outside.conftest import Site, running

AXE = Path(__file__).parent / "node_modules/axe-core/axe.min.js"
RUDE = "You play like a potato, you stupid clown"

SCREENS: dict[str, dict[str, Any]] = {
    "light": {"viewport": {"width": 1200, "height": 900}, "color_scheme": "light"},
    "dark": {"viewport": {"width": 1200, "height": 900}, "color_scheme": "dark"},
    "phone": {
        "viewport": {"width": 375, "height": 812},
        "color_scheme": "light",
        "has_touch": True,
    },
}


@contextmanager
def opened(browser: Browser, address: str, **options: Any) -> Iterator[Page]:
    """Open the page; fail where it asks another machine for anything."""
    context = browser.new_context(**options)
    elsewhere: list[str] = []

    def refuse(route: Route) -> None:
        elsewhere.append(route.request.url)
        route.abort()

    context.route(lambda url: not url.startswith((address, "data:", "blob:")), refuse)
    page = context.new_page()
    page.goto(address)
    page.get_by_role("button", name="Score", exact=True).wait_for()
    page.wait_for_load_state("networkidle")
    yield page
    context.close()
    assert elsewhere == []


@pytest.fixture
def page(browser: Browser, site: Site) -> Iterator[Page]:
    with opened(browser, site.address, **SCREENS["light"]) as page:
        yield page


def box(page: Page) -> Any:
    return page.get_by_label("Text", exact=True)


def take_picture(page: Page, name: str) -> None:
    """Take a picture for people to look at, where PICTURES names a folder."""
    if folder := os.environ.get("PICTURES"):
        page.screenshot(path=f"{folder}/{name}.png", full_page=True)


def test_what_is_typed_is_scored_as_it_is_typed(page: Page) -> None:
    box(page).press_sequentially(RUDE)
    expect(page.locator(".verdict h2")).to_have_text("The policy would show it to the moderators.")
    expect(page.locator(".said mark", has_text="stupid").first).to_be_visible()
    expect(page.locator(".scores tbody tr")).to_have_count(6)
    expect(page.locator(".scores tbody tr").first.locator(".bar i")).to_have_count(2)
    box(page).fill("")
    expect(page.locator(".verdict")).to_have_count(0)


def test_an_example_is_a_click(page: Page) -> None:
    page.get_by_role("button", name="Добрый день").click()
    expect(page.locator(".verdict h2")).to_contain_text("Not scored")


def test_a_hostile_text_is_shown_and_does_nothing(page: Page) -> None:
    text = (
        "<img src=x onerror='document.title=1'> ${document.title=2} {{3}} <script>4</script> idiot"
    )
    box(page).fill(text)
    expect(page.locator(".said")).to_contain_text("${document.title=2} {{3}} <script>4</script>")
    expect(page.locator(".said img")).to_have_count(0)
    assert page.title() == "Parley: how toxic is a text?"


def test_the_keyboard_alone_is_enough(page: Page) -> None:
    page.evaluate("document.activeElement.blur()")

    def go_to(name: str) -> None:
        for _ in range(30):
            page.keyboard.press("Tab")
            focused = page.evaluate(
                "document.activeElement === document.body ? '' :"
                " [document.activeElement.innerText, document.activeElement.placeholder].join()"
            )
            if name in focused:  # "" where nothing is, at the page's end
                return
        pytest.fail(f"{name} is not reached by Tab")

    go_to("Type or paste")
    page.keyboard.insert_text(RUDE)
    expect(page.locator(".verdict")).to_be_visible()
    page.reload()
    page.wait_for_load_state("networkidle")
    page.evaluate("document.activeElement.blur()")
    go_to("Thanks for the help")
    page.keyboard.press("Enter")
    expect(page.locator(".verdict h2")).to_have_text("The policy would do nothing.")
    page.evaluate("document.activeElement.blur()")
    go_to("Many texts")
    page.keyboard.press("Enter")
    expect(page.get_by_label("One text a line")).to_be_visible()


def download(page: Page) -> list[dict[str, str]]:
    """The rows of the file that a click on the link gives."""
    with page.expect_download() as waiting:
        page.get_by_role("link", name="Download").click()
    assert waiting.value.suggested_filename == "parley-scores.csv"
    return list(csv.DictReader(io.StringIO(Path(waiting.value.path()).read_text("utf-8-sig"))))


def test_many_lines_are_scored_and_downloaded(page: Page) -> None:
    page.get_by_role("tab", name="Many texts").click()
    page.get_by_label("One text a line").fill(f"hello there\n{RUDE}\nДобрый день")
    page.get_by_role("button", name="Score them all").click()
    expect(page.locator("#judgements h2")).to_have_text("3 texts: 1 flag, 1 none, 1 not scored")
    rows = download(page)
    assert [row["verdict"] for row in rows] == ["none", "flag", "not scored"]
    assert rows[2]["unscored"] == "language"


REMEMBER_PROGRESS = """new MutationObserver(() => {
    const shown = document.querySelector("#judgements").innerText;
    if (shown.includes("/2.5k texts")) window.progress = shown;
}).observe(document.body, {subtree: true, childList: true, characterData: true})"""


def test_a_csv_is_scored_with_progress_and_leaves_nothing_behind(
    page: Page, tmp_path: Path
) -> None:
    file = tmp_path / "texts.csv"
    lines = "".join(f"{n},this is text {n} of many\n" for n in range(2_500))
    file.write_text(f"id,comment\n{lines}0,{RUDE.replace(',', '')}\n")
    page.get_by_role("tab", name="Many texts").click()
    page.evaluate(REMEMBER_PROGRESS)
    upload(page, file)
    expect(page.locator("#judgements h2")).to_have_text("2501 texts: 1 flag, 2500 none")
    assert len(download(page)) == 2_501
    assert page.evaluate("window.progress")


def test_a_file_that_cannot_be_used_says_why(page: Page, tmp_path: Path) -> None:
    file = tmp_path / "texts.csv"
    file.write_bytes("text\nschön\n".encode("windows-1252"))
    page.get_by_role("tab", name="Many texts").click()
    upload(page, file)
    expect(page.locator("#judgements h2")).to_contain_text("The file is not UTF-8 text")


def upload(page: Page, file: Path) -> None:
    with page.expect_file_chooser() as chooser:
        page.get_by_role("button", name="Score a file").click()
    chooser.value.set_files(file)


@pytest.mark.parametrize("delimiter", [";", "\t"])
def test_a_table_of_excels_is_understood(page: Page, tmp_path: Path, delimiter: str) -> None:
    file = tmp_path / "texts.csv"
    file.write_text(f"id{delimiter}text\n1{delimiter}{RUDE}\n", encoding="utf-16")
    page.get_by_role("tab", name="Many texts").click()
    upload(page, file)
    expect(page.locator("#judgements h2")).to_have_text("1 text: 1 flag")


def test_a_file_that_is_too_large_leaves_no_old_result(page: Page, tmp_path: Path) -> None:
    page.get_by_role("tab", name="Many texts").click()
    expect(page.get_by_text("A file may have 2 MiB and 20,000 texts")).to_be_visible()
    page.get_by_label("One text a line").fill("hello")
    page.get_by_role("button", name="Score them all").click()
    expect(page.locator("#judgements h2")).to_be_visible()
    file = tmp_path / "texts.csv"
    file.write_bytes(b"text\n" + b"hello there\n" * 250_000)
    upload(page, file)
    expect(page.get_by_text("exceed the maximum allowed size")).to_be_visible()
    expect(page.locator("#judgements h2")).to_have_count(0)


def test_results_are_sorted_by_the_column_whose_name_is_pressed(page: Page) -> None:
    page.get_by_role("tab", name="Many texts").click()
    page.get_by_label("One text a line").fill(f"Добрый день\nhello there\n{RUDE}\nyou clown")
    page.get_by_role("button", name="Score them all").click()
    head = page.locator(".many thead th", has_text="insult")
    cells = page.locator(".many tbody td[data-label=insult]")
    for key, order in (("Enter", "descending"), ("Space", "ascending")):
        head.get_by_role("button").press(key)
        expect(head).to_have_attribute("aria-sort", order)
        values = [float(each) for each in cells.all_inner_texts()]
        assert values == sorted(values, reverse=order == "descending")
        expect(page.locator(".many tbody tr").last).to_contain_text("Добрый день")


def test_on_a_phone_the_scores_are_seen_without_scrolling_sideways(
    browser: Browser, site: Site
) -> None:
    with opened(browser, site.address, **SCREENS["phone"]) as page:
        page.get_by_role("tab", name="Many texts").click()
        page.get_by_label("One text a line").fill(f"{RUDE}\nДобрый день")
        page.get_by_role("button", name="Score them all").click()
        expect(page.locator(".many tbody tr").last.locator(".action")).to_have_text("not scored")
        for cell in page.locator(".many tbody td").all():
            box = cell.bounding_box()
            assert box
            assert box["x"] >= 0
            assert box["x"] + box["width"] <= SCREENS["phone"]["viewport"]["width"]


def test_what_chats_show_of_a_link_is_ours(browser: Browser, site: Site) -> None:
    with opened(browser, site.address) as page:
        tags = page.evaluate(
            "Array.from(document.querySelectorAll('meta[property^=og], meta[name^=twitter]'))"
            ".map(each => each.outerHTML).join()"
        )
        assert "Parley: how toxic is a text?" in tags
        assert "gradio" not in tags.lower()
        icon = page.request.get(f"{site.address}/favicon.ico")
        assert icon.text().startswith("<svg")
        with page.expect_popup() as documentation:
            page.get_by_role("link", name="documentation").click()
        heading = documentation.value.get_by_role("heading", level=1)
        expect(heading).to_have_text("Coming from Perspective")


@pytest.mark.parametrize("screen", SCREENS)
def test_it_is_accessible_and_fits(browser: Browser, site: Site, screen: str) -> None:
    with opened(browser, site.address, **SCREENS[screen]) as page:
        box(page).fill(RUDE)
        expect(page.locator(".scores")).to_be_visible()
        check(page, f"{screen}-one")
        page.get_by_role("tab", name="Many texts").click()
        page.get_by_label("One text a line").fill(f"{RUDE}\nhello\nДобрый день")
        page.get_by_role("button", name="Score them all").click()
        expect(page.locator(".many")).to_be_visible()
        check(page, f"{screen}-many")


def check(page: Page, name: str) -> None:
    """Check that axe finds nothing serious, and that nothing scrolls sideways."""
    page.wait_for_function("document.getAnimations().every(each => each.playState !== 'running')")
    take_picture(page, name)
    page.evaluate(AXE.read_text())
    found = page.evaluate("axe.run()")
    serious = [each for each in found["violations"] if each["impact"] in ("serious", "critical")]
    assert [(each["id"], each["nodes"][0]["html"]) for each in serious] == []
    assert len(found["passes"]) > 10
    assert page.evaluate("document.documentElement.scrollWidth <= innerWidth")


def test_a_locked_page_asks_for_a_key_and_works_with_it(browser: Browser, tmp_path: Path) -> None:
    with running(tmp_path, PARLEY_WEB_KEYS=KEY) as locked:
        context = browser.new_context()
        answer = context.request.get(locked.address)
        assert answer.status == 401
        context.close()
        credentials = {"username": "anyone", "password": KEY}
        with opened(browser, locked.address, http_credentials=credentials) as page:
            box(page).fill(RUDE)
            expect(page.locator(".scores")).to_be_visible()
    assert KEY not in (tmp_path / "log").read_text()
