"""Phrase evidence: rows in which phrases stand, and the command that prints them."""

import subprocess
import sys
from pathlib import Path

import numpy as np

from classifier.data.reader import LabelledTexts
from classifier.evaluation.harmless_evidence import measure_harmless_phrases
from classifier.evaluation.phrase_evidence import measure_phrases
from classifier.inference import bundle as bundles
from classifier.inference.bundle import DEFAULT
from classifier.inference.harm_phrases import read_harm_phrases
from classifier.labels import Label
from classifier.text.spell_corrector import SpellCorrector
from classifier.text.tokenizer import Vocabulary
from tests.classifier.stub import NAN, label_toxic_only

VOCABULARY = Vocabulary.read(DEFAULT / "vocabulary.json")


def measure(rows: LabelledTexts) -> list[tuple[str, int, int]]:
    evidence = measure_phrases(read_harm_phrases(VOCABULARY), SpellCorrector(VOCABULARY), [rows])
    return [(each.phrase.kind.name, each.harmful, each.harmless) for each in evidence]


def test_a_phrase_counts_once_a_row_by_how_people_labelled_it() -> None:
    texts = ["go drink bleach", "go drink bleach, go drink bleach", "go drink bleach lol", "hi"]
    found = measure(label_toxic_only("some", texts, [1, 1, 0, 0]))
    assert ("self_harm", 2, 1) in found


def test_a_row_that_nobody_judged_for_harm_does_not_count() -> None:
    targets = np.full((1, len(Label)), NAN, dtype=np.float32)
    targets[0, 5] = 0.0
    rows = LabelledTexts("some", ["go drink bleach"], targets, np.ones(1, dtype=np.float32))
    assert measure(rows) == []


def test_the_least_precise_phrase_comes_first() -> None:
    texts = ["go drink bleach", "snitches get stitches", "snitches get stitches"]
    found = measure(label_toxic_only("some", texts, [1, 0, 1]))
    assert found[0] == ("threat", 1, 1)


def test_a_harmless_phrase_counts_the_rows_that_lose_their_flag_by_it_and_the_harm_among_them() -> (
    None
):
    texts = [
        "he called me an idiot",
        "she called me an idiot",
        "he called me an idiot, you stupid idiot",
    ]
    targets = np.zeros((3, len(Label)), np.float32)
    targets[1, list(Label).index(Label.INSULT)] = 1
    rows = LabelledTexts("some", texts, targets, np.ones(3, np.float32))
    (found,) = measure_harmless_phrases(bundles.read(DEFAULT), SpellCorrector(VOCABULARY), [rows])
    assert found.phrase.kind.name == "reported"
    assert (found.rows, found.freed, found.harmful) == (3, 2, 1)


def test_the_command_prints_phrases_that_stand_in_some_rows(tmp_path: Path) -> None:
    lines = ["text,toxic,severe_toxic,obscene,threat,insult,identity_hate"]
    lines += ["go drink bleach,1,0,0,1,0,0", "he called me an idiot,0,0,0,0,0,0"] * 5
    (tmp_path / "train.csv").write_text("\n".join(lines) + "\n")
    done = subprocess.run(
        [sys.executable, "-m", "classifier", "phrases", "--data", str(tmp_path)],
        capture_output=True,
        text=True,
        check=True,
    )
    assert "self_harm, act" in done.stdout
    assert "reported: " in done.stdout
