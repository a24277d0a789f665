"""How good a bundle is: every figure on every set, and its false alarms in benign chats."""

import json
import sys
from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Protocol

import numpy as np
from rich.console import Console
from rich.progress import track

from classifier.data import Rows, read_sets
from classifier.evaluation import Evaluation, FalseAlarms, LabelResult, SetResult, TierFigures
from classifier.figures import (
    RESAMPLES,
    as_json,
    label_figures,
    mean_auc,
    recall_at_false_alarms,
)
from classifier.labels import Label, Reason, Scores, Threshold, Unscored
from classifier.measure import Floats
from classifier.scorer import load
from classifier.tables import print_evaluation

CHUNK = 2048
"""Texts handed to the scorer at once; it batches inside."""

WIDTH = 110
"""Columns of the tables where no terminal says how many there are."""

Thresholds = Mapping[Label, Threshold]


class Judge(Protocol):
    """Whatever answers as `classifier.scorer.Scorer` does."""

    @property
    def version(self) -> str:
        """Which bundle answers."""

    @property
    def thresholds(self) -> Thresholds:
        """From where on it flags and acts."""

    def score(self, texts: Sequence[str], /) -> list[Scores | Unscored]:
        """An answer for each text, in order."""


@dataclass(frozen=True, slots=True)
class ScoredSet:
    """A set with its scores (N, 6) in the order of `Label`, nan where a text has none."""

    rows: Rows
    scores: Floats
    unscored: Mapping[Reason, int]

    @property
    def is_benign(self) -> bool:
        """Whether every row is known to deserve no label at all."""
        return bool((self.rows.targets == 0).all())

    def column(self, label: Label) -> tuple[Floats, Floats, Floats]:
        """Targets, scores and weights (M,) of the rows that the set judges by this label."""
        place = list(Label).index(label)
        known = ~np.isnan(self.rows.targets[:, place])
        targets, scores = self.rows.targets[known, place], self.scores[known, place]
        return targets, scores, self.rows.weights[known]

    @property
    def labels(self) -> list[Label]:
        """The labels of which it has positives and negatives."""
        return [label for label in Label if {0.0, 1.0} <= set(self.column(label)[0].tolist())]

    @property
    def toxic_scores(self) -> Floats:
        """The score of `toxic` of each toxic row (T,)."""
        targets, scores, _ = self.column(Label.TOXIC)
        toxic: Floats = scores[targets == 1]
        return toxic


def evaluate(judge: Judge, sets: Iterable[Rows], *, resamples: int = RESAMPLES) -> Evaluation:
    """Score the sets, and measure: `summarise` says what."""
    scored = [score_set(judge, rows) for rows in sets]
    return summarise(scored, judge, resamples=resamples)


def score_set(judge: Judge, rows: Rows) -> ScoredSet:
    """The scores of a set's texts, and how many have none, by reason."""
    scores = np.full((len(rows.texts), len(Label)), np.nan)
    unscored: Counter[Reason] = Counter()
    for begin in range(0, len(rows.texts), CHUNK):
        for place, answer in enumerate(judge.score(rows.texts[begin : begin + CHUNK]), begin):
            if isinstance(answer, Unscored):
                unscored[answer.reason] += 1
            else:
                scores[place] = [answer[label] for label in Label]
    return ScoredSet(rows, scores, dict(sorted(unscored.items())))


def summarise(sets: Sequence[ScoredSet], judge: Judge, *, resamples: int = RESAMPLES) -> Evaluation:
    """All figures of scored sets, at the thresholds of the judge.

    Texts without a score are counted. They reach no threshold, and ranking is about the others.
    """
    benign = [each for each in sets if each.is_benign]
    pooled = benign_scores(sets)
    others = [each for each in sets if not each.is_benign]
    shown = track(others, "measuring", console=Console(stderr=True), transient=True)
    return Evaluation(
        judge.version,
        resamples,
        {
            each.rows.name: _set_result(each, pooled, judge.thresholds, resamples=resamples)
            for each in shown
        },
        {each.rows.name: _false_alarms([each], judge.thresholds) for each in benign},
        _false_alarms(benign, judge.thresholds) if benign else None,
    )


def benign_scores(sets: Sequence[ScoredSet]) -> Floats:
    """The score of `toxic` of each row of the benign sets, pooled: (B,)."""
    benign = [each.column(Label.TOXIC)[1] for each in sets if each.is_benign]
    return np.concatenate([np.empty(0), *benign])


def run(
    bundle: Path | None, data: Path, *, json_file: Path | None = None, plots: Path | None = None
) -> Evaluation:
    """Evaluate a bundle (None: the shipped one) on sets, print tables, and write what is asked.

    `data` is a folder of sets, or one file. The figures go to `json_file`, the pictures into the
    folder `plots`.

    Raises:
        BundleError: if the bundle cannot be used.
        DataError: if the data cannot be read.
    """
    scorer, console = load(bundle), Console(stderr=True)
    sets = read_sets(data, notice=lambda line: console.print(line, style="yellow"))
    shown = track(sets, "scoring", console=console, transient=True)
    scored = [score_set(scorer, rows) for rows in shown]
    evaluation = summarise(scored, scorer)
    print_evaluation(evaluation, Console(width=None if sys.stdout.isatty() else WIDTH))
    if json_file:
        json_file.parent.mkdir(parents=True, exist_ok=True)
        json_file.write_text(json.dumps(as_json(evaluation), indent=2, allow_nan=False) + "\n")
    if plots:
        draw(scored, scorer.thresholds, folder=plots)
    return evaluation


def draw(sets: Sequence[ScoredSet], thresholds: Thresholds, *, folder: Path) -> None:
    """Draw what the sets allow: reliability of six labels, scores, recall against false alarms."""
    from classifier import plots  # noqa: PLC0415 - matplotlib only where pictures are asked for

    folder.mkdir(parents=True, exist_ok=True)
    for each in sets:
        if each.labels == list(Label):
            plots.reliability(
                {label: each.column(label) for label in Label},
                folder / f"reliability-{each.rows.name}.png",
            )
    benign = benign_scores(sets)
    toxic = {each.rows.name: each.toxic_scores for each in sets if len(each.toxic_scores)}
    if toxic and len(benign):
        plots.recall_by_false_alarms(toxic, benign, png=folder / "recall.png")
    judged = {
        each.rows.name: each.column(Label.TOXIC) for each in sets if Label.TOXIC in each.labels
    }
    if judged:
        plots.scores(judged, thresholds[Label.TOXIC], png=folder / "scores.png")


def _set_result(
    scored: ScoredSet, benign: Floats, thresholds: Thresholds, *, resamples: int
) -> SetResult:
    rows, toxic = scored.rows, scored.toxic_scores
    labels = {
        label: _label_result(scored.column(label), thresholds[label], resamples=resamples)
        for label in scored.labels
    }
    mean = recall = None
    if len(labels) == len(Label) and not np.isnan(rows.targets).any():
        mean = mean_auc(rows.targets, scored.scores, rows.weights, resamples=resamples)
    if len(toxic) and len(benign):
        recall = recall_at_false_alarms(toxic, benign, resamples=resamples)
    return SetResult(len(rows.texts), scored.unscored, mean, recall, labels)


def _label_result(
    column: tuple[Floats, Floats, Floats], threshold: Threshold, *, resamples: int
) -> LabelResult:
    return LabelResult(
        label_figures(*column, resamples=resamples),
        _tier_figures(*column, threshold=threshold.flag),
        None if threshold.act is None else _tier_figures(*column, threshold=threshold.act),
    )


def _tier_figures(
    targets: Floats, scores: Floats, weights: Floats, *, threshold: float
) -> TierFigures:
    taken = scores >= threshold
    hits, reached = float(weights[taken] @ targets[taken]), float(weights[taken].sum())
    return TierFigures(
        threshold,
        reached / float(weights.sum()),
        hits / reached if reached else float("nan"),
        hits / float(weights @ targets),
    )


def _false_alarms(sets: Sequence[ScoredSet], thresholds: Thresholds) -> FalseAlarms:
    scores = np.concatenate([each.scores for each in sets])
    unscored = sum((Counter(each.unscored) for each in sets), Counter[Reason]())
    acts = [thresholds[label].act for label in Label]
    flagged, acted = (
        int((scores >= np.array(least)).any(axis=1).sum())
        for least in (
            [thresholds[label].flag for label in Label],
            [np.inf if act is None else act for act in acts],
        )
    )
    rows = len(scores)
    return FalseAlarms(
        rows, dict(unscored), flagged, acted, 1000 * flagged / rows, 1000 * acted / rows
    )
