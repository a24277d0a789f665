"""One message must never make the bot deaf: time is linear in the length of a text, whatever is in it."""

import gc
import time
from collections.abc import Callable, Mapping, Sequence
from itertools import pairwise
from typing import Any

import numpy as np
import pytest

from classifier import CleanText, Scorer, clean
from classifier.inference.bundle import DEFAULT, read
from classifier.labels import Label
from tests.classifier.poison import SHAPES, make_poison

SHORT, LONG = 4_000, 16_000
MAX_GROWTH = 5.0
"""Times the processor time of a short text that a long one may take; linear would be 4."""
NOISE = 0.010
"""Seconds that are put down to the machine."""
CEILING = 2.0
"""Seconds that any step may take on a long text, on a slow machine; here most take 0.05."""
ATTEMPTS = 5
"""Measurements of which the shortest counts, as a busy machine only lengthens them."""


class InstantSession:
    """A stand-in for the ONNX session, whose own time is that of its windows; sure of every label."""

    def run(self, _: None, inputs: Mapping[str, Any]) -> Sequence[Any]:
        """Return the same logits for each message."""
        return [np.full((len(inputs["lengths"]), len(Label)), 3.0, np.float32)]


@pytest.fixture(scope="module")
def scorer() -> Scorer:
    """Return a scorer that caches no scores and waits for no network."""
    scorer = Scorer(read(DEFAULT), cache_size=1)
    scorer.network._session = InstantSession()
    return scorer


def measure(scorer: Scorer, text: str) -> list[float]:
    """Return the seconds of processor time that cleaning, scoring and explaining take."""
    cleaned: list[CleanText] = []
    steps: Sequence[Callable[[], object]] = (
        lambda: cleaned.append(clean(text)),
        lambda: scorer.score_cleaned(cleaned),
        lambda: scorer.explain(cleaned[0]),
    )
    scorer.score(["forget what was scored before"])
    gc.disable()
    try:
        times = [time.thread_time()]
        for step in steps:
            step()
            times.append(time.thread_time())
    finally:
        gc.enable()
    return [end - begin for begin, end in pairwise(times)]


def is_linear(short: Sequence[float], long: Sequence[float]) -> bool:
    """Tell whether no step took more than it may on the long text."""
    return all(b <= MAX_GROWTH * a + NOISE for a, b in zip(short, long, strict=True))


@pytest.mark.parametrize("shape", SHAPES)
def test_four_times_the_length_takes_at_most_five_times_as_long(scorer: Scorer, shape: str) -> None:
    short, long = make_poison(shape, SHORT), make_poison(shape, LONG)
    of_short, of_long = measure(scorer, short), measure(scorer, long)
    for _ in range(ATTEMPTS - 1):
        if is_linear(of_short, of_long):
            break
        of_short = list(map(min, of_short, measure(scorer, short)))
        of_long = list(map(min, of_long, measure(scorer, long)))
    assert is_linear(of_short, of_long), (of_short, of_long)
    assert max(of_long) < CEILING
