"""Thresholds by a community's decisions: fewer wrong alarms at no more alarms, or a word why there are none."""

from collections.abc import Mapping

import pytest

from bot.reports.threshold_evidence import Alarms, Decided, LabelEvidence, suggest
from classifier import Label

NOW = {Label.TOXIC: 0.5, Label.INSULT: 0.5}


def decide(label: Label, scores: Mapping[float, tuple[int, int]]) -> list[Decided]:
    """Make cases of one label: so many right and wrong alarms at each score."""
    return [
        Decided(dict.fromkeys(Label, 0.01) | {label: score}, is_right=is_right)
        for score, (right, wrong) in scores.items()
        for is_right in (*[True] * right, *[False] * wrong)
    ]


def find(labels: list[LabelEvidence], label: Label) -> LabelEvidence:
    return next(each for each in labels if each.label is label)


def test_where_low_scores_were_mostly_wrong_the_threshold_goes_up() -> None:
    decided = decide(Label.TOXIC, {0.55: (2, 30), 0.7: (20, 10), 0.9: (40, 2)})
    found = suggest(decided, [], NOW, highest={})
    toxic = find([*found.labels], Label.TOXIC)
    assert toxic.suggested == 0.7
    assert toxic.suggested_alarms == Alarms(72, 60, 12)
    assert (found.before.wrong, found.after.wrong) == (42, 12)
    assert found.is_better


def test_the_alarms_never_become_more_and_never_more_of_them_wrong() -> None:
    decided = decide(Label.TOXIC, {0.4: (20, 1), 0.6: (5, 40), 0.9: (40, 2)})
    decided += decide(Label.INSULT, {0.3: (10, 10), 0.6: (30, 12)})
    others = [{Label.TOXIC: 0.45, Label.INSULT: 0.1}] * 50
    found = suggest(decided, others, NOW, highest={})
    assert found.after.total <= found.before.total
    assert found.after.wrong <= found.before.wrong


def test_of_what_was_decided_on_too_seldom_nothing_is_suggested() -> None:
    found = suggest(decide(Label.TOXIC, {0.55: (0, 10), 0.9: (10, 0)}), [], NOW, highest={})
    assert [each.is_enough for each in found.labels] == [False, False]
    assert [each.suggested for each in found.labels] == [None, None]
    assert not found.is_better


def test_where_every_alarm_was_right_nothing_is_better() -> None:
    found = suggest(decide(Label.TOXIC, {0.55: (60, 0)}), [], NOW, highest={})
    assert not found.is_better


def test_nothing_is_suggested_above_where_it_is_acted_on() -> None:
    decided = decide(Label.TOXIC, {0.55: (2, 40), 0.9: (40, 2)})
    found = suggest(decided, [], NOW, highest={Label.TOXIC: 0.8})
    assert find([*found.labels], Label.TOXIC).suggested == 0.8


@pytest.mark.parametrize(
    ("right", "wrong", "interval"),
    [(0, 0, (0.0, 1.0)), (90, 10, (0.055, 0.174)), (10, 0, (0.0, 0.278))],
    ids=["none", "many", "few"],
)
def test_an_interval_is_wilsons(right: int, wrong: int, interval: tuple[float, float]) -> None:
    assert Alarms(right + wrong, right, wrong).interval == pytest.approx(interval, abs=0.001)
