"""Feedback of a case: what was upheld, what was dismissed, and what nobody has said."""

import pytest

from bot.domain.actions import Action, Outcome
from bot.domain.buttons import Button
from bot.domain.case import Case, Decision
from bot.domain.feedback import Feedback, Judgement
from bot.domain.verdict import Verdict
from classifier import Label, Scores
from tests.bot.store.conftest import make_verdict
from tests.fakes.messages import NOON, make_message

DONE = Outcome.done(Action.NONE)
BOTH = Scores(dict.fromkeys(Label, 0.01) | {Label.INSULT: 0.95, Label.TOXIC: 0.6})


def make_feedback(
    *buttons: Button, verdict: Verdict | None = None, is_reported: bool = False, version: int = 0
) -> Feedback:
    decisions = [Decision(button, "mona-1", "mona", NOON, DONE) for button in buttons]
    case = Case(1, make_message(), verdict or make_verdict(BOTH), DONE, version=version)
    return Feedback(case, decisions, is_appealed=False, is_reported=is_reported)


@pytest.mark.parametrize(
    ("buttons", "judgement"),
    [
        ((), Judgement.OPEN),
        ((Button.DELETE,), Judgement.UPHELD),
        ((Button.UPHOLD,), Judgement.UPHELD),
        ((Button.DISMISS,), Judgement.DISMISSED),
        ((Button.DELETE, Button.OVERTURN), Judgement.DISMISSED),
        ((Button.UNDO,), Judgement.OPEN),
    ],
    ids=lambda value: "-".join(value) if isinstance(value, tuple) else str(value),
)
def test_the_last_decision_that_says_whether_it_was_harmful_counts(
    buttons: tuple[Button, ...], judgement: Judgement
) -> None:
    assert make_feedback(*buttons).judgement is judgement


def test_a_decision_on_another_version_of_the_message_says_nothing_of_this_one() -> None:
    assert make_feedback(Button.DISMISS, version=1).judgement is Judgement.OPEN


def test_an_upheld_case_has_the_label_that_decided_and_a_dismissed_one_none_that_was_found() -> (
    None
):
    assert make_feedback(Button.DELETE).targets() == {Label.INSULT: 1}
    assert make_feedback(Button.DISMISS).targets() == {Label.INSULT: 0, Label.TOXIC: 0}
    assert make_feedback().targets() == {}


def test_a_report_that_nothing_else_speaks_for_is_about_toxicity() -> None:
    clean = make_verdict(Scores(dict.fromkeys(Label, 0.01)))
    reported = make_feedback(Button.WARN, verdict=clean, is_reported=True)
    assert reported.targets() == {Label.TOXIC: 1}
