"""From a file of messages to scores, by the commands that a person would type. Uses TensorFlow."""

import json
from pathlib import Path

import pytest

from classifier.labels import Label
from tests.classifier.training.with_tensorflow.conftest import Classifier

EPOCHS = 14
"""Epochs of the tiny set: with fewer the learning rate still warms up."""


@pytest.fixture(scope="module")
def bundle(data: Path, tmp_path_factory: pytest.TempPathFactory, classifier: Classifier) -> Path:
    """Train and export a bundle."""
    run, bundle = tmp_path_factory.mktemp("run"), tmp_path_factory.mktemp("made") / "bundle"
    train = classifier("train", "--data", data, "--run", run, "--epochs", str(EPOCHS))
    assert train.returncode == 0, train.stderr
    export = classifier("export", "--run", run, "--bundle", bundle, "--version", "tiny")
    assert export.returncode == 0, export.stderr
    return bundle


def test_a_bundle_trained_from_nothing_scores_toxic_texts_higher(
    bundle: Path, classifier: Classifier
) -> None:
    texts = ["well the green teapot works ok 7", "look you are a stupid idiot ok 7"]
    asked = "".join(json.dumps({"text": text}) + "\n" for text in texts)
    answers = classifier("score", "--bundle", bundle, lines=asked).stdout.splitlines()
    benign, harmful = (json.loads(answer)["scores"] for answer in answers)
    assert benign.keys() == harmful.keys() == set(Label)
    assert harmful["toxic"] > benign["toxic"]
    assert harmful["insult"] > benign["insult"]


def test_a_bundle_trained_from_nothing_explains_its_score_by_the_toxic_words(
    bundle: Path, classifier: Classifier
) -> None:
    text, harm = "look you are a stupid idiot ok 7", range(5, 28)
    asked = json.dumps({"text": text}) + "\n"
    (answer,) = classifier("explain", "--bundle", bundle, lines=asked).stdout.splitlines()
    spans = json.loads(answer)["spans"]
    assert spans
    assert all(span["begin"] in harm and span["end"] - 1 in harm for span in spans)


def test_a_bundle_is_measured_on_labelled_rows(
    bundle: Path, data: Path, tmp_path: Path, classifier: Classifier
) -> None:
    classifier("evaluate", "--bundle", bundle, "--data", data, "--json", tmp_path / "metrics.json")
    assert json.loads((tmp_path / "metrics.json").read_text())
