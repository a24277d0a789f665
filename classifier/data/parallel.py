"""Work on many texts at once: one process a core."""

import os
from collections.abc import Callable, Sequence
from concurrent.futures import ProcessPoolExecutor
from multiprocessing import get_context
from typing import TypeVar

T = TypeVar("T")

FEWEST = 20_000
"""Texts from which on processes of their own, which import and load for a second, are worth their start."""


def map_texts(
    work: Callable[[Sequence[str]], list[T]], texts: Sequence[str], *, fewest: int = FEWEST
) -> list[T]:
    """Return what `work` makes of texts, one result a text, in their order.

    From `fewest` texts on it works in as many processes as there are cores, for which it must be picklable.
    """
    cores = os.cpu_count() or 1
    if cores == 1 or len(texts) < fewest:
        return work(texts)
    # Every core gets each so-manieth text, as those of one set are about equally long.
    with ProcessPoolExecutor(cores, mp_context=get_context("spawn")) as pool:
        parts = list(pool.map(work, [texts[core::cores] for core in range(cores)]))
    return [parts[row % cores][row // cores] for row in range(len(texts))]
