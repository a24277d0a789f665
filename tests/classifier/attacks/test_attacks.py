import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from classifier import clean
from classifier.attacks import ATTACKS
from classifier.attacks.words import find_content_words

INSULT = "you really are a stupid pathetic idiot, go away"
MANY = range(40)


def attacked(name: str, text: str = INSULT, *, seeds: range = MANY) -> list[str]:
    """Return a text as an attack disguises it with many seeds."""
    return [ATTACKS[name](text, np.random.default_rng(seed)) for seed in seeds]


@pytest.mark.parametrize("name", ATTACKS)
def test_an_attack_changes_a_text_and_varies(name: str) -> None:
    made = attacked(name)
    assert INSULT not in made
    assert len(set(made)) > len(MANY) / 4


@pytest.mark.parametrize("name", ATTACKS)
def test_the_same_seed_makes_the_same_disguise(name: str) -> None:
    assert attacked(name) == attacked(name)


@pytest.mark.parametrize("name", sorted(set(ATTACKS) - {"padding", "joined", "kind_word_again"}))
def test_stop_words_stay_as_they_are(name: str) -> None:
    for text in attacked(name):
        assert text.startswith("you ")


@pytest.mark.parametrize("name", sorted(set(ATTACKS) - {"padding", "kind_word_again"}))
def test_a_text_without_content_words_is_returned_as_it_was(name: str) -> None:
    for text in ("", "a", "?!", "<@42> https://example.org/bad :smile:", "1 2 3"):
        assert attacked(name, text, seeds=range(5)) == [text] * 5


@given(st.text(max_size=60), st.sampled_from(sorted(ATTACKS)), st.integers(0, 99))
def test_no_text_breaks_an_attack(text: str, name: str, seed: int) -> None:
    made = ATTACKS[name](text, np.random.default_rng(seed))
    assert isinstance(made, str)
    assert made or not text


@pytest.mark.parametrize("name", ["zero_width", "markup"])
def test_cleaning_undoes_invisible_characters_and_markup(name: str) -> None:
    read = [clean(text).text == clean(INSULT).text for text in attacked(name)]
    assert np.mean(read) > 0.6


def test_letters_are_only_reordered_dropped_or_repeated() -> None:
    for text in attacked("swaps"):
        assert sorted(text) == sorted(INSULT)
    for text in attacked("drops"):
        assert len(INSULT) - 6 <= len(text) < len(INSULT)
    for text in attacked("repeats"):
        assert set(text) == set(INSULT)
        assert len(text) > len(INSULT)


def test_the_ends_of_a_word_stand_firm_under_stars_swaps_and_drops() -> None:
    for name in ("stars", "swaps", "drops"):
        for text in attacked(name, "idiot"):
            assert (text[0], text[-1]) == ("i", "t")


def test_words_of_spaced_letters_have_a_wider_gap_between_them() -> None:
    made = attacked("spacing", "stupid idiot")
    assert any("s t u p i d  " in text for text in made)
    assert not any("s t u p i d i " in text for text in made)


def test_a_split_text_is_whole_when_its_parts_are_put_together() -> None:
    for text in attacked("split"):
        assert text.replace("\n", "") == INSULT
        assert 1 <= text.count("\n") < 8


def test_joined_words_lack_only_spaces() -> None:
    for text in attacked("joined"):
        assert text.replace(" ", "").lower() == INSULT.replace(" ", "")


def test_padding_leaves_the_text_whole_among_benign_sentences() -> None:
    for text in attacked("padding", "you idiot"):
        assert "you idiot" in text
        assert text.count(" ") > 9
    long = "word " * 200
    assert attacked("padding", long, seeds=range(3)) == [long] * 3


def test_mentions_addresses_and_emoji_names_are_no_words() -> None:
    text = "<@mention> see https://example.org/some/path or file.name :grinning_face: plain"
    assert [text[begin:end] for begin, end in find_content_words(text)] == ["see", "plain"]


def test_cleaning_undoes_letters_in_spoilers_and_in_emoji() -> None:
    for name in ("wrapped_letters", "emoji_letters"):
        read = [clean(text).text == clean(INSULT).text for text in attacked(name)]
        assert np.mean(read) > 0.9


def test_a_word_said_again_and_again_is_read_once() -> None:
    for text in attacked("kind_word_again"):
        assert clean(text).text.count(" ") == INSULT.count(" ") + 1
