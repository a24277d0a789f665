"""The desk in the languages of its catalogues."""

import re

import pytest

from bot.domain.buttons import PRESSED
from bot.domain.phrases import slots
from bot.web.desk.rendering import HERE, read_desk_catalogs
from tests.bot.web.desk.conftest import QUEUE, Browser
from tests.fakes.club import RUDE, Club

TRANSLATED = (
    *("base", "home", "sign_in", "link", "providers", "queue", "case", "case_pane", "error"),
    *("policy", "policy_preview", "policy_change", "reports", "model"),
)
CATALOGS = read_desk_catalogs().by_language
CAPTIONS = {button.caption for button in PRESSED}


def test_the_desk_is_read_in_the_languages_of_the_notices() -> None:
    assert sorted(CATALOGS) == ["de", "es", "fr", "ko", "pt", "tr"]


@pytest.mark.parametrize("language", sorted(CATALOGS))
def test_every_text_of_the_desk_is_said_in_each(language: str) -> None:
    catalog = CATALOGS[language]
    templates = [(HERE / f"templates/{name}.html").read_text() for name in (*TRANSLATED, "log")]
    texts = {text for each in templates for text in re.findall(r'_\("([^"]+)"', each)}
    assert (texts | CAPTIONS) - set(catalog) == set()
    assert all(slots(original) == slots(said) for original, said in catalog.items())


async def test_a_browser_gets_the_language_that_it_wants(browser: Browser, desk_club: Club) -> None:
    await desk_club.say(RUDE)
    page = (await browser.get(QUEUE, headers={"accept-language": "de-CH, en;q=0.5"})).text
    assert '<html lang="de">' in page
    assert "Nächster Fall" in page
    assert '<html lang="en">' in (await browser.get(QUEUE)).text
