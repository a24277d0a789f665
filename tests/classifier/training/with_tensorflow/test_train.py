import csv
import json
import subprocess
from pathlib import Path

import pytest

from tests.classifier.training.with_tensorflow.conftest import ROOT, Classifier, command

HEADER = "id,comment_text,toxic,severe_toxic,obscene,threat,insult,identity_hate"


def epochs(run: Path) -> list[int]:
    with (run / "history.csv").open() as rows:
        return [int(row["epoch"]) for row in csv.DictReader(rows)]


def test_a_run_that_was_killed_goes_on_where_it_was(
    data: Path, tmp_path: Path, environment: dict[str, str], classifier: Classifier
) -> None:
    train = ("train", "--data", data, "--run", tmp_path, "--epochs", "5", "--network", "lstm")
    with subprocess.Popen(
        command(*train), cwd=ROOT, env=environment, stdout=subprocess.PIPE, text=True
    ) as first:
        assert first.stdout
        for line in first.stdout:
            if "Epoch 4/5" in line:
                first.kill()
                break  # the teacher's helpers may hold its output open for minutes
    assert epochs(tmp_path) == [0, 1, 2]
    done = classifier(*train)
    assert done.returncode == 0, done.stderr
    assert epochs(tmp_path) == [0, 1, 2, 3, 4]
    assert "asking" not in done.stdout  # the teacher has answered already
    assert (tmp_path / "curves.png").read_bytes().startswith(b"\x89PNG")


@pytest.mark.parametrize(
    ("text", "complaint"),
    [
        ("id,comment_text,toxic\n1,a,1\n", "line 1: column 'severe_toxic' is missing"),
        (
            f"{HEADER}\n1,a,1,0,0,0,0,0\n2,b,yes,0,0,0,0,0\n",
            "line 3: column 'toxic': 'yes' is not a number",
        ),
    ],
)
def test_a_malformed_file_ends_in_one_line_and_exit_code_2(
    tmp_path: Path, classifier: Classifier, text: str, complaint: str
) -> None:
    file = tmp_path / "train.csv"
    file.write_text(text)
    done = classifier("train", "--data", file, "--run", tmp_path / "run")
    assert done.returncode == 2
    assert f"error: {file}: {complaint}" in done.stderr
    assert "Traceback" not in done.stderr


def test_rows_too_few_to_validate_on_are_said_to_be_so(
    tmp_path: Path, classifier: Classifier
) -> None:
    file = tmp_path / "train.csv"
    file.write_text(f"{HEADER}\n1,a,1,0,0,0,0,0\n")
    done = classifier("train", "--data", file, "--run", tmp_path / "run")
    assert done.returncode == 2
    assert "too few" in done.stderr


def test_a_second_run_keeps_the_vocabulary_unless_told_to_build_it_anew(
    data: Path, tmp_path: Path, classifier: Classifier
) -> None:
    vectors = tmp_path / "vectors.vec"
    vectors.write_text("2 3\nteapot 1 2 3\nidiot 3 2 1\n")
    kept = json.dumps({"words": ["teapot", "idiot"], "rude": ["idiot"]})
    file = tmp_path / "run" / "vocabulary.json"
    file.parent.mkdir()
    file.write_text(kept)
    run = ("--run", file.parent, "--network", "lstm", "--epochs", "1", "--embeddings", vectors)
    train = ("train", "--data", data, *run)
    done = classifier(*train)
    assert done.returncode == 0, done.stderr
    assert file.read_text() == kept
    assert "2 of 2 words found in vectors.vec" in done.stdout
    again = classifier(*train, "--rebuild-vocabulary")
    assert again.returncode == 0, again.stderr
    assert len(json.loads(file.read_text())["words"]) > 2
    assert epochs(file.parent) == [0]  # another vocabulary is another network


@pytest.mark.parametrize(
    ("file", "holds", "told"),
    [
        ("vocabulary.json", '["teapot"]', "build it anew with --rebuild-vocabulary"),
        ("config.json", "{}", "begun with another config; give --run another folder"),
    ],
)
def test_a_run_of_another_kind_is_not_taken_up_and_the_remedy_is_told(
    data: Path, tmp_path: Path, classifier: Classifier, *, file: str, holds: str, told: str
) -> None:
    (tmp_path / file).write_text(f"{holds}\n")
    done = classifier("train", "--data", data, "--run", tmp_path, "--epochs", "1")
    assert done.returncode == 2
    assert file in done.stderr
    assert told in done.stderr
    assert "Traceback" not in done.stderr
