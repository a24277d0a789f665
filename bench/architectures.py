"""Comparison of networks on the same data: the experiment of the article that Parley grew from, repeated.

Trains the article's LSTM, its LSTM-CNN and our bidirectional LSTM on the labels alone, measures all
three, and last the bundle that ships, which is ours taught by a linear model besides.
"""

import json
import shutil
import time
from dataclasses import asdict, dataclass, replace
from itertools import islice
from pathlib import Path
from typing import Annotated, Any

import numpy as np
import typer
from rich.console import Console
from rich.table import Table

from bench.contestants.messages import messages
from classifier.data.reader import LabelledTexts, read_datasets
from classifier.data.train_config import NETWORKS, TrainConfig
from classifier.evaluation.evaluate import evaluate
from classifier.inference import bundle as bundles
from classifier.inference.bundle import DEFAULT
from classifier.inference.scorer import Scorer, load
from classifier.labels import Label

TITLES = {
    "lstm": "LSTM (article)",
    "lstm_cnn": "LSTM-CNN (article)",
    "bilstm": "bidirectional LSTM",
}
WIDTH = 150
SHIPPED = "bidirectional LSTM, taught (ships)"


@dataclass(frozen=True, slots=True)
class NetworkFigures:
    """Figures of a network: quality on rows it never saw, size, and speed of one message."""

    network: str
    mean_auc: float
    auc: dict[str, float]
    toxic_auc: dict[str, float]
    recall: dict[str, float]
    mebibytes: float
    milliseconds_12_words: float


def main(
    *,
    data: Annotated[Path, typer.Option(help="A folder of sets to train on.")],
    dev: Annotated[Path, typer.Option(help="A folder of sets to measure on.")],
    embeddings: Annotated[Path, typer.Option(help="Word vectors.")],
    runs: Annotated[Path, typer.Option(help="Where the runs are kept.")] = Path(
        "runs/architectures"
    ),
    out: Annotated[Path, typer.Option("--json", help="Where the table is kept.")] = DEFAULT
    / "architectures.json",
) -> None:
    """Train the three networks, measure them and the bundle that ships, and print the table."""
    sets = read_datasets(dev)
    rows = []
    for name in NETWORKS:
        bundle = _train(name, data, embeddings=embeddings, run=runs / name)
        rows.append(_measure(TITLES[name], load(bundle), bundle, sets=sets))
    rows.append(_measure(SHIPPED, load(), DEFAULT, sets=sets))
    out.write_text(json.dumps([asdict(row) for row in rows], indent=1) + "\n", "utf-8")
    Console(width=WIDTH).print(_build_table(rows))


LABELS_ONLY: dict[str, Any] = {"teacher": 0.0, "templates": 0.0, "attacked": 0.0, "padded": 0.0}
"""Settings of a run on the labels alone: no teachers, invented sentences or disguised copies."""


def _train(name: str, data: Path, *, embeddings: Path, run: Path) -> Path:
    """Return a bundle of a network, trained as ours is but on the labels alone, or found there."""
    from classifier.training.export import export  # noqa: PLC0415 - TensorFlow, only where it is needed
    from classifier.training.train import train_run  # noqa: PLC0415

    bundle = run / "bundle"
    if not (bundle / "bundle.json").exists():
        shutil.rmtree(bundle, ignore_errors=True)
        train_run(
            data,
            run,
            replace(TrainConfig(network=NETWORKS[name]), **LABELS_ONLY),
            embeddings=embeddings,
            rebuild_vocabulary=False,
            log=typer.echo,
        )
        export(run, bundle, version=name)
    return bundle


def _measure(
    title: str, scorer: Scorer, bundle: Path, *, sets: list[LabelledTexts]
) -> NetworkFigures:
    evaluation = evaluate(scorer, sets, resamples=1)
    whole = next(each for each in evaluation.sets.values() if each.mean_auc)
    assert whole.mean_auc is not None
    others = {name: each for name, each in evaluation.sets.items() if each is not whole}
    needed = [
        *bundles.read(bundle).network_files,
        bundle / "vocabulary.json",
        bundle / "bundle.json",
    ]
    return NetworkFigures(
        network=title,
        mean_auc=whole.mean_auc.value,
        auc={label.value: whole.labels[label].figures.roc_auc.value for label in Label},
        toxic_auc={
            name: each.labels[Label.TOXIC].figures.roc_auc.value for name, each in others.items()
        },
        recall={
            name: recall.value
            for name, each in others.items()
            if (recall := each.recall_at_1_false_alarm_in_1000)
        },
        mebibytes=sum(file.stat().st_size for file in needed) / 2**20,
        milliseconds_12_words=_median_milliseconds(scorer),
    )


def _median_milliseconds(scorer: Scorer) -> float:
    """Return the median time of one message of 12 words, in milliseconds."""
    seconds = []
    for message in islice(messages(1, least=12, most=12), 1000):
        start = time.perf_counter()
        scorer.score([message])
        seconds.append(time.perf_counter() - start)
    return 1000 * float(np.median(seconds))


def _build_table(rows: list[NetworkFigures]) -> Table:
    table = Table("network", "mean AUC", *Label, "other sets: AUC", "recall", "MiB", "ms")
    for row in rows:
        table.add_row(
            row.network,
            f"{row.mean_auc:.4f}",
            *(f"{row.auc[label]:.3f}" for label in Label),
            f"{np.mean(list(row.toxic_auc.values())):.3f}",
            f"{np.mean(list(row.recall.values())):.3f}",
            f"{row.mebibytes:.1f}",
            f"{row.milliseconds_12_words:.2f}",
        )
    return table


if __name__ == "__main__":
    typer.run(main)
