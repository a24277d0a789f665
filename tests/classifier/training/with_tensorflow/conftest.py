"""Fixtures of the tests of training: an invented data set, and the classifier's command line."""

import os
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[4]

Classifier = Callable[..., "subprocess.CompletedProcess[str]"]


@pytest.fixture(scope="session")
def data(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Write a small set of invented messages in Kaggle's format."""
    file = tmp_path_factory.mktemp("data") / "train.csv"
    with file.open("w") as rows:
        subprocess.run(
            [sys.executable, "-m", "tests.classifier.training.with_tensorflow.tiny_set"],
            cwd=ROOT,
            stdout=rows,
            check=True,
        )
    return file


def command(*arguments: str | Path) -> list[str]:
    """Return the arguments of a command of the classifier."""
    return [sys.executable, "-m", "classifier", *map(str, arguments)]


@pytest.fixture(scope="session")
def environment() -> dict[str, str]:
    """Return an environment in which TensorFlow is quiet."""
    return {**os.environ, "TF_CPP_MIN_LOG_LEVEL": "3"}


@pytest.fixture(scope="session")
def classifier(environment: dict[str, str]) -> Classifier:
    """Return a function that runs a command of the classifier, whatever its exit code."""

    def run(*arguments: str | Path, lines: str = "") -> "subprocess.CompletedProcess[str]":
        return subprocess.run(
            command(*arguments),
            cwd=ROOT,
            env=environment,
            input=lines,
            capture_output=True,
            text=True,
            check=False,
        )

    return run
