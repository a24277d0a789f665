"""Bundle of an earlier release, by the answers kept from it: this release cleans texts otherwise."""

import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

from classifier.data.reader import DataError
from classifier.inference.bundle import read_thresholds
from classifier.labels import Label, LabelThresholds, Reason, Scores, Unscored


@dataclass(frozen=True, slots=True)
class PreviousRelease:
    """Scorer of an earlier release, which has answers to the messages that were scored then."""

    version: str
    thresholds: Mapping[Label, LabelThresholds]
    answers: Sequence[Scores | Unscored]
    source: Path

    def score(self, texts: Sequence[str]) -> list[Scores | Unscored]:
        """Return the answers to these messages, which must be all that were scored.

        Raises:
            DataError: there are more of them, or fewer.
        """
        if len(texts) != len(self.answers):
            raise DataError(
                f"{self.source}: answers {len(self.answers)} messages, and there are {len(texts)}"
            )
        return list(self.answers)


def read_previous_release(bundle: Path, scored: Path) -> PreviousRelease:
    """Read a bundle's folder, and the lines that its release's `python -m classifier score` printed.

    Raises:
        BundleError: its version and thresholds cannot be read.
        DataError: a line is no answer.
    """
    version, thresholds = read_thresholds(bundle)
    try:
        lines = scored.read_text("utf-8").splitlines()
    except (OSError, UnicodeDecodeError) as error:
        raise DataError(f"{scored}: {error}") from error
    answers = [_parse_answer(line, f"{scored}: line {n}") for n, line in enumerate(lines, start=1)]
    return PreviousRelease(version, thresholds, answers, scored)


def _parse_answer(line: str, where: str) -> Scores | Unscored:
    try:
        answer = json.loads(line)
        if "unscored" in answer:
            return Unscored(Reason(answer["unscored"]))
        return Scores.of([float(answer["scores"][label]) for label in Label])
    except (ValueError, KeyError, TypeError) as error:
        raise DataError(f"{where}: no answer of `python -m classifier score`") from error
