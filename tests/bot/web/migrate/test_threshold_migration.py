"""Thresholds that alarm as often as the old ones did."""

import tomllib
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.domain.policy import Policy
from bot.web.migrate.old_scores import OldScoresError, Row, read_rows, read_thresholds
from bot.web.migrate.threshold_migration import migrate_thresholds
from classifier import Label, Scores, choose_threshold
from tests.fakes.command import AS_SHIPPED, run_bot

SCORES = st.lists(st.floats(0, 1).map(lambda score: round(score, 4)), min_size=2, unique=True)


@given(SCORES, st.data())
def test_the_alarm_rate_is_kept_exactly_where_no_scores_are_equal(
    new: list[float], data: st.DataObject
) -> None:
    alarms = data.draw(st.integers(1, len(new)))
    threshold = choose_threshold(new, alarms=alarms)
    assert threshold is not None
    assert sum(score >= threshold for score in new) == alarms


def test_equal_scores_are_not_parted_and_the_nearest_rate_is_taken() -> None:
    assert choose_threshold([0.9, 0.5, 0.5, 0.5, 0.1], alarms=2) == 0.7
    assert choose_threshold([0.9, 0.5, 0.5, 0.5, 0.1], alarms=3) == 0.3
    assert choose_threshold([0.5, 0.5], alarms=1) == 0.5


def test_what_never_alarmed_is_off() -> None:
    assert choose_threshold([0.9, 0.1], alarms=0) is None


def insult(score: float) -> Scores:
    return Scores(dict.fromkeys(Label, 0.0) | {Label.INSULT: score})


def test_only_rows_with_an_old_score_count_and_what_alarms_both_times_is_told() -> None:
    rows = [
        Row("a", {"INSULT": 0.9}),
        Row("b", {"INSULT": 0.85}),
        Row("c", {"INSULT": 0.1}),
        Row("d", {}),
    ]
    scores = [insult(0.6), insult(0.2), insult(0.4), insult(0.99)]
    (found,) = migrate_thresholds(rows, scores, thresholds={"INSULT": 0.8})
    assert (found.texts, found.alarms_before, found.alarms_now, found.both) == (3, 2, 2, 1)
    assert found.is_now == pytest.approx(0.3)


def test_columns_are_found_by_perspectives_names(tmp_path: Path) -> None:
    file = tmp_path / "old.csv"
    file.write_text(
        "id,Comment,toxicity,Identity Attack\n1,hello,0.1,\n2,,0.5,0.5\n3,bye,0.2,0.3\n"
    )
    assert read_rows(file) == [
        Row("hello", {"TOXICITY": 0.1}),
        Row("bye", {"TOXICITY": 0.2, "IDENTITY_ATTACK": 0.3}),
    ]


@pytest.mark.parametrize(
    ("content", "says"),
    [
        ("", "names nothing"),
        ("text,SPAM\nhello,1\n", "at least one of TOXICITY"),
        ("words,TOXICITY\nhello,1\n", "a column text"),
        ("text,TOXICITY\nhello,high\n", "row 2: TOXICITY is 'high', no score"),
        ("text,TOXICITY\nhello,1.5\n", "row 2: TOXICITY is '1.5', no score"),
    ],
)
def test_a_file_without_texts_or_scores_is_named(tmp_path: Path, content: str, says: str) -> None:
    file = tmp_path / "old.csv"
    file.write_text(content)
    with pytest.raises(OldScoresError, match=says):
        read_rows(file)


def test_old_thresholds_are_read_and_a_wrong_one_is_named() -> None:
    assert read_thresholds(["TOXICITY=0.9", "threat=0.5"]) == {"TOXICITY": 0.9, "THREAT": 0.5}
    assert set(read_thresholds([]).values()) == {0.8}
    for wrong in ("SPAM=0.5", "TOXICITY=high", "TOXICITY"):
        with pytest.raises(OldScoresError, match=wrong):
            read_thresholds([wrong])


def test_the_command_prints_what_a_policy_file_takes(tmp_path: Path) -> None:
    file = tmp_path / "old.csv"
    lines = [f'"hello friend number {n}",0.0{n}' for n in range(1, 10)]
    file.write_text("\n".join(["text,TOXICITY", "you stupid idiot,0.95", "привет,0.9", *lines]))
    done = run_bot(
        "thresholds", "old.csv", "--at", "TOXICITY=0.9", folder=tmp_path, command=AS_SHIPPED
    )
    assert done.returncode == 0, done.stderr
    assert b"1 of 11 texts cannot be scored and are left out" in done.stderr
    policy = Policy.model_validate(tomllib.loads(done.stdout.decode()))
    assert policy.labels[Label.TOXIC].flag is not None
    assert (
        b"# TOXICITY 0.9 alarmed for 10.0% of 10 texts.\n[labels.toxic]\nflag = 0." in done.stdout
    )
