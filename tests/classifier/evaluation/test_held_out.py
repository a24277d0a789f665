import csv
from collections.abc import Sequence
from pathlib import Path

import numpy as np
import pytest

from classifier.data.reader import DataError
from classifier.data.split import is_held_out
from classifier.evaluation.held_out import measure_agreement, read_held_out, read_held_out_share
from classifier.inference.bundle import DEFAULT
from classifier.text.normalize import clean
from tests.classifier.stub import StubScorer

SHARE = 0.3


def write(folder: Path, name: str, column: str, rows: Sequence[tuple[str, object]]) -> None:
    """Write a data set as a file."""
    with (folder / f"{name}.csv").open("w", newline="") as lines:
        csv.writer(lines).writerows([("text", column), *rows])


def test_about_the_share_of_texts_is_held_out_and_a_larger_share_holds_the_smaller() -> None:
    texts = [f"message {n}" for n in range(2000)]
    few, many = ({t for t in texts if is_held_out(t, share=share)} for share in (0.1, 0.3))
    assert 0.08 < len(few) / len(texts) < 0.12
    assert few < many


def test_only_held_out_rows_of_known_sets_are_read(tmp_path: Path) -> None:
    rows = [(f"Message {n}", n % 2) for n in range(100)]
    write(tmp_path, "dynahate", "label", rows)
    write(tmp_path, "gab_hate", "hd", rows)
    (held,) = read_held_out(tmp_path, share=SHARE)
    assert held.name == "dynahate"
    assert 0 < len(held.texts) < 60
    assert len(held.targets) == len(held.weights) == len(held.texts)
    assert all(is_held_out(clean(text).text, share=SHARE) for text in held.texts)


def test_a_copy_in_disguise_stands_on_the_same_side(tmp_path: Path) -> None:
    write(tmp_path, "dynahate", "label", [(f"{n} message", 1) for n in range(60)])
    (plain,) = read_held_out(tmp_path, share=SHARE)
    write(tmp_path, "dynahate", "label", [(f"{n} **MESSAGE**", 1) for n in range(60)])
    (dressed,) = read_held_out(tmp_path, share=SHARE)
    assert [text.split()[0] for text in plain.texts] == [text.split()[0] for text in dressed.texts]


def test_agreement_is_of_the_order_of_scores_with_people_s(tmp_path: Path) -> None:
    write(tmp_path, "ruddit", "offensiveness_score", [(f"number {n}", n / 100) for n in range(100)])
    good = measure_agreement(StubScorer(lambda text: int(text[7:]) / 200), tmp_path, share=SHARE)
    bad = measure_agreement(StubScorer(lambda text: 1 - int(text[7:]) / 200), tmp_path, share=SHARE)
    assert good is not None
    assert bad is not None
    assert good.spearman.value == pytest.approx(1.0)
    assert bad.spearman.value == pytest.approx(-1.0)
    assert 20 < good.rows < 40


def test_without_the_set_there_is_no_agreement_and_a_broken_one_is_named(tmp_path: Path) -> None:
    assert measure_agreement(StubScorer(lambda text: 0.5), tmp_path, share=SHARE) is None
    write(tmp_path, "ruddit", "offensiveness_score", [("a", "much")])
    with pytest.raises(DataError, match=r"ruddit\.csv: column 'offensiveness_score'"):
        measure_agreement(StubScorer(lambda text: 0.5), tmp_path, share=SHARE)


def test_the_share_is_the_one_that_the_bundle_was_trained_with() -> None:
    assert 0 < read_held_out_share(DEFAULT) < 0.5
    assert np.isfinite(read_held_out_share(DEFAULT))
