"""An alert: its pieces, its bars and its words."""

from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.alerts.alert import Alert, build_alert, outcome_text
from bot.alerts.text import headline
from bot.domain.actions import Action, Outcome
from bot.domain.buttons import Button
from bot.domain.case import Case, Decision
from bot.domain.policy import Mode, Policy
from bot.domain.verdict import Tier, decide
from classifier import Label, Reason, Scores, Span, Unscored
from tests.fakes.alerts import make_alert
from tests.fakes.messages import NOON, make_case_file, make_message
from tests.fakes.scorer import THRESHOLDS


def alert(
    text: str = "you buffoon",
    *,
    scores: Scores | Unscored | None = None,
    spans: tuple[Span, ...] = (),
    outcome: Outcome | None = None,
) -> Alert:
    scores = scores or Scores(dict.fromkeys(Label, 0.01) | {Label.INSULT: 0.95, Label.TOXIC: 0.6})
    message = make_message(text)
    verdict = decide(Policy(mode=Mode.ENFORCE), message, scores=scores, calibrated=THRESHOLDS)
    return build_alert(make_case_file(Case(17, message, verdict, outcome)), spans)


def test_the_words_that_drove_the_scores_stand_apart() -> None:
    pieces = alert(spans=(Span(4, 11, Label.INSULT, 0.9),)).pieces
    assert [(piece.text, piece.label) for piece in pieces] == [
        ("you ", None),
        ("buffoon", Label.INSULT),
    ]


def test_where_spans_overlap_the_heavier_one_is_shown() -> None:
    spans = (Span(4, 11, Label.INSULT, 0.9), Span(0, 11, Label.TOXIC, 0.1))
    pieces = alert(spans=spans).pieces
    assert [piece.label for piece in pieces] == [Label.TOXIC, Label.INSULT]


SPANS = st.lists(
    st.tuples(st.integers(0, 30), st.integers(1, 30), st.sampled_from(Label)).map(
        lambda span: Span(span[0], span[0] + span[1], span[2], 0.5)
    )
).map(tuple)


@given(st.text(max_size=25), SPANS)
def test_the_pieces_are_the_whole_text(text: str, spans: tuple[Span, ...]) -> None:
    assert "".join(piece.text for piece in alert(text, spans=spans).pieces) == text


def test_a_bar_stands_beside_each_threshold_the_highest_score_first() -> None:
    bars = alert().bars
    assert [bar.label for bar in bars[:2]] == [Label.INSULT, Label.TOXIC]
    assert [bar.reached for bar in bars[:3]] == [Tier.ACT, Tier.FLAG, None]
    assert (bars[0].score, bars[0].flag, bars[0].act) == (0.95, 0.5, 0.9)
    assert next(bar.act for bar in bars if bar.label is Label.THREAT) is None


def test_an_unscored_text_shows_no_bars_but_why() -> None:
    unscored = alert(scores=Unscored(Reason.TOO_LONG))
    assert unscored.bars == ()
    assert unscored.reasons == ("unscored (too_long): flag",)


def test_it_says_what_was_wanted_what_was_done_and_what_would_help() -> None:
    refused = Outcome.refused("may not delete here", "give the bot Manage Messages")
    shown = alert(outcome=refused)
    assert (shown.wanted, shown.done) == ("delete", "refused: may not delete here")
    assert shown.remedy == "give the bot Manage Messages"


def test_every_outcome_has_words() -> None:
    assert outcome_text(Outcome.done(Action.DELETE)) == "deleted"
    assert outcome_text(Outcome.gone(Action.DELETE)) == "was already gone"
    assert outcome_text(Outcome.withheld("dry run")) == "withheld: dry run"
    assert all(outcome_text(Outcome.done(action)) for action in Action)


@pytest.mark.parametrize(
    ("outcome", "buttons", "title"),
    [
        (Outcome.done(Action.FLAG), (), "Case 17: flagged, wanted: delete"),
        (Outcome.done(Action.FLAG), (Button.DELETE,), "Case 17: deleted by a moderator"),
        (
            Outcome.refused("may not", "let it"),
            (Button.WARN, Button.DELETE),
            "Case 17: warned, deleted by a moderator",
        ),
        (Outcome.done(Action.FLAG), (Button.DISMISS,), "Case 17: dismissed by a moderator"),
        (
            Outcome.done(Action.DELETE),
            (Button.UNDO,),
            "Case 17: deleted; taken back by a moderator",
        ),
        (
            Outcome.done(Action.DELETE),
            (Button.UPHOLD,),
            "Case 17: deleted; upheld on appeal by a moderator",
        ),
    ],
)
def test_the_headline_says_what_was_done_once_a_moderator_has_decided(
    outcome: Outcome, buttons: tuple[Button, ...], title: str
) -> None:
    case = replace(make_alert(17, make_message(), buttons=()).case, outcome=outcome)
    actions = {Button.DELETE: Action.DELETE, Button.WARN: Action.WARN}
    decisions = tuple(
        Decision(each, "7", "mona", NOON, outcome=Outcome.done(actions.get(each, Action.NONE)))
        for each in buttons
    )
    assert headline(build_alert(make_case_file(case, decisions=decisions), ())) == title


def test_a_decision_that_was_refused_or_taken_of_another_version_changes_no_headline() -> None:
    case = make_alert(17, make_message(), buttons=()).case
    case = replace(case, outcome=Outcome.done(Action.FLAG), version=1)
    refused = Decision(
        Button.DELETE, "7", "mona", NOON, outcome=Outcome.refused("may not", "let it"), version=1
    )
    of_another = Decision(Button.DISMISS, "7", "mona", NOON, outcome=Outcome.done(Action.NONE))
    shown = build_alert(make_case_file(case, decisions=(of_another, refused)), ())
    assert headline(shown) == "Case 17: flagged, wanted: delete"
    assert shown.decisions == ("mona: Dismiss, of version 1", "mona: Delete (refused: may not)")
