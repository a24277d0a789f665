import json
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest

POISON = [
    "",
    "x" * 100_000,
    "z̷̢͝a̴͎͝l̶̙̕g̶̈o",
    "nul \x00 inside",
    "lone \ud800 surrogate",
    "שלום עליכם",
    "\ufdfa" * 20_000,
    "hello",
]


def run(command: str, stdin: bytes, *arguments: str) -> tuple[int, list[dict[str, Any]], str]:
    done = subprocess.run(
        [sys.executable, "-m", "classifier", command, *arguments],
        input=stdin,
        capture_output=True,
        check=False,
    )
    answers = [json.loads(line) for line in done.stdout.splitlines()]
    return done.returncode, answers, done.stderr.decode()


def line(text: str) -> bytes:
    return json.dumps({"text": text}).encode() + b"\n"


def test_each_line_gets_its_answer_in_order_and_a_bad_one_says_why() -> None:
    stdin = b"".join(map(line, POISON)) + b'{"text": 5}\nnot json\n[1]\n\n\xff\xfe\n' + line("bye")
    code, answers, _ = run("score", stdin)
    assert code == 2
    kinds = [next(iter(answer)) for answer in answers]
    assert kinds == [
        *("unscored", "unscored", "scores", "scores", "scores", "unscored", "unscored", "scores"),
        *["error"] * 5,
        "scores",
    ]
    assert [answer["line"] for answer in answers if "error" in answer] == [9, 10, 11, 12, 13]
    assert answers[0] == {"unscored": "empty", "scores": None}
    assert answers[1] == {"unscored": "too_long", "scores": None}


def test_scores_are_named_by_label_and_a_last_line_needs_no_newline() -> None:
    code, answers, _ = run("score", b'{"text": "hello"}')
    assert code == 0
    assert list(answers[0]["scores"]) == [
        "toxic", "severe_toxic", "obscene", "threat", "insult", "identity_hate",
    ]  # fmt: skip


def test_no_lines_get_no_answers() -> None:
    assert run("score", b"") == (0, [], "")


def test_explain_adds_spans_in_characters_of_the_raw_text() -> None:
    text = "you absolute i.d.i.o.t, sit down"
    code, answers, _ = run("explain", line(text) + line("good morning"))
    assert code == 0
    spans = answers[0]["spans"]
    assert any("i.d.i.o.t" in text[span["begin"] : span["end"]] for span in spans)
    assert answers[1]["spans"] == []


def test_explain_names_the_kind_of_harm_of_a_phrase() -> None:
    _, answers, _ = run("explain", line("go drink bleach") + line("you stupid idiot"))
    assert {span["kind"] for span in answers[0]["spans"]} == {"self_harm"}
    assert all("kind" not in span for span in answers[1]["spans"])


def test_a_slow_writer_is_answered_line_by_line() -> None:
    with subprocess.Popen(
        [sys.executable, "-m", "classifier", "score"],
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
    ) as filter_:
        assert filter_.stdin
        assert filter_.stdout
        for _ in range(3):
            filter_.stdin.write(line("hello"))
            filter_.stdin.flush()
            assert "scores" in json.loads(filter_.stdout.readline())
        filter_.stdin.close()


def test_a_reader_that_leaves_is_no_error() -> None:
    command = f'yes \'{{"text": "hi"}}\' | head -20000 | {sys.executable} -m classifier score'
    done = subprocess.run(
        ["bash", "-c", f"set -o pipefail; {command} | head -1"],  # noqa: S607
        capture_output=True,
        check=False,
    )
    assert json.loads(done.stdout)["scores"]
    assert done.stderr == b""


@pytest.mark.parametrize("name", ["bundle.json", "model.onnx"])
def test_a_missing_bundle_is_one_line_and_exit_code_2(tmp_path: Path, name: str) -> None:
    code, answers, complaint = run("score", line("hello"), "--bundle", str(tmp_path / name))
    assert (code, answers) == (2, [])
    assert complaint.count("\n") == 1
    assert "bundle.json is missing" in complaint
