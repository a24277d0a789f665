"""Data augmentation: invented sentences from templates, benign and hateful ones about the same identities.

Of the training comments that name a group most are hateful, so a network takes the name for the hate
(Dixon et al. 2018, "Measuring and Mitigating Unintended Bias in Text Classification"). Harm that does not
swear is rare in them, too, and so is what only sounds like harm. `templates.toml` and `harms.toml` hold
the templates, with slots that are filled at random.
"""

import re
import tomllib
from collections.abc import Mapping, Sequence
from importlib import resources
from typing import Any

import numpy as np

from classifier.data.reader import LabelledTexts
from classifier.labels import Label

FILES = ("templates.toml", "harms.toml")
"""Files of templates in this folder; slots of each may stand in all."""

_SLOT = re.compile(r"\{(\w+)\}")


def fill_templates(count: int, *, seed: int, weight: float) -> LabelledTexts:
    """Return about `count` different sentences, each of this weight; the same for the same seed.

    Labels that a template does not name are unknown (NaN) if it is toxic, and 0 if it is not.
    """
    slots, lines = read_slots(), _read_lines()
    random = np.random.default_rng(seed)
    total = sum(line["share"] for line in lines)
    labelled: dict[str, list[float]] = {}
    for line in lines:
        for _ in range(round(count * line["share"] / total)):
            template = "{opener}" + str(random.choice(line["texts"])) + "{closer}"
            labelled.setdefault(_fill_slots(template, slots, random), _read_targets(line))
    targets = np.array(list(labelled.values()), np.float32).reshape(-1, len(Label))
    weights = np.full(len(labelled), weight, np.float32)
    return LabelledTexts("templates", list(labelled), targets, weights)


def read_slots() -> Mapping[str, Sequence[str]]:
    """Read the fillers of the templates' slots, by the slots' names."""
    return {name: fillers for source in _read_files() for name, fillers in source["slots"].items()}


def _read_lines() -> list[dict[str, Any]]:
    return [line for source in _read_files() for line in source["lines"]]


def _read_files() -> list[dict[str, Any]]:
    folder = resources.files("classifier.augment")
    return [tomllib.loads(folder.joinpath(name).read_text("utf-8")) for name in FILES]


def _fill_slots(
    template: str, slots: Mapping[str, Sequence[str]], random: np.random.Generator
) -> str:
    """Return the template with its slots filled, and the slots within their fillers."""
    return _SLOT.sub(
        lambda slot: _fill_slots(str(random.choice(slots[slot[1]])), slots, random), template
    )


def _read_targets(line: Mapping[str, Any]) -> list[float]:
    unlabelled = np.nan if line["toxic"] else 0.0
    return [float(line.get(label, unlabelled)) for label in Label]
