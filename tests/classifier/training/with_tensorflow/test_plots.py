from pathlib import Path

import numpy as np
import pytest
from matplotlib.image import imread

from classifier import plots
from classifier.data.reader import LabelledTexts
from classifier.evaluation.evaluate import draw_plots
from classifier.evaluation.scored import ScoredSet
from classifier.labels import Label, LabelThresholds
from classifier.metrics.formulas import Floats


def sample(rows: int, *, seed: int = 0) -> plots.LabelColumn:
    """Return calibrated probabilities, of which one is missing."""
    rng = np.random.default_rng(seed)
    given = rng.beta(0.4, 1.6, rows)
    targets = (rng.random(rows) < given).astype(np.float32)
    given[0] = np.nan
    return targets, given, np.ones(rows, dtype=np.float32)


def colours(png: Path) -> set[tuple[float, ...]]:
    """Return the colours of a plot."""
    pixels: Floats = imread(png)[..., :3]
    return {tuple(pixel) for pixel in pixels.reshape(-1, 3).round(2).tolist()}


def test_the_curves_show_training_and_validation(tmp_path: Path) -> None:
    history = tmp_path / "history.csv"
    history.write_text("epoch,loss,val_loss,val_mean_auc\n0,0.3,0.2,0.95\n1,0.2,NA,0.97\n")
    plots.draw_training_curves(history, tmp_path / "curves.png")
    assert len(colours(tmp_path / "curves.png")) > 10


@pytest.mark.parametrize("text", ["", "epoch,loss\n", "loss\n0.2\n"])
def test_a_history_without_an_epoch_is_refused(tmp_path: Path, text: str) -> None:
    history = tmp_path / "history.csv"
    history.write_text(text)
    with pytest.raises(ValueError, match=r"history\.csv"):
        plots.draw_training_curves(history, tmp_path / "curves.png")
    assert not (tmp_path / "curves.png").exists()


def test_every_plot_that_the_sets_allow_is_drawn(tmp_path: Path) -> None:
    targets, given, weights = sample(3000)
    table = np.repeat(targets[:, None], len(Label), axis=1)
    texts = [""] * 3000
    scores = np.repeat(given[:, None], len(Label), axis=1)
    sets = [
        ScoredSet(LabelledTexts("wiki", texts, table, weights), scores, {}),
        ScoredSet(LabelledTexts("chat", texts, np.zeros_like(table), weights), scores / 9, {}),
    ]
    draw_plots(sets, dict.fromkeys(Label, LabelThresholds(0.4, None)), folder=tmp_path / "new")
    drawn = sorted(path.name for path in (tmp_path / "new").iterdir())
    assert drawn == ["recall.png", "reliability-wiki.png", "scores.png"]


def test_a_folder_of_benign_chats_alone_draws_nothing(tmp_path: Path) -> None:
    rows = LabelledTexts(
        "chat", ["", ""], np.zeros((2, len(Label)), dtype=np.float32), np.ones(2, dtype=np.float32)
    )
    sets = [ScoredSet(rows, np.full((2, len(Label)), 0.1), {})]
    draw_plots(sets, dict.fromkeys(Label, LabelThresholds(0.4, 0.8)), folder=tmp_path)
    assert list(tmp_path.iterdir()) == []


def test_many_sets_fit_in_one_plot(tmp_path: Path) -> None:
    columns = {f"set_{place}": sample(300, seed=place) for place in range(10)}
    plots.draw_score_histograms(columns, LabelThresholds(0.4, 0.8), png=tmp_path / "scores.png")
    toxic = {name: column[1] for name, column in columns.items()}
    plots.draw_recall_curves(toxic, sample(2000)[1] / 4, png=tmp_path / "recall.png")
    for plot in ("scores.png", "recall.png"):
        assert len(colours(tmp_path / plot)) > 10
