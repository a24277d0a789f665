"""Data augmentation: disguised copies of rows, and copies of short rows among benign ones.

A copy keeps the targets of its row: whoever dots out a word means the same. Benign rows are copied
too, or the network would take the disguise itself for the harm.
"""

from collections.abc import Mapping, Sequence

import numpy as np

from classifier.attacks import ATTACKS, MEASURED_ONLY, Attack
from classifier.data.examples import SoftExamples
from classifier.data.split import build_variants
from classifier.data.train_config import TrainConfig

TRAINING_ATTACKS: Mapping[str, Attack] = {
    name: attack for name, attack in ATTACKS.items() if name not in MEASURED_ONLY
}
"""Attacks that are trained on."""

MAX_TOKENS_TO_PAD = 30
"""Tokens of a row that is padded."""

MAX_CONTEXT_ROWS = 3
"""Benign rows put around one."""

_NEWLINE_SHARE = 0.3
"""Share of the padded copies whose rows stand on lines of their own."""


def augment_disguised(examples: SoftExamples, config: TrainConfig) -> SoftExamples:
    """Return disguised and padded copies of some examples, in the config's shares; seeded by it."""
    random = np.random.default_rng((config.seed, 1))
    is_toxic = examples.is_toxic
    share = np.where(is_toxic, config.attacked, config.attacked * config.augmented_benign)
    disguised = np.flatnonzero(random.random(len(examples)) < share)
    share = np.where(is_toxic, config.padded, config.padded * config.augmented_benign)
    is_short = np.array([len(tokens) <= MAX_TOKENS_TO_PAD for tokens in examples.tokens])
    padded = np.flatnonzero(is_short & (random.random(len(examples)) < share))
    texts = [_disguise(examples.texts[row], random) for row in disguised]
    context = _short_benign_texts(examples)
    texts += _add_context([examples.texts[row] for row in padded], context, random)
    return build_variants(examples, np.concatenate([disguised, padded]), texts, config=config)


def _disguise(text: str, random: np.random.Generator) -> str:
    names = tuple(TRAINING_ATTACKS)
    return TRAINING_ATTACKS[names[random.integers(len(names))]](text, random)


def _short_benign_texts(examples: SoftExamples) -> list[str]:
    return [
        examples.texts[row]
        for row in np.flatnonzero(examples.is_benign)
        if len(examples.tokens[row]) <= 2 * MAX_TOKENS_TO_PAD
    ]


def _add_context(
    texts: Sequence[str], context: Sequence[str], random: np.random.Generator
) -> list[str]:
    """Return each text among one to `MAX_CONTEXT_ROWS` texts of a context, at a random place."""
    if not context:
        return list(texts)
    padded = []
    for text in texts:
        parts = [
            context[row]
            for row in random.integers(len(context), size=random.integers(1, MAX_CONTEXT_ROWS + 1))
        ]
        parts.insert(int(random.integers(len(parts) + 1)), text)
        padded.append(("\n" if random.random() < _NEWLINE_SHARE else " ").join(parts))
    return padded
