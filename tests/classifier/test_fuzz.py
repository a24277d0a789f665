from hypothesis import example, given
from hypothesis import strategies as st

from classifier import Scorer
from tests.classifier.invariants import check_text
from tests.classifier.poison import UNITS

WORDS = ["you", "stupid", "idiot", "KILL", "YOURSELF", "fuck", "b!+ch", "the", "ＩＤＩＯＴ"]
ANY_CHARACTER = st.characters(exclude_categories=())
"""Lone surrogates and unassigned characters too."""
TEXTS = st.one_of(
    st.text(ANY_CHARACTER, max_size=80),
    st.lists(st.sampled_from([*UNITS, *WORDS]) | ANY_CHARACTER, max_size=25).map("".join),
    st.tuples(st.sampled_from(UNITS), st.integers(1, 200), st.sampled_from(WORDS)).map(
        lambda drawn: f"{drawn[0] * drawn[1]} {drawn[2]}"
    ),
)


@given(TEXTS)
@example("YOU STUPID İDİOT, İ KİLL YOU")
@example("THERE ARE WOMEN MAKING BURRITOS, DO NOT EAT THERE")
def test_every_text_is_cleaned_scored_and_explained(scorer: Scorer, text: str) -> None:
    check_text(scorer, text)
