"""A judge whose scores a test can tell beforehand."""

from collections.abc import Callable, Mapping, Sequence

import numpy as np

from classifier.data.reader import LabelledTexts
from classifier.labels import Label, LabelThresholds, Reason, Scores, Unscored

NAN = float("nan")


class Stub:
    """Scores a text by a function of it, the same on all labels; None is no score."""

    version = "stub-1"
    thresholds: Mapping[Label, LabelThresholds] = dict.fromkeys(
        Label, LabelThresholds(0.5, 0.8)
    ) | {Label.THREAT: LabelThresholds(0.5, None)}

    def __init__(self, judge: Callable[[str], float | None]) -> None:
        self.judge = judge

    def score(self, texts: Sequence[str], /) -> list[Scores | Unscored]:
        """An answer for each text."""
        answers = [self.judge(text) for text in texts]
        return [
            Unscored(Reason.LANGUAGE) if answer is None else Scores.of([answer] * 6)
            for answer in answers
        ]


def one_label(name: str, texts: Sequence[str], toxic: Sequence[int]) -> LabelledTexts:
    """A set that speaks of `toxic` alone."""
    targets = np.full((len(texts), 6), NAN, dtype=np.float32)
    targets[:, 0] = toxic
    return LabelledTexts(name, list(texts), targets, np.ones(len(texts), dtype=np.float32))


def all_labels(name: str, texts: Sequence[str], toxic: Sequence[int]) -> LabelledTexts:
    """A set whose rows deserve every label or none."""
    targets = np.repeat(np.array(toxic, dtype=np.float32)[:, None], 6, axis=1)
    return LabelledTexts(name, list(texts), targets, np.ones(len(texts), dtype=np.float32))
