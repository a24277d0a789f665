"""Batch plan: which rows are learned from together, messages of about equal length."""

from collections.abc import Sequence

import numpy as np

from classifier.metrics.formulas import Indices

LENGTH_RATIO = 9 / 8
"""The longest message of a batch is less than this many times its shortest: the rest of it is padding."""


def plan_batches(
    lengths: Sequence[int], *, size: int, random: np.random.Generator
) -> list[Indices]:
    """Return batches of `size` rows at most, by their lengths (N,) >= 1, in an order by chance; each row once.

    A batch of longest messages and one of shortest come first: Keras expects of all the shapes of the first two.
    """
    of_row = np.asarray(lengths)
    order = random.permutation(len(of_row))
    level = np.floor(np.log(of_row[order]) / np.log(LENGTH_RATIO))
    by_level = np.argsort(level, kind="stable")
    order, level = order[by_level], level[by_level]
    edges = np.flatnonzero(np.diff(level)) + 1
    batches = [
        rows[begin : begin + size]
        for rows in np.split(order, edges)
        for begin in range(0, len(rows), size)
    ]
    middle = random.permutation(np.arange(1, len(batches) - 1)).tolist()
    return [batches[i] for i in dict.fromkeys((len(batches) - 1, 0, *middle))]
