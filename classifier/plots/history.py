"""Plots of a training run."""

import csv
from pathlib import Path

import numpy as np

from classifier.metrics.formulas import Floats
from classifier.plots.style import BLUE, FAINT, open_figure


def draw_training_curves(history: Path, png: Path) -> None:
    """Draw loss and mean AUC by epoch from Keras' `CSVLogger` file; validation in a strong colour.

    Raises:
        ValueError: the file has no column `epoch` or no row.
    """
    columns = _read_history(history)
    epochs = columns.pop("epoch") + 1
    panels = (
        ("Loss", [name for name in columns if name.endswith("loss")]),
        ("Mean AUC over six labels", [name for name in columns if name.endswith("auc")]),
    )
    with open_figure(png, "Training", size=(8.0, 3.4)) as figure:
        for axes, (title, names) in zip(figure.subplots(1, 2), panels, strict=True):
            axes.set(title=title, xlabel="epoch")
            axes.xaxis.get_major_locator().set_params(integer=True)
            for name in names:
                on_validation = name.startswith("val_")
                axes.plot(
                    epochs,
                    columns[name],
                    color=BLUE if on_validation else FAINT,
                    marker="o",
                    markersize=4,
                    label="validation" if on_validation else "training",
                )
            if names:
                axes.legend()


def _read_history(history: Path) -> dict[str, Floats]:
    with history.open(newline="") as lines:
        rows = list(csv.DictReader(lines))
    if not rows or "epoch" not in rows[0]:
        raise ValueError(f"{history}: holds no epoch")
    return {name: np.array([_number(row[name]) for row in rows]) for name in rows[0]}


def _number(cell: str) -> float:
    """Return a cell as a number; `CSVLogger` writes NA where an epoch lacks one."""
    return float("nan") if cell == "NA" else float(cell)
