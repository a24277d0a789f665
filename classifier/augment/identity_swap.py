"""Copies to learn from: what is said of one group without harm, said of another.

Of the training comments that say "gay" most are hateful, of those that say "british" few; yet what
is harmless of the one is harmless of the other. So names that stand in hate more often than others
are put in the places of those, until being named says little (Dixon et al. 2018, "Measuring and
Mitigating Unintended Bias in Text Classification"; Park et al. 2018, "Reducing Gender Bias in
Abusive Language Detection").
"""

import re
from collections.abc import Iterator, Sequence

import numpy as np

from classifier.augment.templates import read_slots
from classifier.data.examples import Examples, read
from classifier.data.train_config import TrainConfig
from classifier.metrics.formulas import Floats, Mask

_NO_GROUP = frozenset({"old", "older", "young", "younger", "poor", "rich"})
"""Names that say too much of things to be counted."""

_OF_THINGS = frozenset(
    {"black", "blacks", "white", "whites", "brown", "straight", "blind", "deaf", "disabled"}
    | {"male", "males", "female", "females", "roma", "bi", "trans"}
)
"""Names in whose places others make no sense: a white page, a blind alley."""


def swap_identities(examples: Examples, config: TrainConfig) -> Examples:
    """Copies of harmless examples with another group named, as many as `config` asks for; seeded by it.

    A name may be drawn for its own place, which then counts twice.
    """
    random = np.random.default_rng((config.seed, 2))
    texts: list[str] = []
    copied: list[int] = []
    for names in _read_names():
        lacking = _weigh_lack(examples, names, most=config.most_hateful)
        places = list(_find(examples, set(names) - _OF_THINGS, among=examples.is_benign))
        if not places or not lacking.any():
            continue
        weight = examples.weights[[row for row, _ in places]].mean()
        count = round(float(lacking.sum() / weight))
        drawn = random.choice(names, size=count, p=lacking / lacking.sum())
        for name, at in zip(drawn.tolist(), random.integers(len(places), size=count), strict=True):
            row, found = places[at]
            texts.append(_exchange(examples.texts[row], found, name))
            copied.append(row)
    return read(texts, examples.targets[copied], examples.weights[copied], config=config)


def _read_names() -> list[list[str]]:
    """The names of groups that are one word: those before a noun, and those of many people."""
    slots = read_slots()
    return [
        sorted(name for name in {*slots[slot]} - _NO_GROUP if name.isalpha())
        for slot in ("identity", "group")
    ]


def _weigh_lack(examples: Examples, names: Sequence[str], *, most: float) -> Floats:
    """What each name (N,) lacks in weight of harmless examples, that `most` of it be harmful."""
    harmful, harmless = (
        _weigh(examples, names, among=among) for among in (examples.is_toxic, examples.is_benign)
    )
    return np.maximum(harmful * (1 - most) / most - harmless, 0)


def _weigh(examples: Examples, names: Sequence[str], *, among: Mask) -> Floats:
    """The weight (N,) of the examples that say each name."""
    weights = dict.fromkeys(names, 0.0)
    for row, name in _find(examples, set(names), among=among):
        weights[name] += float(examples.weights[row])
    return np.array(list(weights.values()))


def _find(examples: Examples, names: set[str], *, among: Mask) -> Iterator[tuple[int, str]]:
    """Which of some examples say which of the names."""
    for row in np.flatnonzero(among).tolist():
        for name in sorted(names & set(examples.words[row])):
            yield row, name


def _exchange(text: str, found: str, name: str) -> str:
    """The text with one name for the other, its capitals kept."""

    def spell(match: re.Match[str]) -> str:
        if match[0].isupper():
            return name.upper()
        return name.capitalize() if match[0][0].isupper() else name

    return re.sub(rf"\b{found}\b", spell, text, flags=re.IGNORECASE)
