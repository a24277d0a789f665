"""Invented sentences to learn from: the same identity, the same hard word, in kind and in hateful lines.

Of the training comments that name a group most are hateful, so a network takes the name for the hate
(Dixon et al. 2018, "Measuring and Mitigating Unintended Bias in Text Classification"). `contrasts.toml`
holds the lines, with slots that are filled at random.
"""

import re
import tomllib
from collections.abc import Mapping, Sequence
from importlib import resources
from typing import Any

import numpy as np

from classifier.data.reader import LabelledTexts
from classifier.labels import Label

NAME = "contrasts"
_SLOT = re.compile(r"\{(\w+)\}")


def fill_templates(count: int, *, seed: int, weight: float) -> LabelledTexts:
    """About `count` different sentences, each weighing `weight`; the same for the same seed.

    What a line is silent of is open (NaN) if it is toxic, and not so (0) if it is not.
    """
    source = _read()
    slots, lines = source["slots"], source["lines"]
    random = np.random.default_rng(seed)
    total = sum(line["share"] for line in lines)
    judged: dict[str, list[float]] = {}
    for line in lines:
        for _ in range(round(count * line["share"] / total)):
            text = "{opener}" + str(random.choice(line["texts"])) + "{closer}"
            judged.setdefault(_fill(text, slots, random), _targets(line))
    targets = np.array(list(judged.values()), np.float32)
    return LabelledTexts(NAME, list(judged), targets, np.full(len(judged), weight, np.float32))


def read_slots() -> Mapping[str, Sequence[str]]:
    """What fills the slots of the lines, by the slots' names."""
    slots: Mapping[str, Sequence[str]] = _read()["slots"]
    return slots


def _read() -> dict[str, Any]:
    return tomllib.loads(
        resources.files("classifier.augment").joinpath("templates.toml").read_text()
    )


def _fill(text: str, slots: Mapping[str, Sequence[str]], random: np.random.Generator) -> str:
    """The text with its slots filled, and the slots of what fills them."""
    return _SLOT.sub(lambda slot: _fill(str(random.choice(slots[slot[1]])), slots, random), text)


def _targets(line: Mapping[str, Any]) -> list[float]:
    silent = np.nan if line["toxic"] else 0.0
    return [float(line.get(label, silent)) for label in Label]
