"""Answers of the desk after an action, in the languages of its catalogues."""

import ast
from collections.abc import Iterator
from pathlib import Path

import pytest

import bot
from bot.domain.message import Author
from bot.domain.naming import RIGHT_TEXTS
from bot.domain.texts import ACTION_TEXTS
from bot.web.desk.rendering import read_desk_catalogs
from tests.bot.web.desk.conftest import QUEUE, Browser, SignIn
from tests.fakes.club import KIM, RUDE, Club

HOUSE = Path(bot.__file__).parent
GERMAN = {"accept-language": "de"}
CATALOGS = read_desk_catalogs().by_language


def list_phrases() -> Iterator[str]:
    """List the templates of all phrases to moderators, as the bot's source has them and puts them together."""
    for file in HOUSE.glob("**/*.py"):
        for node in ast.walk(ast.parse(file.read_text("utf-8"))):
            if not isinstance(node, ast.Call) or not isinstance(node.func, ast.Name):
                continue
            template = node.args[0] if node.func.id == "ModeratorPhrase" else None
            if isinstance(template, ast.Constant) and template.value:
                yield str(template.value)
    for text in ACTION_TEXTS.values():
        yield from filter(None, (text.done, text.undone, text.not_undone, text.right))
    yield from RIGHT_TEXTS.values()
    for noun in ("case", "open case", "stored message"):
        yield from (f"1 {noun}", f"{{count}} {noun}s")


@pytest.mark.parametrize("language", sorted(CATALOGS))
def test_every_sentence_of_an_answer_is_said_in_each_language(language: str) -> None:
    texts = set(list_phrases())
    assert len(texts) > 80
    assert texts - set(CATALOGS[language]) == set()


async def test_a_decision_and_its_refusal_are_answered_in_the_language_of_the_browser(
    browser: Browser, desk_club: Club
) -> None:
    browser.headers.update(GERMAN)
    await desk_club.say(RUDE)
    decide = "/fake/club/cases/1/decide"
    page = (await browser.send_form(decide, button="dismiss")).text
    assert "<strong>Fall 1: Verwerfen</strong>" in page
    assert "Es zählt nicht als Verstoß." in page
    assert 'data-decided="Fall 1: Verwerfen"' in page
    again = (await browser.send_form(decide, button="dismiss")).text
    assert "Schon erledigt: mona: Dismiss." in again


async def test_many_decisions_are_answered_in_the_language_of_the_browser(
    browser: Browser, desk_club: Club
) -> None:
    browser.headers.update(GERMAN)
    await desk_club.say(RUDE, RUDE, RUDE)
    await desk_club.pipeline.store.review_queue.assignments.take(3, Author("max-1", "max"))
    page = await browser.send_form(
        "/fake/club/queue/bulk", button="dismiss", number=["1", "2", "3"]
    )
    assert "Verwerfen: 2 Fälle." in page.text
    assert "1 Fall nicht: Fall 3: max arbeitet bis" in page.text
    assert "<h1>1 offener Fall</h1>" in page.text


async def test_a_change_of_the_policy_is_previewed_in_the_language_of_the_browser(
    browser: Browser, desk_club: Club
) -> None:
    browser.headers.update(GERMAN)
    await desk_club.say(RUDE, "how silly")
    form = {"what": "threshold", "label": "insult", "flag_as": "number", "act_as": "off"}
    page = await browser.send_form("/fake/club/policy/change", **form, flag="0.7", act="1")
    for said in (
        "Schwelle für insult?",
        "Überall, wo nichts anderes gesetzt ist: melden ab 0.70.",
        "Von 2 gespeicherten Nachrichten der letzten 28 Tage würde über 1 anders entschieden:",
        "• 1 in Ruhe gelassen statt gemeldet",
        "Noch ist nichts geändert.",
    ):
        assert said in page.text


async def test_who_is_not_let_in_reads_why_in_the_language_of_the_browser(
    sign_in: SignIn, browser: Browser
) -> None:
    other = await sign_in(KIM)
    refused = (await other.get(QUEUE, headers=GERMAN)).text
    assert "Das können nur Moderatoren." in refused
    missing = (await browser.get("/nowhere", headers=GERMAN)).text
    assert "Eine solche Seite gibt es nicht." in missing
    link = await browser.post("/link/guessed", headers=GERMAN)
    assert "Dieser Link gilt nicht mehr." in link.text


async def test_what_a_person_wrote_is_translated_nowhere(browser: Browser, desk_club: Club) -> None:
    browser.headers.update(GERMAN)
    await desk_club.say(f"{RUDE}, nobody appealed", author=Author("kim-1", "flagged"))
    page = (await browser.get("/fake/club/cases/1")).text
    assert "nobody appealed" in page
    assert "flagged" in page
