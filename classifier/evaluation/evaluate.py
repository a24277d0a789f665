"""`python -m classifier evaluate`: all metrics of a bundle on the data sets that are there."""

import json
import sys
from collections.abc import Iterable, Sequence
from dataclasses import replace
from pathlib import Path

from rich.console import Console
from rich.progress import track

from classifier import tables
from classifier.data.reader import LabelledTexts, read_datasets
from classifier.evaluation.bias import measure_bias
from classifier.evaluation.functional import measure_suite
from classifier.evaluation.held_out import measure_agreement, read_held_out, read_held_out_share
from classifier.evaluation.invented_cases import measure_cases
from classifier.evaluation.language_report import print_language_suite
from classifier.evaluation.neutral_frames import measure_frames
from classifier.evaluation.results import Evaluation
from classifier.evaluation.robustness import measure_robustness
from classifier.evaluation.scored import (
    ScoredSet,
    ScorerProtocol,
    Thresholds,
    benign_scores,
    score_set,
)
from classifier.evaluation.summary import summarize
from classifier.inference import bundle as bundles
from classifier.inference.scorer import load
from classifier.labels import Label
from classifier.metrics.bootstrap import RESAMPLES, as_json
from classifier.tables.goals import compare_with_goals

WIDTH = 140
"""Width of the tables in characters where output is no terminal."""


def evaluate(
    scorer: ScorerProtocol, sets: Iterable[LabelledTexts], *, resamples: int = RESAMPLES
) -> Evaluation:
    """Score data sets and summarize the scores. Quick; `run_evaluation` measures all there is."""
    return summarize([score_set(scorer, rows) for rows in sets], scorer, resamples=resamples)


def run_evaluation(
    bundle: Path | None,
    data: Path,
    *,
    held_out: Path | None = None,
    cases: Path | None = None,
    json_file: Path | None = None,
    plots: Path | None = None,
) -> Evaluation:
    """Evaluate a bundle (None: the shipped one) on data sets, print tables, and write what is asked.

    `data` is a folder of sets, or one file; `held_out` the folder of the sets that it was trained on, of
    which the held-out rows are measured; `cases` a file of invented cases by kind. Metrics are written to
    `json_file`, plots into the folder `plots`. Of a bundle of many languages the invented lines of each are
    measured, too; `evaluate-languages` measures it on sets in other languages.

    Raises:
        BundleError: the bundle cannot be used.
        DataError: the data cannot be read.
    """
    folder, console = bundle or bundles.DEFAULT, Console(stderr=True)
    scorer = load(folder)
    sets = read_datasets(data, warn=lambda line: console.print(line, style="yellow"))
    share = read_held_out_share(folder)
    held = read_held_out(held_out, share=share) if held_out else []
    shown = track([*sets, *held], "scoring", console=console, transient=True)
    scored = [score_set(scorer, rows) for rows in shown]
    scored, scored_held = scored[: len(sets)], scored[len(sets) :]
    with console.status("measuring"):
        evaluation = replace(
            summarize(scored, scorer, held_out=scored_held),
            megabytes=sum(file.stat().st_size for file in bundles.read(folder).network_files) / 1e6,
            robustness=measure_robustness(scorer, scored),
            bias=measure_bias(scorer, scored),
            functions=measure_suite(scorer),
            agreement=measure_agreement(scorer, held_out, share=share) if held_out else None,
            frames=measure_frames(scorer),
            cases=measure_cases(scorer, cases) if cases else None,
        )
    metrics = as_json(evaluation)
    output = Console(width=None if sys.stdout.isatty() else WIDTH)
    print_evaluation(metrics, output)
    if len(scorer.languages) > 1:
        print_language_suite(scorer, output)
    if json_file:
        json_file.parent.mkdir(parents=True, exist_ok=True)
        json_file.write_text(json.dumps(metrics, indent=2, allow_nan=False) + "\n")
    if plots:
        draw_plots(scored, scorer.thresholds, folder=plots)
    return evaluation


def print_evaluation(metrics: tables.Json, console: Console) -> None:
    """Print the metrics of an evaluation, as JSON has them, and the goals beside them."""
    console.print(f"bundle {metrics['version']}\n")
    tables.print_tables([*tables.build_tables(metrics), compare_with_goals(metrics)], console)


def draw_plots(sets: Sequence[ScoredSet], thresholds: Thresholds, *, folder: Path) -> None:
    """Draw the plots that the sets allow: reliability of six labels, scores, recall against false alarms."""
    from classifier import plots  # noqa: PLC0415 - matplotlib only where pictures are asked for

    folder.mkdir(parents=True, exist_ok=True)
    for each in sets:
        if each.labels == list(Label):
            plots.draw_reliability(
                {label: each.column(label) for label in Label},
                folder / f"reliability-{each.rows.name}.png",
            )
    benign = benign_scores(sets)
    toxic = {each.rows.name: each.toxic_scores for each in sets if len(each.toxic_scores)}
    if toxic and len(benign):
        plots.draw_recall_curves(toxic, benign, png=folder / "recall.png")
    labelled = {
        each.rows.name: each.column(Label.TOXIC) for each in sets if Label.TOXIC in each.labels
    }
    if labelled:
        plots.draw_score_histograms(labelled, thresholds[Label.TOXIC], png=folder / "scores.png")
