"""Plain English: lines that the English network alone need read, as their words are common ones."""

from collections.abc import Sequence

from classifier.inference.rude_words import SHORT, RudeWords
from classifier.inference.run_weights import RunModel
from classifier.text.tokenizer import UNKNOWN, Vocabulary

COMMON_ENGLISH = 20_000
"""Commonest English words, which are rude in no other language for the sake of short lines."""
WORDS_OF_RARE = 3
"""Words of a line for each that is no common English one, in plain English."""
MAX_RARE_LOGIT = -1.0
"""Logit of the linear model below which those of plain English lie."""


class EnglishWords:
    """Common English words, by an English bundle's vocabulary."""

    def __init__(self, vocabulary: Vocabulary, rude: RudeWords, runs: RunModel | None) -> None:
        self._vocabulary, self._rude, self._runs = vocabulary, rude, runs

    def are_half(self, words: Sequence[str]) -> bool:
        """Tell whether half of a line's words or more are common in English."""
        spoken, rare = self._list_rare(words)
        return 2 * len(rare) <= len(spoken)

    def are_plain(self, words: Sequence[str]) -> bool:
        """Tell whether a line of more than `SHORT` words is in common English ones, but for a few.

        The others are rude in no language that is known, and nothing like what is.
        """
        spoken, rare = self._list_rare(words)
        if len(spoken) <= SHORT or len(rare) * WORDS_OF_RARE > len(spoken):
            return False
        return not rare or (
            all(map(str.isascii, rare))
            and not self._rude.are_named(spoken)
            and self._runs is not None
            and float(self._runs.logits([rare])[0]) < MAX_RARE_LOGIT
        )

    def _list_rare(self, words: Sequence[str]) -> tuple[Sequence[str], Sequence[str]]:
        """Return the words of a line that are spoken, and those of them that are not common in English."""
        spoken = [word for word in words if word[0] not in "<!?*"]
        rare = [
            word for word in spoken if not UNKNOWN < self._vocabulary.index(word) < COMMON_ENGLISH
        ]
        return spoken, rare
