"""Which words a network knows: the commonest of its examples, and which of them are rude."""

from collections import Counter
from collections.abc import Sequence

import numpy as np

from classifier.data.examples import Examples
from classifier.data.train_config import TrainConfig
from classifier.text.lexicon import COMMON, Lexicon
from classifier.text.tokenizer import Vocabulary

RUDE_FROM = 0.6
"""Share of the messages with a word that are toxic, from which on the word is rude."""
RUDE_LEAST = 10
"""Messages with a word from which on that share says something."""
MISSPELT_FROM = 0.5
"""The same share for what may be a rude word misspelt."""


def build_vocabulary(
    train: Examples, config: TrainConfig, *, spelt: Sequence[str] = ()
) -> Vocabulary:
    """The commonest words of the examples, each seen `word_at_least` times, `word_at_most` of them.

    `spelt` are words that are known to be spelt right. They come after the others, and of those the
    rare ones go that are rude words misspelt: who does not know them reads them as what was meant.
    """
    counts = Counter(word for words in train.words for word in words)
    common = sorted(counts.items(), key=lambda item: (-item[1], item[0]))
    words = [word for word, count in common[: config.word_at_most] if count >= config.word_at_least]
    rude = _find_rude(train) & set(words)
    if spelt:
        misspelt = _find_misspelt(train, Vocabulary(words, rude=rude))
        words = list(dict.fromkeys([*(word for word in words if word not in misspelt), *spelt]))
    return Vocabulary(words, rude=rude)


def _find_rude(train: Examples) -> set[str]:
    """Words that are mostly said in toxic messages, among those judged for every label.

    Sets that were gathered for their hate would make a rude word of each group that is hated.
    """
    said: dict[str, list[int]] = {}
    for i in np.flatnonzero(train.is_fully_labelled).tolist():
        for word in {word for word in train.words[i] if word.isalpha()}:
            said.setdefault(word, []).append(i)
    toxicity = train.targets[:, 0]
    return {
        word
        for word, rows in said.items()
        if len(rows) >= RUDE_LEAST
        and np.average(toxicity[rows], weights=train.weights[rows]) >= RUDE_FROM
    }


def _find_misspelt(train: Examples, vocabulary: Vocabulary) -> set[str]:
    """Rare words, and words with digits or signs, that read as a rude one and are said in harm like it."""
    dictionary = Lexicon(Vocabulary(vocabulary.words[:COMMON], rude=vocabulary.rude))
    candidates = {
        word
        for rank, word in enumerate(vocabulary.words)
        if (rank >= COMMON or not word.isalpha())
        and word not in vocabulary.rude
        and not vocabulary.rude.isdisjoint(dictionary.respell(word))
    }
    said = dict.fromkeys(candidates, 0.0)
    harmful = dict.fromkeys(candidates, 0.0)
    for words, weight, is_toxic in zip(train.words, train.weights, train.is_toxic, strict=True):
        for word in candidates.intersection(words):
            said[word] += weight
            harmful[word] += weight * is_toxic
    return {word for word in candidates if harmful[word] >= MISSPELT_FROM * said[word]}
