"""Threshold migration: the alarm rate of the old thresholds is kept."""

import tomllib
from collections.abc import Sequence
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.domain.policy import Policy
from bot.domain.verdict import Tier
from bot.web.migrate.old_scores import Row
from bot.web.migrate.score_pairs import ScorePair, pair_scores
from bot.web.migrate.threshold_migration import make_rules, migrate_thresholds, render_rules
from classifier import CleanText, Label, LabelThresholds, Scores, Unscored, choose_threshold
from tests.fakes.command import AS_SHIPPED, run_bot
from tests.fakes.scorer import StandInScorer

SCORES = st.lists(st.floats(0, 1).map(lambda score: round(score, 4)), min_size=2, unique=True)
PAIRS = st.lists(st.builds(ScorePair, st.just(""), st.floats(0, 1), st.floats(0, 1)), min_size=1)
LEVELS = st.floats(0, 1)


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


class Listed(StandInScorer):
    """A scorer that gives the texts it is asked for these scores of insults, in order."""

    def __init__(self, *insults: float) -> None:
        super().__init__()
        self._insults = insults

    def score_cleaned(self, texts: Sequence[CleanText]) -> list[Scores | Unscored]:
        assert len(texts) == len(self._insults)
        nothing = dict.fromkeys(Label, 0.0)
        return [Scores(nothing | {Label.INSULT: score}) for score in self._insults]


def test_only_rows_with_an_old_score_count_and_what_alarms_both_times_is_told() -> None:
    rows = [
        Row("a", {"INSULT": 0.9}),
        Row("b", {"INSULT": 0.85}),
        Row("c", {"INSULT": 0.1}),
        Row("d", {}),
    ]
    scorer = Listed(0.6, 0.2, 0.4, 0.99)
    (migrated,) = migrate_thresholds(pair_scores(rows, scorer), thresholds={"INSULT": 0.8})
    assert (migrated.texts, migrated.old_alarms, migrated.new_alarms, migrated.shared_alarms) == (
        3,
        2,
        2,
        1,
    )
    assert migrated.new_threshold == pytest.approx(0.3)


def test_scores_that_were_recorded_are_not_made_again() -> None:
    rows = [Row("", {"INSULT": 0.9}, {"INSULT": 0.7}), Row("hello", {"INSULT": 0.1})]
    pairs = pair_scores(rows, Listed(0.2))
    assert [pair.new for pair in pairs["INSULT"]] == [0.7, 0.2]


@given(PAIRS, LEVELS, LEVELS, st.data())
def test_a_flag_is_never_above_an_act_whatever_was_migrated(
    pairs: list[ScorePair], first: float, second: float, data: st.DataObject
) -> None:
    had = dict(zip(Tier, sorted([first, second]), strict=True))
    tiers = data.draw(st.sampled_from([{0}, {1}, {0, 1}]))
    flag, act = data.draw(LEVELS), data.draw(st.none() | LEVELS)
    own = {Label.INSULT: LabelThresholds(flag, act if act is None else max(flag, act))}
    migrated = [
        each
        for n, tier in enumerate(Tier)
        if n in tiers
        for each in migrate_thresholds(
            {"INSULT": pairs}, thresholds={"INSULT": had[tier]}, tier=tier
        )
    ]
    rules = make_rules(migrated, own)
    policy = Policy.model_validate(
        tomllib.loads(render_rules(rules))
    )  # refuses a flag above an act
    rule = policy.labels[Label.INSULT]
    assert rule.flag is not None
    assert rule.act is not None
    assert rule.flag != "off" or rule.act == "off"


def write_old_scores(folder: Path) -> None:
    lines = [f'"hello friend number {n}",0.0{n}' for n in range(1, 10)]
    table = ["text,TOXICITY", "you stupid idiot,0.95", "привет,0.9", *lines]
    (folder / "old.csv").write_text("\n".join(table))


def test_the_command_prints_what_a_policy_file_takes(tmp_path: Path) -> None:
    write_old_scores(tmp_path)
    done = run_bot(
        "thresholds", "old.csv", "--at", "TOXICITY=0.9", folder=tmp_path, command=AS_SHIPPED
    )
    assert done.returncode == 0, done.stderr
    assert b"1 of 11 texts cannot be scored and are left out" in done.stderr
    policy = Policy.model_validate(tomllib.loads(done.stdout.decode()))
    assert policy.labels[Label.TOXIC].flag is not None
    assert policy.labels[Label.TOXIC].act is not None
    assert (
        b"# TOXICITY 0.9 alarmed for 10.0% of 10 texts.\n[labels.toxic]\nflag = 0." in done.stdout
    )


def test_the_command_writes_into_a_policy_and_reports(tmp_path: Path) -> None:
    write_old_scores(tmp_path)
    (tmp_path / "policy.toml").write_text('[labels.toxic]\nflag = "model" # ours\nact = "model"\n')
    done = run_bot(
        "thresholds",
        *("old.csv", "--at", "TOXICITY=0.9", "--into", "policy.toml", "--report", "report.html"),
        folder=tmp_path,
    )
    assert done.returncode == 0, done.stderr
    assert done.stdout == b""
    written = (tmp_path / "policy.toml").read_text()
    assert "# ours" in written
    assert "model" not in written
    assert "<h2>TOXICITY, flag</h2>" in (tmp_path / "report.html").read_text()


@pytest.mark.parametrize(
    ("arguments", "says"),
    [
        (["--at", "TOXICITY=80"], b"write 0.80"),
        (
            ["--into", "nowhere.toml"],
            b"nowhere.toml: No such file or directory; copy policy.example",
        ),
        (["--report", "no/such/report.html"], b"--report no/such/report.html: No such file"),
    ],
)
def test_a_mistake_ends_with_one_line_and_2(
    tmp_path: Path, arguments: list[str], says: bytes
) -> None:
    write_old_scores(tmp_path)
    done = run_bot("thresholds", "old.csv", *arguments, folder=tmp_path)
    assert done.returncode == 2
    assert says in done.stderr.splitlines()[-1]
