import tomllib
from collections.abc import Mapping
from dataclasses import replace
from itertools import chain

import pytest

from bench.languages import CHAT
from classifier import Label, LabelThresholds, Reason, Scorer, Scores, Unscored, clean
from classifier.inference.bundle import DEFAULT, read
from classifier.inference.language_detector import LanguageDetector, read_model, read_word_lists
from classifier.text.tokenizer import Vocabulary

MESSAGES: Mapping[str, list[str]] = tomllib.loads(CHAT.read_text("utf-8"))
FOREIGN = Unscored(Reason.LANGUAGE)


@pytest.fixture(scope="module")
def languages() -> LanguageDetector:
    return LanguageDetector(Vocabulary.read(DEFAULT / "vocabulary.json"), read_model())


@pytest.mark.parametrize("language", sorted(MESSAGES.keys() - {"en"}))
def test_chat_in_another_language_is_not_scored(scorer: Scorer, language: str) -> None:
    answers = scorer.score(MESSAGES[language])
    assert answers.count(FOREIGN) >= len(answers) - 1


@pytest.mark.parametrize("message", MESSAGES["en"])
def test_slang_code_names_and_borrowed_words_are_english(scorer: Scorer, message: str) -> None:
    assert isinstance(scorer.score([message])[0], Scores)


@pytest.mark.parametrize(
    ("message", "language"),
    [
        ("no puedo jugar mañana por la noche", "es"),
        ("no puedo jugar manana por la noche", "es"),
        ("ich kann heute leider nicht kommen", "de"),
        ("bugün oyun oynamaya vaktim yok", "tr"),
        ("jajaja que risa, no puedo mas 😂😂😂", "es"),  # an emoji's English name is nobody's word
        ("**no puedo** jugar <@42> porque tengo trabajo https://a.example", "es"),
        ("no puedo jugar por la noche, sorry", "es"),
        ("sorry guys, I can't play today, no puedo", None),
        ("is he playing? quien sabe, amigo", None),
        ("merci beaucoup", None),
        ("die die die", None),
        ("ulti que ez", None),
        ("", None),
    ],
)
def test_a_message_is_in_the_language_that_it_is_mostly_in(
    languages: LanguageDetector, message: str, language: str | None
) -> None:
    assert languages.detect(clean(message)) == language


def test_what_the_model_flags_is_scored_in_any_language() -> None:
    bundle = replace(read(DEFAULT), thresholds=dict.fromkeys(Label, LabelThresholds(0.0, None)))
    assert isinstance(Scorer(bundle).score(["no puedo jugar por la noche"])[0], Scores)


def test_another_language_is_remembered_and_has_no_explanation(scorer: Scorer) -> None:
    message = clean("hoy no puedo jugar con vosotros")
    assert scorer.score_cleaned([message]) == [FOREIGN]
    assert scorer.cached(message) == FOREIGN
    assert scorer.explain(message) == []


def test_no_word_says_more_than_it_is_bounded_by(languages: LanguageDetector) -> None:
    words = chain.from_iterable(read_word_lists().values())
    unlisted = ("hello", "helo", "quantification", "zażółć", "ßß", "x", "donde" * 9)
    for word in (*words, *unlisted):
        assert languages._weigh_word(word).max() <= languages._bound_word(word) + 1e-5
