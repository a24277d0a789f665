"""Vocabulary building: the commonest words of the examples, and which of them are rude."""

from collections import Counter
from collections.abc import Sequence

import numpy as np

from classifier.data.examples import LabelledExamples
from classifier.data.train_config import TrainConfig
from classifier.text.lexicon import COMMON_WORDS, Lexicon
from classifier.text.tokenizer import Vocabulary

MIN_RUDE_SHARE = 0.6
"""Share of toxic ones among the messages with a word, from which on the word is rude."""
MIN_RUDE_MESSAGES = 10
"""Messages with a word from which on that share is reliable."""
MIN_MISSPELT_SHARE = 0.5
"""The same share for a word that may be a rude one misspelt."""


def build_vocabulary(
    train: LabelledExamples, config: TrainConfig, *, known_words: Sequence[str] = ()
) -> Vocabulary:
    """Return the commonest words of the examples, each with the config's least count, and the known words.

    `known_words` are spelt right. They come after the others, of which rare ones that are rude words
    misspelt are left out: spelling correction then reads them as what was meant.
    """
    counts = Counter(token for tokens in train.tokens for token in tokens)
    common = sorted(counts.items(), key=lambda item: (-item[1], item[0]))
    words = [word for word, count in common[: config.max_words] if count >= config.min_word_count]
    rude = _find_rude(train) & set(words)
    if known_words:
        misspelt = _find_misspelt(train, Vocabulary(words, rude=rude))
        kept = [word for word in words if word not in misspelt]
        words = list(dict.fromkeys([*kept, *known_words]))
    return Vocabulary(words, rude=rude)


def _find_rude(train: LabelledExamples) -> set[str]:
    """Return the words that occur mostly in toxic messages, among those labelled for every label.

    Sets that were gathered for their hate would make a rude word of each group that is hated.
    """
    rows_by_word: dict[str, list[int]] = {}
    for row in np.flatnonzero(train.is_fully_labelled).tolist():
        for word in {word for word in train.tokens[row] if word.isalpha()}:
            rows_by_word.setdefault(word, []).append(row)
    toxicity = train.targets[:, 0]
    return {
        word
        for word, rows in rows_by_word.items()
        if len(rows) >= MIN_RUDE_MESSAGES
        and np.average(toxicity[rows], weights=train.weights[rows]) >= MIN_RUDE_SHARE
    }


def _find_misspelt(train: LabelledExamples, vocabulary: Vocabulary) -> set[str]:
    """Return the words that read as a rude one misspelt and occur in toxic messages as it does.

    Only rare words, and words with digits or signs.
    """
    lexicon = Lexicon(Vocabulary(vocabulary.words[:COMMON_WORDS], rude=vocabulary.rude))
    candidates = {
        word
        for rank, word in enumerate(vocabulary.words)
        if (rank >= COMMON_WORDS or not word.isalpha())
        and word not in vocabulary.rude
        and not vocabulary.rude.isdisjoint(lexicon.correct_unknown(word))
    }
    total = dict.fromkeys(candidates, 0.0)
    toxic = dict.fromkeys(candidates, 0.0)
    for tokens, weight, is_toxic in zip(train.tokens, train.weights, train.is_toxic, strict=True):
        for word in candidates.intersection(tokens):
            total[word] += weight
            toxic[word] += weight * is_toxic
    return {word for word in candidates if toxic[word] >= MIN_MISSPELT_SHARE * total[word]}
