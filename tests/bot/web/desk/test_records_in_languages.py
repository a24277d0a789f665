"""Cases, their history and the log in the languages of the desk's catalogues."""

import re
from html import unescape

import pytest

from bot.config.catalogs import read_catalogs
from bot.domain.buttons import Button
from bot.domain.message import Author
from bot.domain.phrase_book import SLOTS
from bot.domain.phrases import slots
from bot.domain.policy import Mode
from bot.interactions.requests import (
    Appeal,
    ChangeNotes,
    Decide,
    ReportMessage,
    SetMode,
    SetThreshold,
)
from bot.web.desk.rendering import ENGLISH, read_desk_catalogs, read_speeches
from classifier import Label
from tests.bot.web.desk.conftest import Browser
from tests.fakes.club import KIM, MAX, RUDE, Club
from tests.fakes.messages import make_message

RECORDS = read_catalogs(name="records").by_language
SPEECHES = read_speeches(read_desk_catalogs(), read_catalogs())
PAGES = (
    *("queue", "queue?case=1", "cases/1", "cases/2", "cases/3", "cases/4", "cases/1/around"),
    *("members/case-1", "members/ann-1", "log", "policy", "reports", "model"),
)


MODES = set(Mode)


def squeeze(text: str) -> str:
    """Leave the blanks out: where French has one before a colon, a sentence is read as another with one more."""
    return re.sub(r"\s", "", text)


def read_texts(page: str) -> list[str]:
    """Read the texts of a page, without what people wrote, which is veiled, and without terms, which are strong."""
    others = r'<p class="said.*?</p>|<span class="veil".*?</span>|<strong>.*?</strong>'
    without = re.sub(others, "", page, flags=re.DOTALL)
    texts = (unescape(each).strip() for each in re.findall(r">([^<]+)<", without))
    return [re.sub(r"\s+", " ", each) for each in texts if each]


async def fill(club: Club) -> None:
    """Have cases with all that can become of them, and settings that were changed."""
    await club.say(RUDE, "how silly", "drat", RUDE)
    await club.ask(Decide(Button.WARN, 1, "too harsh"))
    await club.ask(Appeal(1, "it was a joke"), by=KIM)
    await club.ask(Decide(Button.OVERTURN, 1), by=MAX)
    await club.ask(Decide(Button.DISMISS, 2))
    await club.ask(Decide(Button.DELETE, 3))
    reported = make_message(RUDE, id="m4")
    for number, member in enumerate((Author("ann-1", "ann"), Author("bob-1", "bob"))):
        await club.ask(ReportMessage(reported, f"reason {number}"), by=member)
    await club.ask(ChangeNotes("kim-1", "add", "warned by voice"))
    await club.ask(SetThreshold(Label.INSULT, 0.5, 0.9))
    await club.ask(SetMode(None))


@pytest.mark.parametrize("language", sorted(RECORDS))
def test_every_record_is_said_in_each_language(language: str) -> None:
    catalog = RECORDS[language]
    assert catalog.keys() == RECORDS["de"].keys()
    assert len(catalog) > 200
    for original, said in catalog.items():
        assert slots(original) == slots(said)
        assert {each.rstrip("0123456789") for each in slots(original)} <= SLOTS.keys()


@pytest.mark.parametrize("language", sorted(RECORDS))
async def test_no_page_has_an_english_sentence_that_a_catalogue_has(
    language: str, browser: Browser, desk_club: Club
) -> None:
    await fill(desk_club)
    browser.headers["accept-language"] = language
    await browser.send_form("/fake/club/cases/4/decide", button="warn")
    await browser.send_form("/fake/club/policy/undo", number="1", confirmed="yes")
    speech = SPEECHES[language]
    for path in PAGES:
        page = await browser.get(f"/fake/club/{path}")
        assert page.status_code == 200, path
        texts = read_texts(page.text)
        left = [each for each in texts if squeeze(speech.say(each)) != squeeze(each)]
        assert set(left) <= MODES, path
        assert not [each for each in texts if re.search(r"\d{4}-\d\d-\d\d", each)], path


async def test_a_case_is_told_in_german(browser: Browser, desk_club: Club) -> None:
    await fill(desk_club)
    browser.headers["accept-language"] = "de"
    case = (await browser.get("/fake/club/cases/1")).text
    for said in (
        '<h2 id="case-title">Fall 1: von der Moderation: verwarnt, auf Einspruch zurückgenommen</h2>',
        "insult 0.95 erreicht 0.90: löschen",
        "01.05.2026, 12:00 UTC",
        "mona: Verwarnen, Grund: „too harsh“",
    ):
        assert said in unescape(case)


@pytest.mark.parametrize(
    ("written", "said"),
    [
        (
            "sign in with Discord, who is not known to moderate",
            "angemeldet mit Discord, moderiert aber nicht",
        ),
        (
            "sign in by a link, who is not known to moderate",
            "angemeldet mit einem Link, moderiert aber nicht",
        ),
        (
            "sign out everywhere, who is not known to moderate",
            "überall abmelden, moderiert aber nicht",
        ),
        ("undo threshold insult, in Turkish", "rückgängig: Schwelle insult, in Turkish"),
        ("undo 17", "Fall 17: zurückgenommen"),
    ],
)
def test_a_line_of_the_log_is_told_in_german(written: str, said: str) -> None:
    assert SPEECHES["de"].say(written) == said
    assert ENGLISH.say(written) == written
