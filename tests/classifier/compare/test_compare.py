import json
import subprocess
import sys
from io import BytesIO
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from classifier import Label, Reason, Scorer, Scores, Unscored
from classifier.compare.comparison import (
    Change,
    ComparedTier,
    Comparison,
    LabelChange,
    ScoredMessages,
    TierThresholds,
    compare,
)
from classifier.compare.run import read_messages, read_policy_thresholds
from classifier.data.reader import DataError
from classifier.evaluation.golden_scores import renew_golden_scores
from classifier.inference.bundle import DEFAULT

MESSAGES = [
    "shut up, stupid idiot",
    "what a lovely garden, thank you",
    "this build is so bad, shut up",
    "hoy no puedo jugar con vosotros",
]


def insult(score: float) -> Scores:
    return Scores(dict.fromkeys(Label, 0.0) | {Label.INSULT: score})


def levels(flag: float | None, act: float | None) -> TierThresholds:
    return {label: {ComparedTier.FLAG: flag, ComparedTier.ACT: act} for label in Label}


def compared(
    old: list[float], new: list[float], *, was: TierThresholds, now: TierThresholds
) -> tuple[Comparison, dict[ComparedTier, LabelChange]]:
    answers = [ScoredMessages([insult(score) for score in scores]) for scores in (old, new)]
    found = compare(*answers, thresholds=(was, now), versions=("old", "new"))
    return found, {each.tier: each for each in found.labels if each.label is Label.INSULT}


def test_verdicts_that_change_are_counted_and_a_threshold_keeps_the_rate() -> None:
    level = levels(0.5, 0.8)
    found, tiers = compared([0.9, 0.6, 0.1, 0.2], [0.7, 0.9, 0.6, 0.1], was=level, now=level)
    assert found.tiers == {
        ComparedTier.FLAG: Change(2, 3, 1, 0),
        ComparedTier.ACT: Change(1, 1, 1, 1),
    }
    assert tiers[ComparedTier.FLAG].suggested == pytest.approx(0.65)
    assert tiers[ComparedTier.FLAG].after_suggested == found.tiers_suggested[ComparedTier.FLAG] == 2


def test_a_threshold_that_only_the_new_bundle_has_is_suggested_off() -> None:
    found, tiers = compared([0.9], [0.9], was=levels(0.5, None), now=levels(0.5, 0.8))
    assert tiers[ComparedTier.ACT].suggested == "off"
    assert (found.tiers[ComparedTier.ACT].after, found.tiers_suggested[ComparedTier.ACT]) == (1, 0)


def test_where_the_old_bundle_never_alarmed_the_suggestion_never_does() -> None:
    level = levels(0.5, None)
    _, tiers = compared([0.1, 0.2], [0.6, 0.2], was=level, now=level)
    assert tiers[ComparedTier.FLAG].suggested == pytest.approx(0.8)
    assert tiers[ComparedTier.FLAG].after_suggested == 0
    assert tiers[ComparedTier.ACT].suggested is None


SCORES = st.lists(st.floats(0.01, 0.99), min_size=1, max_size=40, unique=True)


@given(SCORES, SCORES)
def test_with_the_suggestion_as_many_alarm_as_before(old: list[float], new: list[float]) -> None:
    old, new = old[: len(new)], new[: len(old)]
    found, tiers = compared(old, new, was=levels(0.5, None), now=levels(0.2, None))
    assert found.tiers_suggested[ComparedTier.FLAG] == tiers[ComparedTier.FLAG].change.before


def test_an_unscored_message_never_alarms_and_is_counted_by_reason() -> None:
    old = ScoredMessages([insult(0.9), Unscored(Reason.EMPTY), Unscored(Reason.LANGUAGE)])
    new = ScoredMessages([Unscored(Reason.LANGUAGE), Unscored(Reason.EMPTY), insult(0.9)])
    found = compare(old, new, thresholds=(levels(0.5, None),) * 2, versions=("old", "new"))
    assert found.tiers[ComparedTier.FLAG] == Change(1, 1, 1, 1)
    assert found.unscored[Reason.EMPTY] == Change(1, 1, 0, 0)
    assert found.unscored[Reason.LANGUAGE] == Change(1, 1, 1, 1)


def run(old: Path, new: Path, *arguments: str, stdin: str) -> tuple[int, str, str]:
    command = [sys.executable, "-m", "classifier", "compare", str(old), str(new)]
    done = subprocess.run(
        [*command, "--messages", "-", *arguments],
        input=stdin, capture_output=True, text=True, check=False,
    )  # fmt: skip
    return done.returncode, done.stdout, done.stderr


@pytest.fixture
def stricter(bundle: Path) -> Path:
    """Rename the shipped bundle, with thresholds that flag nearly nothing."""
    card = json.loads((bundle / "bundle.json").read_text())
    card["thresholds"] = {label: {"flag": 0.9999, "act": None} for label in Label}
    (bundle / "bundle.json").write_text(json.dumps(card))
    renew_golden_scores(bundle, version="stricter")  # the floors of phrases follow the thresholds
    return bundle


def test_two_bundles_are_compared_and_no_message_is_shown_unless_asked(stricter: Path) -> None:
    lines = "".join(json.dumps({"text": message}) + "\n" for message in MESSAGES)
    code, shown, _ = run(DEFAULT, stricter, stdin=lines)
    assert code == 0
    assert "4 messages" in shown
    assert "stricter" in shown
    assert "[labels.toxic]\nflag = " in shown
    assert not any(message in shown for message in MESSAGES)
    code, shown, _ = run(DEFAULT, stricter, "--show", "5", stdin="\n".join(MESSAGES))
    assert "no longer flagged\n  shut up, stupid idiot" in shown


def test_a_policy_says_the_thresholds_of_both(stricter: Path, tmp_path: Path) -> None:
    policy = tmp_path / "policy.toml"
    policy.write_text('mode = "flag"\n[labels.toxic]\nflag = 0.1\nact = "off"\n')
    arguments = ("--policy", str(policy), "--json")
    code, shown, _ = run(DEFAULT, stricter, *arguments, stdin="\n".join(MESSAGES))
    assert code == 0
    found = json.loads(shown)
    (toxic,) = (e for e in found["labels"] if (e["label"], e["tier"]) == ("toxic", "flag"))
    assert (toxic["was"], toxic["now"]) == (0.1, 0.1)
    assert toxic["change"]["newly"] == toxic["change"]["no_longer"] == 0
    assert found["unscored"]["language"]["before"] == 1


@pytest.mark.parametrize(
    ("written", "texts"),
    [
        (b'{"text": "a"}\n\n{"text": "b\\nc", "author": 5}', ["a", "b\nc"]),
        (b'a\n \n{"text": "b"}\r\n', ["a", '{"text": "b"}']),
    ],
)
def test_messages_are_json_lines_or_plain_ones_as_the_first_is(
    written: bytes, texts: list[str]
) -> None:
    assert list(read_messages(BytesIO(written))) == texts


@pytest.mark.parametrize(
    ("written", "complaint"),
    [
        (b'{"text": "hi"}\nbye\n', "line 2: not JSON"),
        (b'{"text": 5}\n', 'line 1: not an object with a string "text"'),
        (b"hi\n\xff\n", "line 2: 'utf-8'"),
        (b"\n", "holds no message"),
    ],
)
def test_a_line_that_is_no_message_is_named(written: bytes, complaint: str) -> None:
    with pytest.raises(DataError, match=complaint):
        list(read_messages(BytesIO(written)))


@pytest.mark.parametrize(
    ("written", "complaint"),
    [
        ("[labels.toxic]\nflag = 3", r"labels\.toxic\.flag: needs a number"),
        ("[labels.toxic]\nact = true", r"labels\.toxic\.act: needs a number"),
        ("[labels.rude]\nflag = 0.5", r"labels\.rude: is none of toxic"),
        ("labels = 5", "labels: not a table"),
        ("[labels", r"policy\.toml: "),
    ],
)
def test_a_mistake_in_a_policy_is_named(
    scorer: Scorer, tmp_path: Path, written: str, complaint: str
) -> None:
    policy = tmp_path / "policy.toml"
    policy.write_text(written)
    with pytest.raises(DataError, match=complaint):
        read_policy_thresholds(policy, scorer)


def test_a_folder_that_is_no_bundle_is_one_line_and_exit_code_2(tmp_path: Path) -> None:
    code, shown, said = run(tmp_path, tmp_path, stdin="hi")
    assert (code, shown, said.count("\n")) == (2, "", 1)
    assert "bundle.json is missing" in said


@pytest.fixture
def earlier(bundle: Path) -> Path:
    """Mark the bundle as one of an earlier release."""
    card = json.loads((bundle / "bundle.json").read_text())
    (bundle / "bundle.json").write_text(json.dumps(card | {"cleaning": 0, "version": "earlier"}))
    return bundle


def test_a_bundle_of_an_earlier_release_is_compared_by_the_answers_of_that_release(
    earlier: Path, tmp_path: Path
) -> None:
    answers = [{"scores": dict.fromkeys(Label, 0.99)}, {"scores": None, "unscored": "language"}]
    scored = tmp_path / "scored.jsonl"
    scored.write_text("".join(json.dumps(answer) + "\n" for answer in answers))
    told = ("--scored", str(scored), "--json")
    code, out, _ = run(earlier, DEFAULT, *told, stdin="hello\ngood morning\n")
    assert code == 0
    found = json.loads(out)
    assert (found["old"], found["tiers"]["flag"]["no_longer"]) == ("earlier", 1)
    assert found["unscored"]["language"]["no_longer"] == 1
    code, _, complaint = run(earlier, DEFAULT, *told, stdin="hello\n")
    assert (code, "answers 2 messages, and there are 1" in complaint) == (2, True)


def test_a_line_that_is_no_answer_of_an_earlier_release_is_named(
    earlier: Path, tmp_path: Path
) -> None:
    (tmp_path / "scored.jsonl").write_text('{"text": "hello"}\n')
    code, _, complaint = run(
        earlier, DEFAULT, "--scored", str(tmp_path / "scored.jsonl"), stdin="hello\n"
    )
    assert code == 2
    assert "scored.jsonl: line 1" in complaint
    assert "Traceback" not in complaint


def test_a_bundle_of_an_earlier_release_alone_is_refused_with_the_way_to_compare_it(
    earlier: Path,
) -> None:
    code, _, complaint = run(earlier, DEFAULT, stdin="hello\n")
    assert code == 2
    assert "made for cleaning 0" in complaint
    assert "--scored" in complaint
