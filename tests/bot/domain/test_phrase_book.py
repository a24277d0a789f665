"""Phrase books: stored English texts are said in another language, what people wrote in them is not."""

import inspect
import sys

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.domain.inline import MemberMention, RichText, Spoiler
from bot.domain.phrase_book import PhraseBook

BOOK = PhraseBook(
    {
        "{name}: {word}": "{name}: {word}",
        "{name}: {word}, as “{name2}”": "{name}: {word}, Grund: „{name2}“",
        "{part} (under way)": "{part} (läuft noch)",
        "{name} has none here.": "Hier hat {name} keine.",
        "own word {name}: never counted": "eigenes Wort {name}: zählt nie",
        "{count} strikes": "{count} Verstöße",
        "1 strike": "1 Verstoß",
        "{part}, {part2}": "{part}, {part2}",
        "{year}-{month}-{date}": "{date}.{month}.{year}",
        "until {day}": "bis {day}",
    },
    {"Dismiss": "Verwerfen", "deleted": "gelöscht"},
)
NONE = PhraseBook({}, {})


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("deleted", "gelöscht"),
        ("1 strike, 1,200 strikes", "1 Verstoß, 1,200 Verstöße"),
        ("mona: Dismiss (under way)", "mona: Verwerfen (läuft noch)"),
        ("until 2026-05-01", "bis 01.05.2026"),
        ("mona: Dismiss\nmax: Dismiss", "mona: Verwerfen\nmax: Verwerfen"),
        ("two strikes", "two strikes"),
    ],
)
def test_a_text_is_said_by_the_template_that_it_was_made_of(text: str, said: str) -> None:
    assert BOOK.say(text) == said


def test_what_people_wrote_stays_also_where_it_is_a_text_of_ours() -> None:
    said = BOOK.say("deleted: Dismiss, as “deleted”")
    assert said == "deleted: Verwerfen, Grund: „deleted“"


def test_a_mention_may_stand_elsewhere_in_another_language() -> None:
    kim, term = MemberMention("kim-1"), Spoiler("deleted")
    assert BOOK.say_rich(RichText(kim, " has none here.")) == RichText("Hier hat ", kim, " keine.")
    own = RichText("own word ", term, ": never counted")
    assert BOOK.say_rich(own) == RichText("eigenes Wort ", term, ": zählt nie")


def test_a_line_that_nests_without_end_is_said_as_far_as_a_list_of_ours_goes() -> None:
    book = PhraseBook({"{part}, {part2}": "{part}; {part2}"}, {"a": "b"})
    limit = sys.getrecursionlimit()
    sys.setrecursionlimit(len(inspect.stack(0)) + 300)
    try:
        assert book.say("a, " * 199 + "a").startswith("b; " * 30)
    finally:
        sys.setrecursionlimit(limit)


@given(st.text())
def test_a_text_that_is_in_no_book_is_the_same_and_no_text_fails(text: str) -> None:
    assert NONE.say(text) == text
    assert BOOK.say(BOOK.say(text)).count("\n") == text.count("\n")
    assert NONE.say_rich(RichText(text)) == RichText(text.replace("\0", ""))
