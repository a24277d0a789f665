"""Doubts: words that are read as rude ones, and may just as well be a name, a term or a typo."""

from collections.abc import Sequence
from functools import cached_property

from classifier.text import edits
from classifier.text.lexicon import LETTERS, Lexicon
from classifier.text.tokenizer import Vocabulary

MAX_RUDE_LENGTH = 5
"""Letters of a rude word that another word can resemble by chance."""
MAX_PARTS = 2
"""Words in one, a rude one first, that can be a term by chance; more are a sentence."""
MIN_ENDING_LENGTH = 3
"""Letters of the second of them."""
MIN_TRIGRAM_WORDS = 3
"""Common words that three letters must stand in for a word of them to look like one."""


class Doubts:
    """Doubts about what a lexicon reads words as."""

    def __init__(self, vocabulary: Vocabulary, lexicon: Lexicon) -> None:
        self._rude = vocabulary.rude
        self._standalone = lexicon.standalone
        self._lexicon = lexicon

    @cached_property
    def _usual_trigrams(self) -> frozenset[str]:
        counts = self._lexicon.trigrams.items()
        return frozenset(each for each, number in counts if number >= MIN_TRIGRAM_WORDS)

    def is_doubtful(self, word: str, meant: Sequence[str]) -> bool:
        """Tell whether a word that is read as a rude one may just as well be none.

        "bich" and "siht" may; "fcuk", which nothing is called, may not, nor what is spelt with signs.
        """
        rude = [each for each in meant if each in self._rude]
        if not rude or word in self._rude or not LETTERS.fullmatch(word):
            return False
        if max(map(len, rude)) > MAX_RUDE_LENGTH or edits.consonants(word) == word:
            return False
        if len(meant) > 1:
            return meant[0] in rude and self._is_term(meant)
        if rude[0] in edits.remove_doubled(word) or rude[0] in edits.swap_i_and_l(word):
            return False
        return word[::-1] in self._standalone or self._usual_trigrams.issuperset(
            edits.trigrams(word)
        )

    def _is_term(self, meant: Sequence[str]) -> bool:
        """Tell whether these words in one can be a term: "cum", "sum"."""
        return len(meant) <= MAX_PARTS and len(meant[-1]) >= MIN_ENDING_LENGTH
