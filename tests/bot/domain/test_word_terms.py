"""Terms: what they find, however it is written, and which are refused."""

from itertools import islice, product

import pytest

from bot.domain.word_matcher import WordMatcher
from bot.domain.word_rules import WordRule
from bot.domain.word_terms import MAX_TERM_LENGTH, parse_term
from classifier import Label, clean, list_readings


def found(term: str, text: str) -> list[str]:
    """Return the stretches of a text in which a term stands, as they were written."""
    rule = WordRule(parse_term(term), Label.INSULT, "flag")
    matches = WordMatcher([rule]).find(list_readings(clean(text)))
    return [text[begin:end] for match in matches for begin, end in match.spans]


@pytest.mark.parametrize(
    ("term", "text", "written"),
    [
        ("Penistone", "PENISTONE is a town", ["PENISTONE"]),
        ("Penistone", "P e n i s t o n e is a town", ["P e n i s t o n e"]),
        ("penistone", "P.e.n.i.s.t.o.n.e", ["P.e.n.i.s.t.o.n.e"]),
        ("penistone", "**Pen1st0ne**", ["Pen1st0ne"]),
        ("drat", "dr\u200bat", ["dr\u200bat"]),
        ("drat", "drаt", ["drаt"]),
        ("drat", "`drat` ||drat||", ["drat", "drat"]),
        ("drat", "```\nprint('drat')\n```", ["drat"]),
        ("drat", "look <:drat:123456>", ["<:drat:123456>"]),
        ("drat", "https://example.org/drat?x=1", ["drat"]),
        ("scam.example", "see https://scam.example/win", ["scam.example"]),
        ("scam.example", "[a gift](https://scam.example/win)", ["scam.example"]),
        ("🖕", "you 🖕", ["🖕"]),
        ("middle finger", "you 🖕", ["🖕"]),
        ("kill the creep", "Kill, the CREEP!", ["Kill, the CREEP"]),
        ("drat*", "dratted drats", ["dratted", "drats"]),
        ("*drat", "superdrat", ["superdrat"]),
        ("d*t", "drat dot dart!", ["drat", "dot", "dart"]),
        ("/dr[a4]t+s?/", "drattts", ["drattts"]),
        ("дурак", "ты ДУРАК", ["ДУРАК"]),
        ("バカ", "あなたはバカです", ["バカ"]),
        ("傻瓜", "你是傻瓜吗", ["傻瓜"]),
        ("바보", "ㅂㅏㅂㅗ야 바보", ["바보"]),
    ],
)
def test_a_term_is_found_however_it_is_disguised(term: str, text: str, written: list[str]) -> None:
    assert found(term, text) == written


@pytest.mark.parametrize(
    ("term", "text"),
    [
        ("penis", "Penistone"),
        ("drat", "quadratic"),
        ("drat", "dratted"),
        ("kill the creep", "kill some creep"),
        ("d*t", "d t, d-t"),
        ("дурак", "дураки"),
        ("drat", "<@123456>"),
    ],
)
def test_words_are_whole_words(term: str, text: str) -> None:
    assert found(term, text) == []


@pytest.mark.parametrize(
    "term", ["*", "**", "a", "a*", "*e*", "/./", "/.*/", "/x?/", r"/\w+/", "the"]
)
def test_what_is_in_nearly_every_message_is_refused(term: str) -> None:
    with pytest.raises(ValueError, match="nearly every message"):
        parse_term(term)


@pytest.mark.parametrize(
    ("term", "allowed"),
    [
        ("", "1 to 100 characters"),
        ("x" * (MAX_TERM_LENGTH + 1), "1 to 100 characters"),
        ("dr\x00at", "that can be seen"),
        ('say "drat"', "without quotation marks"),
        ("a*b*c*d*e*f", "4 wildcards"),
        ("/(drat/", "RE2 reads.*missing"),
        (r"/(drat)\1/", "RE2 reads"),
        ("/(?=drat)/", "RE2 reads"),
        ("/(drat{1000}){1000}/", "RE2 reads"),
        (r"/drat[\pL\pN]{900}/", "RE2 reads"),
    ],
)
def test_a_bad_term_is_refused_with_what_is_allowed(term: str, allowed: str) -> None:
    with pytest.raises(ValueError, match=allowed):
        parse_term(term)


@pytest.mark.parametrize("term", ["/(d+)+rat/", "/(dr|dr|d)+at/", "d*d*d*d*t", "/(d*)*tt/"])
def test_a_poison_pattern_takes_time_linear_in_the_text(term: str) -> None:
    text = "d" * 19_000
    assert found(term, text) == []


def test_a_thousand_terms_are_found_at_once_and_each_by_itself() -> None:
    words = ["".join(letters) for letters in islice(product("bcdfglmnpr", repeat=4), 1_000)]
    rules = [WordRule(parse_term(word), Label.INSULT, "flag") for word in words]
    matches = WordMatcher(rules).find(list_readings(clean(f"{words[7]} and {words[993]}!")))
    assert [match.rule.term.text for match in matches] == [words[7], words[993]]


def test_patterns_that_are_too_much_for_one_set_are_looked_for_in_several() -> None:
    marks = ["".join(letters) for letters in product("bcdfgl", repeat=3)]
    terms = [parse_term(f"/drat{mark}[\\pL\\pN]{{11}}end/") for mark in marks[:32]]
    rules = [WordRule(term, Label.INSULT, "flag") for term in terms]
    matches = WordMatcher(rules).find(list_readings(clean(f"drat{marks[30]}{'x' * 11}end")))
    assert [match.rule.term for match in matches] == [terms[30]]
