"""Signals of invented rows, as a multilingual bundle reads them."""

from collections.abc import Sequence

import numpy as np

from classifier.labels import Label
from classifier.training.row_signals import RowSignals

ROWS = 400


def make_signals(
    name: str,
    *,
    network: float,
    runs: float = 0.0,
    rude: Sequence[float] = (0.0, 0.0),
    language: str = "tr",
    seed: int = 1,
) -> RowSignals:
    """Return rows, half of them toxic; `network` and `runs` say how well each tells them apart.

    `rude` are the shares of harmless and of toxic rows that name a rude word.
    """
    chance = np.random.default_rng(seed)
    toxic = np.arange(ROWS) % 2
    logits = chance.normal(size=(ROWS, len(Label))) + network * (2 * toxic - 1)[:, None]
    targets = np.full((ROWS, len(Label)), np.nan)
    targets[:, list(Label).index(Label.TOXIC)] = toxic
    return RowSignals(
        logits,
        chance.normal(size=ROWS) + runs * (2 * toxic - 1),
        chance.random(ROWS) < np.where(toxic == 1, rude[1], rude[0]),
        targets,
        [language] * ROWS,
        [name] * ROWS,
    )


def join_signals(*parts: RowSignals) -> RowSignals:
    """Return the rows of all parts, in order."""
    return RowSignals(
        np.concatenate([part.logits for part in parts]),
        np.concatenate([part.runs for part in parts]),
        np.concatenate([part.is_rude for part in parts]),
        np.concatenate([part.targets for part in parts]),
        [code for part in parts for code in part.languages],
        [name for part in parts for name in part.sets],
    )
