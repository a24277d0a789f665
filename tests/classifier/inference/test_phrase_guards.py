import pytest

from classifier.inference.phrase_grammar import parse_phrase
from classifier.inference.phrase_guards import Guard

STRICT = Guard(before=[parse_phrase("never")], after=[parse_phrase("in (film|print)")], near=0)
LOOSE = Guard(before=[parse_phrase("never")], after=[parse_phrase("in (film|print)")], near=2)


def is_met(guard: Guard, text: str) -> bool:
    """Tell whether a guard stands around the word "harm" of a text."""
    begin = text.index("harm ")
    return guard.is_met(text, begin, begin + len("harm "))


@pytest.mark.parametrize(
    "text", ["never harm ", "harm in film ", "harm in print ", "never harm in "]
)
def test_a_guard_is_met_where_one_of_its_phrases_stands_beside_a_match(text: str) -> None:
    assert is_met(STRICT, text)
    assert is_met(LOOSE, text)


@pytest.mark.parametrize("text", ["never do any harm ", "harm now only in film "])
def test_so_many_words_may_stand_between_as_are_near(text: str) -> None:
    assert not is_met(STRICT, text)
    assert is_met(LOOSE, text)


@pytest.mark.parametrize(
    "text",
    ["harm ", "harm in ", "harm film in ", "nevermore harm ", "never . harm ", "in film harm "],
)
def test_a_guard_is_not_met_by_a_part_of_a_phrase_nor_in_another_sentence(text: str) -> None:
    assert not is_met(LOOSE, text)


def test_a_phrase_that_requires_no_word_is_looked_for_in_every_text() -> None:
    guard = Guard(before=[parse_phrase("seem*")], after=[])
    assert is_met(guard, "seemingly harm ")
    assert not is_met(guard, "harm ")
