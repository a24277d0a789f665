from itertools import islice, product

import pytest

from classifier.text import tokenizer
from classifier.text.lexicon import STANDALONE_SHORT_WORDS
from classifier.text.normalize import clean
from classifier.text.spell_corrector import SpellCorrector
from classifier.text.tokenizer import Vocabulary

WORDS = [
    "the",
    "you",
    "are",
    "a",
    "an",
    "and",
    "no",
    "one",
    "like",
    "likes",
    "i",
    "it",
    "is",
    "to",
    "of",
    "not",
    "stupid",
    "idiot",
    "moron",
    "trash",
    "team",
    "hello",
    "nobody",
    "nice",
    "dash",
    "cash",
    "hat",
    "hate",
    "ate",
    "apple",
    "is",
    "this",
    "link",
    "links",
    "idiots",
    "donuts",
    "walker",
    "wanker",
    "wizard",
    "git",
    "wine",
    "swine",
    "fool",
    "foo",
    "suit",
    "slot",
    "slob",
    "n*ce",
    "i*iots",
    "bob",
    "boob",
    "don't",
    "anna",
    "annas",
    "bxbs",
]
RUDE = ["idiot", "idiots", "wanker", "git", "swine", "slob", "boob"]


@pytest.fixture(scope="module")
def spell_corrector() -> SpellCorrector:
    return SpellCorrector(Vocabulary(list(dict.fromkeys(WORDS)), rude=RUDE))


def read(spell_corrector: SpellCorrector, text: str) -> str:
    return " ".join(spell_corrector.correct_texts(clean(text).text))


@pytest.mark.parametrize(
    ("written", "meant"),
    [
        ("you sutpid idoit", "you stupid idiot"),
        ("you stpid idit", "you stupid idiot"),
        ("st*p*d m*ron", "stupid moron"),
        ("tra**sh", "trash"),
        ("tr*ash* m*oro*n", "trash moron"),
        ("stuppid iidiot trassh", "stupid idiot trash"),
        ("7ra5h 1d10t", "trash idiot"),
        ("youarea stupididiot", "you are a stupid idiot"),
        ("mor on id iot", "moron idiot"),
        ("st\nup\nid", "stupid"),
        ("asiot idlot", "asiot idiot"),
        ("i***t i***ts and i****", "idiot idiots and i**"),
        ("w***er w*lker", "wanker walker"),
        ("wanxer wnkr", "wanker wanker"),
        ("wankr idts", "wanker idts"),
        ("you 91t", "you git"),
        ("you g!t", "you git"),
        ("h@+e! m0r0n, +r4$h", "hate ! moron trash"),
        ("id|0+ 5|08", "idiot slob"),
        ("siop sloh", "siop sloh"),
        ("no wiine, wkr", "no wine wkr"),
        ("slb swn", "slob swine"),
        ("awanker iswine", "a wanker i swine"),
        ("sw ine", "swine"),
        ("n*ce i*iot", "n*ce idiot"),
        ("boobb", "boob"),
        ("helio agit", "hello a git"),
        ("i*iots", "idiots"),
        ("id'iot g'it hel'lo", "idiot git hello"),
        ("slxb slvb", "slob slob"),
        ("sleb", "slob"),
    ],
)
def test_what_a_person_sees_in_a_broken_word_is_read(
    spell_corrector: SpellCorrector, written: str, meant: str
) -> None:
    assert read(spell_corrector, written) == meant


@pytest.mark.parametrize(
    "text",
    [
        "you are not an idiot",
        "no one likes this",
        "xylophone zyzzyva",
        "<user> said hello !",
        "hat ate apple",
        "mp3 h264 c3po",
        "is it a link",
        "don't anna's git's",
        "slsb slbb bxbs sleeb",
        "foo1 gr8 a+ c++ 1st x|y no!yes $5 +1",
    ],
)
def test_words_that_stand_for_themselves_stay(spell_corrector: SpellCorrector, text: str) -> None:
    assert read(spell_corrector, text) == " ".join(tokenizer.token_texts(clean(text).text))


def test_of_two_letters_only_a_common_word_stands_beside_the_rest_of_another() -> None:
    filler = map("".join, islice(product("bcdfghjkl", repeat=4), STANDALONE_SHORT_WORDS))
    spell_corrector = SpellCorrector(Vocabulary(["is", "it", *filler, "gr", "grit", "isit"]))
    assert read(spell_corrector, "gr it") == "grit"
    assert read(spell_corrector, "is it") == "is it"


def test_a_correction_keeps_its_place_in_the_text(spell_corrector: SpellCorrector) -> None:
    text = clean("hello stpid mor on youarean idiot").text
    for word, begin, end in spell_corrector.correct(text):
        assert text[begin] == word[0]
        assert text[end - 1] == word[-1]


def test_correcting_what_is_correct_changes_nothing(spell_corrector: SpellCorrector) -> None:
    once = spell_corrector.correct_texts("you sutpid mor on youarean idiot st*p*d")
    assert spell_corrector.correct_texts(" ".join(once)) == once


def test_a_wall_of_letters_is_left_alone(spell_corrector: SpellCorrector) -> None:
    wall = "youarea" * 50
    assert spell_corrector.correct_texts(wall) == [wall]
