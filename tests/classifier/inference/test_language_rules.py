"""Language rules: which of two networks' answers holds, and what is never clean."""

from dataclasses import replace

import pytest

from classifier.inference.calibration import Curve
from classifier.inference.language_profiles import ANY, LanguageProfile, LanguageTier, Mixture
from classifier.inference.language_rules import LanguageRules, Reading
from classifier.inference.language_scripts import possible_languages
from classifier.inference.multilingual_part import MultilingualPart
from classifier.inference.rude_words import RudeWords, hash_phrase
from classifier.labels import Label, LabelThresholds, Reason, Scores, Unscored

CURVE = Curve("platt", (-4.0, 0.0, 4.0), (0.02, 0.5, 0.98))
ENGLISH = dict.fromkeys(Label, LabelThresholds(0.7, 0.9))
CLEAN, RUDE = Scores.of([0.01] * 6), Scores.of([0.9] * 6)


def profile(code: str, flag: float = 0.6, act: float | None = None) -> LanguageProfile:
    tier = LanguageTier.SUPPORTED if act else LanguageTier.BETA
    return LanguageProfile(
        code, tier, {Label.TOXIC: CURVE}, {Label.TOXIC: LabelThresholds(flag, act)}
    )


@pytest.fixture
def rules() -> LanguageRules:
    part = MultilingualPart(
        pieces={},
        heads=("en", "tr", "fi"),
        profiles={ANY: profile(ANY, 0.8), "tr": profile("tr", act=0.9)},
        rude=RudeWords(frozenset({hash_phrase("salak")})),
    )
    return LanguageRules(part, ENGLISH)


def reading(
    text: str, *, toxic: float, en: float = 0.0, tr: float = 0.0, fi: float = 0.0
) -> Reading:
    return Reading(text.split(), dict.fromkeys(Label, toxic), {"en": en, "tr": tr, "fi": fi})


def test_a_line_is_scored_in_its_language_with_the_labels_that_it_has(rules: LanguageRules) -> None:
    scores = rules.choose(reading("sen bir kedisin", toxic=2.0, tr=1.0), CLEAN)

    assert isinstance(scores, Scores)
    assert (scores.language, list(scores)) == ("tr", [Label.TOXIC])
    assert scores[Label.TOXIC] == pytest.approx(0.74)


def test_english_keeps_all_its_labels(rules: LanguageRules) -> None:
    scores = rules.choose(reading("a fine day", toxic=-4.0, en=1.0), CLEAN)

    assert isinstance(scores, Scores)
    assert (scores.language, list(scores)) == ("en", list(Label))


def test_an_insult_in_english_is_flagged_though_it_is_taken_for_turkish(
    rules: LanguageRules,
) -> None:
    scores = rules.choose(reading("such a moron", toxic=-4.0, tr=0.9, en=0.1), RUDE)

    assert isinstance(scores, Scores)
    assert scores.language == "en"


def test_an_insult_in_another_language_is_flagged_though_it_is_taken_for_english(
    rules: LanguageRules,
) -> None:
    scores = rules.choose(reading("bro salaksin", toxic=4.0, en=0.9, tr=0.1), CLEAN)

    assert isinstance(scores, Scores)
    assert scores.language == ANY
    assert scores[Label.TOXIC] > 0.9
    assert scores[Label.INSULT] == CLEAN[Label.INSULT]


def test_a_short_line_with_a_rude_word_of_any_language_is_never_clean(
    rules: LanguageRules,
) -> None:
    assert rules.choose(reading("bro salak lol", toxic=-4.0, en=1.0), CLEAN) == Unscored(
        Reason.LANGUAGE
    )
    assert rules.choose(reading("salak", toxic=-4.0, tr=1.0), CLEAN) == Unscored(Reason.LANGUAGE)


def test_a_rude_word_among_english_ones_is_never_clean(rules: LanguageRules) -> None:
    text = "bro you are such a salak"

    assert rules.choose(reading(text, toxic=-4.0, en=1.0), CLEAN) == Unscored(Reason.LANGUAGE)


def test_in_a_longer_line_a_word_alone_decides_nothing(rules: LanguageRules) -> None:
    text = "she called me salak and then we all laughed about it"
    scores = rules.choose(reading(text, toxic=-4.0, en=1.0), CLEAN)

    assert isinstance(scores, Scores)


def mixed_rules(mixture: Mixture) -> LanguageRules:
    part = MultilingualPart(
        pieces={},
        heads=("en", "tr"),
        profiles={ANY: profile(ANY, 0.8), "tr": replace(profile("tr"), mixture=mixture)},
        rude=RudeWords(frozenset({hash_phrase("salak")})),
    )
    return LanguageRules(part, ENGLISH)


def test_a_language_weighs_the_linear_model_as_its_mixture_says() -> None:
    line = replace(reading("sen bir kedisin", toxic=-2.0, tr=1.0), runs=2.0)
    even, double = (mixed_rules(Mixture(runs=factor)).choose(line, CLEAN) for factor in (1.0, 2.0))

    assert isinstance(even, Scores)
    assert isinstance(double, Scores)
    assert even[Label.TOXIC] == pytest.approx(0.5)
    assert double[Label.TOXIC] == pytest.approx(0.74)


def test_a_rude_word_counts_in_the_language_that_a_line_is_in() -> None:
    rude = mixed_rules(Mixture(rude=3.0)).choose(reading("sen salak", toxic=0.0, tr=1.0), None)

    assert isinstance(rude, Scores)
    assert rude[Label.TOXIC] == pytest.approx(0.86)


def test_a_rude_word_raises_no_line_that_may_be_english() -> None:
    line = replace(reading("sen salak", toxic=0.0, tr=1.0), is_foreign=False)

    assert mixed_rules(Mixture(rude=3.0)).choose(line, CLEAN) == Unscored(Reason.LANGUAGE)


def test_an_unknown_language_is_unscored_unless_it_is_flagged(rules: LanguageRules) -> None:
    calm = reading("hyvaa huomenta kaikille ystaville", toxic=-4.0, fi=1.0)
    loud = reading("hyvaa huomenta kaikille ystaville", toxic=4.0, fi=1.0)

    assert rules.choose(calm, CLEAN) == Unscored(Reason.LANGUAGE)
    assert isinstance(rules.choose(loud, CLEAN), Scores)


@pytest.mark.parametrize(
    ("text", "language", "is_possible"),
    [
        ("привет как дела", "ru", True),
        ("привет как дела", "en", False),
        ("привет, что это было", "uk", False),
        ("привет как дела", "uk", False),
        ("добър ден на всички", "ru", False),
        ("добър ден на всички", "other", True),
        ("مرحبا كيف الحال اليوم", "ar", True),
        ("مرحبا كيف الحال اليوم", "fa", False),
        ("سلام", "fa", True),
        ("چطوری دوست من امروز", "fa", True),
        ("یہ بہت اچھا ہے", "ar", False),
        ("привіт, як справи", "ru", False),
        ("привіт, як справи", "uk", True),
        ("добры дзень ўсім", "ru", False),
        ("안녕 bro", "ko", True),
        ("안녕 bro", "zh", False),
        ("元気ですか", "ja", True),
        ("bro salaksin", "tr", True),
        ("hello there", "en", True),
        ("!!!", "en", True),
        ("ሰላም", "en", False),
    ],
)
def test_the_script_says_which_languages_a_text_can_be_in(
    text: str,
    language: str,
    is_possible: bool,  # noqa: FBT001
) -> None:
    assert (language in possible_languages(text)) is is_possible
