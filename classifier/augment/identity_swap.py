"""Data augmentation: benign rows with the name of one group replaced by that of another.

Of the training comments that say "gay" most are hateful, of those that say "british" few; yet what
is benign of the one is benign of the other. So names that occur in hate more often than others take
the places of those, until a name says little (Dixon et al. 2018, "Measuring and Mitigating Unintended
Bias in Text Classification"; Park et al. 2018, "Reducing Gender Bias in Abusive Language Detection").
"""

import re
from collections.abc import Iterator, Sequence

import numpy as np

from classifier.augment.templates import read_slots
from classifier.data.examples import SoftExamples
from classifier.data.split import build_variants
from classifier.data.train_config import TrainConfig
from classifier.metrics.formulas import Floats, Mask

MAX_TOKENS = 60
"""Tokens of a row that is copied: in a longer one the name says little, and it takes long to learn."""

_EXCLUDED_NAMES = frozenset({"old", "older", "young", "younger", "poor", "rich"})
"""Names that are said of things too often to be counted."""

_AMBIGUOUS_NAMES = frozenset(
    {"black", "blacks", "white", "whites", "brown", "straight", "blind", "deaf", "disabled"}
    | {"male", "males", "female", "females", "roma", "bi", "trans"}
)
"""Names in whose places others make no sense: a white page, a blind alley."""


def swap_identities(examples: SoftExamples, config: TrainConfig) -> SoftExamples:
    """Return copies of benign examples with another group named, as many as the config asks for; seeded by it.

    A name may be drawn for its own place, which then counts twice.
    """
    random = np.random.default_rng((config.seed, 2))
    is_short = np.array([len(tokens) <= MAX_TOKENS for tokens in examples.tokens])
    texts: list[str] = []
    originals: list[int] = []
    for names in _read_identity_names():
        deficits = _compute_deficits(examples, names, max_hateful=config.max_hateful)
        swappable = set(names) - _AMBIGUOUS_NAMES
        mentions = list(_find_mentions(examples, swappable, among=examples.is_benign & is_short))
        if not mentions or not deficits.any():
            continue
        mean_weight = examples.weights[[row for row, _ in mentions]].mean()
        count = round(float(deficits.sum() / mean_weight))
        drawn = random.choice(names, size=count, p=deficits / deficits.sum())
        chosen = random.integers(len(mentions), size=count)
        for name, mention in zip(drawn.tolist(), chosen, strict=True):
            row, found = mentions[mention]
            texts.append(_swap_identity(examples.texts[row], found, name))
            originals.append(row)
    return build_variants(examples, originals, texts, config=config)


def _read_identity_names() -> list[list[str]]:
    """Return the one-word names of groups: those before a noun, and those of many people."""
    slots = read_slots()
    return [
        sorted(name for name in {*slots[slot]} - _EXCLUDED_NAMES if name.isalpha())
        for slot in ("identity", "group")
    ]


def _compute_deficits(
    examples: SoftExamples, names: Sequence[str], *, max_hateful: float
) -> Floats:
    """Return the weight (N,) of benign examples that each name lacks for `max_hateful` of it to be toxic."""
    toxic, benign = (
        _sum_weights(examples, names, among=among)
        for among in (examples.is_toxic, examples.is_benign)
    )
    return np.maximum(toxic * (1 - max_hateful) / max_hateful - benign, 0)


def _sum_weights(examples: SoftExamples, names: Sequence[str], *, among: Mask) -> Floats:
    """Return the weight (N,) of the examples that mention each name."""
    weights = dict.fromkeys(names, 0.0)
    for row, name in _find_mentions(examples, set(names), among=among):
        weights[name] += float(examples.weights[row])
    return np.array(list(weights.values()))


def _find_mentions(
    examples: SoftExamples, names: set[str], *, among: Mask
) -> Iterator[tuple[int, str]]:
    """Yield the row and the name of each mention."""
    for row in np.flatnonzero(among).tolist():
        for name in sorted(names & set(examples.tokens[row])):
            yield row, name


def _swap_identity(text: str, found: str, name: str) -> str:
    """Return the text with one name for the other, in the same capitals."""

    def spell(match: re.Match[str]) -> str:
        if match[0].isupper():
            return name.upper()
        return name.capitalize() if match[0][0].isupper() else name

    return re.sub(rf"\b{found}\b", spell, text, flags=re.IGNORECASE)
