"""Which words a network knows: the commonest of its examples, and which of them are rude."""

from collections import Counter

import numpy as np

from classifier.config import TrainConfig
from classifier.examples import Examples
from classifier.tokens import Vocabulary

RUDE_FROM = 0.7
"""Share of the messages with a word that are toxic, from which on the word is rude."""
RUDE_LEAST = 10
"""Messages with a word from which on that share says something."""


def build_vocabulary(train: Examples, config: TrainConfig) -> Vocabulary:
    """The commonest words of the examples, each seen `word_at_least` times, `word_at_most` of them."""
    counts = Counter(word for words in train.words for word in words)
    common = sorted(counts.items(), key=lambda item: (-item[1], item[0]))
    words = [word for word, count in common[: config.word_at_most] if count >= config.word_at_least]
    return Vocabulary(words, rude=_find_rude(train) & set(words))


def _find_rude(train: Examples) -> set[str]:
    """Words that are hardly said but in toxic messages, among those judged for every label.

    Sets that were gathered for their hate would make a rude word of each group that is hated.
    """
    said: dict[str, list[int]] = {}
    for i in np.flatnonzero(train.is_whole).tolist():
        for word in {word for word in train.words[i] if word.isalpha()}:
            said.setdefault(word, []).append(i)
    toxicity = train.targets[:, 0]
    return {
        word
        for word, rows in said.items()
        if len(rows) >= RUDE_LEAST
        and np.average(toxicity[rows], weights=train.weights[rows]) >= RUDE_FROM
    }
