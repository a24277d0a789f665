"""A stand-in scorer whose batches take as long as a test wants."""

import threading
from collections.abc import Sequence

from classifier import CleanText, Scores, Unscored
from tests.fakes.scorer import StandInScorer
from tests.fakes.waiting import TIMEOUT


class HeldScorer(StandInScorer):
    """Holds every batch until `go` is set, and records the batches."""

    def __init__(self) -> None:
        self.go = threading.Event()
        self.busy = threading.Event()
        self.batches: list[list[str]] = []

    def score_cleaned(self, texts: Sequence[CleanText]) -> list[Scores | Unscored]:
        self.batches.append([text.text for text in texts])
        self.busy.set()
        assert self.go.wait(TIMEOUT), "nobody let the batch go"
        return super().score_cleaned(texts)
