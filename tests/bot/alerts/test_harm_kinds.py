"""Kinds of harm that does not swear, named where a person reads why, on every platform."""

import tomllib
from pathlib import Path

from rich.console import Console

import classifier
from bot.alerts.alert import Alert, build_alert
from bot.domain.case import Case
from bot.domain.harm_kinds import HARM_KIND_TEXTS, kind_notes
from bot.domain.policy import Mode, Policy
from bot.domain.verdict import decide
from bot.platforms.console.rendering import render_alert
from bot.platforms.discord.outbound.embeds import build_alert_embed
from bot.platforms.slack.outbound.alert_blocks import build_alert_blocks
from classifier import Label, Scores, Span
from tests.bot.platforms.slack.example_alerts import render_text, to_json
from tests.fakes.messages import make_case_file, make_message
from tests.fakes.scorer import THRESHOLDS

NOTE = "kind of harm: doxxing, threat"


def make_alert(spans: tuple[Span, ...]) -> Alert:
    message = make_message("I know where you live")
    scores = Scores(dict.fromkeys(Label, 0.01) | {Label.THREAT: 0.95})
    verdict = decide(Policy(mode=Mode.FLAG), message, scores=scores, calibrated=THRESHOLDS)
    return build_alert(make_case_file(Case(17, message, verdict, None)), spans)


FOUND = make_alert(
    (
        Span(0, 6, Label.THREAT, 1.0, "doxxing"),
        Span(0, 6, Label.TOXIC, 1.0, "doxxing"),
        Span(7, 9, Label.THREAT, 1.0, "threat"),
        Span(7, 9, Label.INSULT, 1.0),
    )
)
"""An alert of a text in which phrases of two kinds stand, and a word that the network found."""


def test_every_kind_of_phrases_has_a_name() -> None:
    file = Path(classifier.__file__).parent / "inference" / "harm_phrases.toml"
    assert HARM_KIND_TEXTS.keys() == tomllib.loads(file.read_text("utf-8"))["kinds"].keys()


def test_each_kind_is_named_once_and_without_any_there_is_no_note() -> None:
    assert NOTE in FOUND.reasons
    assert kind_notes([Span(0, 6, Label.THREAT, 1.0)]) == ()


def test_discord_names_it_in_the_note() -> None:
    notes = {field.name: field.value for field in build_alert_embed(FOUND).fields}["Note"]
    assert NOTE in str(notes).splitlines()
    plain = build_alert_embed(make_alert((Span(0, 6, Label.THREAT, 1.0),)))
    assert not [field for field in plain.fields if "kind of harm" in str(field.value)]


def test_slack_names_it_in_the_note() -> None:
    assert NOTE in render_text(to_json(build_alert_blocks(FOUND)))


def test_the_console_names_it_under_the_scores() -> None:
    console = Console(width=100, record=True)
    console.print(render_alert(FOUND))
    assert NOTE in console.export_text()
