import csv
import json
from pathlib import Path

import pytest

from bench.explain import char_f1, measure, rank_rules, read_marked
from classifier import Scorer, load
from classifier.data.reader import DataError
from classifier.inference.bundle import DEFAULT, read

ROWS = [
    ("you are a stupid idiot, sit down", ["stupid idiot"]),
    ("what an i.d.i.o.t you are", ["i.d.i.o.t"]),
    ("thank you so much for the lovely garden", []),
]


@pytest.fixture(scope="module")
def scorer() -> Scorer:
    return load()


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    with (tmp_path / "toxic_spans.csv").open("w", newline="") as file:
        rows = csv.writer(file)
        rows.writerow(["text", "spans"])
        for text, marked in ROWS:
            places = [text.index(m) + n for m in marked for n in range(len(m))]
            rows.writerow([text, json.dumps(places)])
    return tmp_path


@pytest.mark.parametrize(
    ("found", "marks", "f1"),
    [
        (set(), set(), 1.0),
        ({1}, set(), 0.0),
        (set(), {1}, 0.0),
        ({1, 2}, {2, 3}, 0.5),
        ({1, 2}, {1, 2}, 1.0),
    ],
)
def test_f1_is_that_of_the_shared_task(found: set[int], marks: set[int], f1: float) -> None:
    assert char_f1(found, marks) == f1


def test_marks_are_found_in_the_raw_text_through_a_disguise(scorer: Scorer, folder: Path) -> None:
    held, others = read_marked(folder, share=1.0)
    assert (len(held), others) == (3, [])
    figures = measure(scorer, held)
    assert figures["f1"]["value"] > 0.8
    assert figures["without_marks"] == 1
    assert figures["explained"] == pytest.approx(2 / 3, abs=1e-4)


def test_constants_are_chosen_on_rows_that_are_not_held_out(scorer: Scorer, folder: Path) -> None:
    held, others = read_marked(folder, share=0.0)
    assert held == []
    best = rank_rules(scorer, others, window=read(DEFAULT).window)
    assert best[0][0] >= best[-1][0]


def test_a_folder_without_the_set_or_with_another_is_refused(tmp_path: Path) -> None:
    with pytest.raises(DataError, match="toxic_spans"):
        read_marked(tmp_path, share=0.1)
    (tmp_path / "toxic_spans.csv").write_text("text\nhello\n")
    with pytest.raises(DataError, match="spans"):
        read_marked(tmp_path, share=0.1)
