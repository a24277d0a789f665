"""Invented cases: messages by kind, benign and toxic, and the verdicts on them."""

import json
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

import numpy as np

from classifier.data.reader import DataError
from classifier.evaluation.scored import ScorerProtocol
from classifier.evaluation.verdicts import judge_texts
from classifier.metrics.bootstrap import Estimate, bootstrap
from classifier.metrics.formulas import Floats, Mask


@dataclass(frozen=True, slots=True)
class KindResult:
    """Result of one kind of cases: how many there are, how many of them any label flags or acts on."""

    cases: int
    is_toxic: bool
    flagged: int
    acted: int


@dataclass(frozen=True, slots=True)
class CaseResult:
    """Result of invented cases: shares of the benign that any label flags or acts on, and of the toxic that none does.

    Intervals resample the cases.
    """

    cases: int
    benign_flagged: Estimate
    benign_acted: Estimate
    toxic_missed: Estimate
    kinds: Mapping[str, KindResult]


def measure_cases(scorer: ScorerProtocol, file: Path) -> CaseResult:
    """Return the verdicts on cases in a file of JSON lines: {"text": ..., "kind": ..., "toxic": 0 or 1}.

    Raises:
        DataError: the file cannot be read, or has no benign or no toxic case.
    """
    texts, kinds, toxic = _read_cases(file)
    flagged, acted = judge_texts(scorer, texts)

    def statistic(weights: Floats) -> list[float]:
        return [
            _share(flagged[~toxic], weights[~toxic]),
            _share(acted[~toxic], weights[~toxic]),
            _share(~flagged[toxic], weights[toxic]),
        ]

    benign_flagged, benign_acted, toxic_missed = bootstrap(statistic, np.ones(len(texts)))
    by_kind = {
        kind: np.array([each == kind for each in kinds], np.bool_) for kind in dict.fromkeys(kinds)
    }
    return CaseResult(
        len(texts),
        benign_flagged,
        benign_acted,
        toxic_missed,
        {
            kind: KindResult(
                int(of.sum()), bool(toxic[of].any()), int(flagged[of].sum()), int(acted[of].sum())
            )
            for kind, of in by_kind.items()
        },
    )


def _share(mask: Mask, weights: Floats) -> float:
    return float(np.average(mask, weights=weights)) if weights.sum() else float("nan")


def _read_cases(file: Path) -> tuple[list[str], list[str], Mask]:
    try:
        cases = [json.loads(line) for line in file.read_text("utf-8").splitlines() if line.strip()]
        texts, kinds = ([str(case[key]) for case in cases] for key in ("text", "kind"))
        toxic = np.array([bool(case["toxic"]) for case in cases], np.bool_)
    except (OSError, ValueError, KeyError, TypeError) as error:
        raise DataError(f"{file}: no JSON lines of text, kind and toxic ({error!r})") from error
    if toxic.all() or not toxic.any():
        raise DataError(f"{file}: holds no benign or no toxic case")
    return texts, kinds, toxic
