"""Copies to learn from: rows in disguise, and short rows among other, harmless talk.

A copy keeps what was judged of its row: whoever dots out a word means the same. Benign rows are
copied too, or the network would take the disguise itself for the harm.
"""

from collections.abc import Mapping, Sequence

import numpy as np

from classifier.attacks import ATTACKS, Attack
from classifier.data.examples import Examples, read
from classifier.data.train_config import TrainConfig

LEARNED: Mapping[str, Attack] = {
    name: attack for name, attack in ATTACKS.items() if name != "padding"
}
"""Padding is learned from harmless rows; the sentences of `attacks.padding` are kept for measuring."""

LONGEST_TO_PAD = 30
"""Words of a row that is put among other talk."""

MOST_TALK = 3
"""Harmless rows put around one."""

_ON_NEW_LINES = 0.3
"""Share of padded copies whose parts stand on lines of their own."""


def make_copies(examples: Examples, config: TrainConfig) -> Examples:
    """Attacked and padded copies of some examples, as `config` says how many; seeded by it."""
    random = np.random.default_rng((config.seed, 1))
    is_toxic = examples.is_toxic
    share = np.where(is_toxic, config.attacked, config.attacked * config.copied_benign)
    attacked = np.flatnonzero(random.random(len(examples)) < share)
    share = np.where(is_toxic, config.padded, config.padded * config.copied_benign)
    is_short = np.array([len(words) <= LONGEST_TO_PAD for words in examples.words])
    padded = np.flatnonzero(is_short & (random.random(len(examples)) < share))
    copied = np.concatenate([attacked, padded])
    texts = [_attack(examples.texts[i], random) for i in attacked]
    texts += _pad([examples.texts[i] for i in padded], _benign_talk(examples), random)
    return read(texts, examples.targets[copied], examples.weights[copied], config=config)


def _attack(text: str, random: np.random.Generator) -> str:
    names = tuple(LEARNED)
    return LEARNED[names[random.integers(len(names))]](text, random)


def _benign_talk(examples: Examples) -> list[str]:
    """Rows judged to deserve no label at all, short enough to stand beside another."""
    return [
        examples.texts[i]
        for i in np.flatnonzero(examples.is_benign)
        if len(examples.words[i]) <= 2 * LONGEST_TO_PAD
    ]


def _pad(texts: Sequence[str], talk: Sequence[str], random: np.random.Generator) -> list[str]:
    """Each text with one to `MOST_TALK` rows of talk before it, after it, or on both sides."""
    if not talk:
        return list(texts)
    padded = []
    for text in texts:
        parts = [
            talk[i] for i in random.integers(len(talk), size=random.integers(1, MOST_TALK + 1))
        ]
        parts.insert(int(random.integers(len(parts) + 1)), text)
        padded.append(("\n" if random.random() < _ON_NEW_LINES else " ").join(parts))
    return padded
