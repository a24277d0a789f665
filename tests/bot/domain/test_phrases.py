"""Phrases, and the catalogues that say them in other languages."""

import ast
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import pytest

import bot
from bot.config.catalogs import Catalogs, read_catalogs
from bot.domain.actions import Action, Outcome
from bot.domain.case import Case
from bot.domain.notice import Notice
from bot.domain.phrases import Phrase, slots
from bot.domain.policy import Mode
from bot.domain.verdict import ActiveThreshold, Tier, Verdict
from bot.domain.word_hits import WordHit
from bot.moderation.enforcement import (
    appeal_decision_notice,
    gathered_notice,
    plan_enforcement,
    taken_back_notice,
)
from bot.moderation.mending import mended_lines
from classifier import Label, Scores
from tests.fakes.messages import make_message

CATALOGS = read_catalogs()
LANGUAGES = ("de", "es", "fr", "ko", "pt", "tr")


def list_notices() -> Iterator[Notice]:
    """Yield every notice that a member can get, for one and for all labels."""
    for labels in ((), *[(label,) for label in Label], tuple(Label)):
        thresholds = tuple(ActiveThreshold(label, Tier.FLAG, 0.5, Action.FLAG) for label in labels)
        words = (WordHit("kys*", labels[0], Action.DELETE, ((0, 3),)),) if labels else ()
        verdict = Verdict(
            Scores.of([0.9] * 6), thresholds, Mode.ENFORCE, Action.DELETE, Action.DELETE, (), words
        )
        message = make_message() if len(labels) > 1 else make_message("")
        case = Case(7, message, verdict)
        for action in (each for each in Action if each >= Action.WARN):
            for minutes in (1, 5, 60, 120, 1440, 2880):
                for by in (None, make_message().author):
                    planned = plan_enforcement(
                        case, action, supported=[*Action], timeout_minutes=minutes, by=by, why="no"
                    )
                    assert planned.notice
                    yield from filter(
                        None, (planned.notice, planned.lesser_notice, planned.correction)
                    )
        yield appeal_decision_notice(case, is_upheld=True)
        undone = Outcome.done(Action.NONE)
        for reversible in ([*Action], ()):
            mended = mended_lines([*Action], undone, reversible=reversible)
            yield appeal_decision_notice(case, is_upheld=False, mended=mended)
            yield taken_back_notice(case, mended=mended)
        for action in (Action.WARN, Action.DELETE):
            for count in (1, 2):
                yield gathered_notice(replace(case, outcome=Outcome.done(action)), count)


NOTICES = list(list_notices())


def test_a_phrase_is_its_english_text() -> None:
    phrase = Phrase("{count} days", count="2")

    assert phrase == "2 days"
    assert phrase.say({"{count} days": "{count} Tage"}) == "2 Tage"


def test_what_a_catalogue_does_not_have_stays_in_english() -> None:
    assert Phrase("{count} days", count="2").say({}) == "2 days"


@pytest.mark.parametrize("language", LANGUAGES)
def test_every_notice_is_said_wholly_in_each_language(language: str) -> None:
    catalog = CATALOGS.choose(language)
    for notice in NOTICES:
        said = notice.in_language(catalog)
        pairs = [
            (notice.title, said.title),
            *zip(notice.lines, said.lines, strict=True),
            (notice.appeal_caption, said.appeal_caption),
            (notice.quote_caption, said.quote_caption),
            (notice.case_caption, said.case_caption),
            (notice.passing_caption, said.passing_caption),
            (notice.link_caption, said.link_caption),
        ]
        for english, foreign in pairs:
            assert isinstance(english, Phrase)
            assert foreign != english


def list_templates() -> Iterator[str]:
    """Yield the templates of phrases as the bot's source has them, but for those that it puts together."""
    for file in Path(bot.__file__).parent.glob("**/*.py"):
        for node in ast.walk(ast.parse(file.read_text("utf-8"))):
            if isinstance(node, ast.Call) and isinstance(node.func, ast.Name) and node.args:
                template = node.args[0]
                if node.func.id != "Phrase" or not isinstance(template, ast.Constant):
                    continue
                if isinstance(template.value, str):
                    yield template.value


@pytest.mark.parametrize("language", LANGUAGES)
def test_every_phrase_is_in_each_catalogue(language: str) -> None:
    templates = set(list_templates())

    assert len(templates) > 40
    assert templates <= {*CATALOGS.by_language[language]}


@pytest.mark.parametrize("language", LANGUAGES)
def test_a_translation_has_the_slots_of_its_original(language: str) -> None:
    for original, translation in CATALOGS.by_language[language].items():
        assert slots(translation) == slots(original)


def test_words_of_a_moderator_stay_as_they_are_written() -> None:
    case = Case(
        7,
        make_message(),
        Verdict(Scores.of([0.1] * 6), (), Mode.FLAG, Action.NONE, Action.NONE, ()),
    )
    notice = appeal_decision_notice(case, is_upheld=True, why="{count} is {enough}")

    assert notice.in_language(CATALOGS.choose("tr")).lines[-1].endswith("{count} is {enough}")


@pytest.mark.parametrize(
    ("locale", "language"),
    [
        ("pt-BR", "pt"),
        ("es-419", "es"),
        ("tr", "tr"),
        ("de_DE", "de"),
        ("en-US", None),
        (None, None),
        ("xx", None),
    ],
)
def test_a_locale_chooses_the_catalogue_of_its_language(
    locale: str | None, language: str | None
) -> None:
    assert CATALOGS.choose(locale) == (CATALOGS.by_language[language] if language else {})


def test_no_catalogue_is_english() -> None:
    notice = NOTICES[0]

    assert notice.in_language(Catalogs().choose("tr")) == notice
