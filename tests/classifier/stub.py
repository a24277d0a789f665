"""Stub scorer: scores that a test knows beforehand, and data sets for it."""

from collections.abc import Callable, Mapping, Sequence

import numpy as np

from classifier.data.reader import LabelledTexts
from classifier.labels import Label, LabelThresholds, Reason, Scores, Unscored

NAN = float("nan")


class StubScorer:
    """A scorer by a function of the text, the same on all labels; None is no score."""

    version = "stub-1"
    thresholds: Mapping[Label, LabelThresholds] = dict.fromkeys(
        Label, LabelThresholds(0.5, 0.8)
    ) | {Label.THREAT: LabelThresholds(0.5, None)}

    def __init__(self, judge: Callable[[str], float | None]) -> None:
        self.judge = judge

    def score(self, texts: Sequence[str], /) -> list[Scores | Unscored]:
        """Return an answer for each text."""
        answers = [self.judge(text) for text in texts]
        return [
            Unscored(Reason.LANGUAGE) if answer is None else Scores.of([answer] * len(Label))
            for answer in answers
        ]


def label_toxic_only(name: str, texts: Sequence[str], toxic: Sequence[int]) -> LabelledTexts:
    """Return a data set that is labelled for `toxic` alone."""
    targets = np.full((len(texts), len(Label)), NAN, dtype=np.float32)
    targets[:, 0] = toxic
    return LabelledTexts(name, list(texts), targets, np.ones(len(texts), dtype=np.float32))


def label_all_alike(name: str, texts: Sequence[str], toxic: Sequence[int]) -> LabelledTexts:
    """Return a data set whose rows have every label or none."""
    targets = np.repeat(np.array(toxic, dtype=np.float32)[:, None], len(Label), axis=1)
    return LabelledTexts(name, list(texts), targets, np.ones(len(texts), dtype=np.float32))
