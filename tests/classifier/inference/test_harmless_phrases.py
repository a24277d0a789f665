"""Harmless phrases: each kind and guard, what they lower, and what an attacker gains from them."""

from collections.abc import Sequence
from pathlib import Path

import numpy as np
import pytest

from classifier import Label, Scorer, Scores, clean
from classifier.inference.bundle import DEFAULT
from classifier.inference.harmless_phrases import (
    HarmlessPhrases,
    Rest,
    lower_scores,
    read_harmless_phrases,
)
from classifier.inference.phrase_tiers import ACT, FLAG, MARGIN, SURE, ceiling, floor
from classifier.inference.second_reading import SecondReading
from classifier.labels import LabelThresholds
from classifier.metrics.formulas import Floats
from classifier.text.spell_corrector import SpellCorrector
from classifier.text.tokenizer import Vocabulary

VOCABULARY = Vocabulary.read(DEFAULT / "vocabulary.json")
PHRASES = read_harmless_phrases(VOCABULARY)
CORRECTOR = SpellCorrector(VOCABULARY)

EXAMPLES = {
    "praise": ["that was damn good", "what a sick solo", "she killed the presentation"],
    "exclamation": ["holy crap, it works", "hell yeah", "oh damn, oh crap"],
    "emphasis": ["I worked my butt off", "it is a pain in the butt", "a crap ton of work"],
    "mood": ["I am so damn tired", "it is bloody cold outside"],
    "thing": ["this stupid printer is jammed again", "the build is crap", "screw this compiler"],
    "hyperbole": [
        "this heat is killing me",
        "I could murder a pizza",
        "my boss is going to kill me if I am late",
        "we shot the wedding photos in the park",
    ],
    "self": ["I am such an idiot, I forgot the keys", "my stupid brain", "I suck at this"],
    "reported": [
        "he called me an idiot, please help",
        "she told me I am a stupid cow",
        "someone called my daughter a pig",
        "I was called a clown in this channel",
        "my boss told me to shut up",
        "he was banned, we reported him for calling my friend a pig",
        "I got a nasty message saying I am a clown",
    ],
    "forbidden": [
        "stop calling people idiots",
        "please don't say words like idiot here",
        "the word idiot is not allowed here",
        "calling someone a pig is not ok",
        "idiot is an insult",
        "no racial slurs please",
    ],
    "denied": [
        "you are not an idiot",
        "you aren't stupid",
        "nobody is calling you an idiot",
        "I never said you are lazy",
        "that doesn't make you a loser",
        "there are no stupid questions",
        "sorry for calling you an idiot",
    ],
    "name": ["I read Moby Dick", "she graduated magna cum laude", "Dick Van Dyke was great"],
    "term": [
        "cock-a-leekie for dinner",
        "breast cancer screening",
        "kill the process",
        "a blue tit",
        "en retard",
        "the retard the timing knob, retarding ignition",
    ],
    "news": ["three men were shot dead in the city"],
    "own_group": ["I am a gay man", "my daughter is autistic and happy", "we are a Muslim family"],
    "group_alone": ["You are Muslim", "so you are old?", "black women"],
}
"""Invented messages of each kind, mild ones."""


def take_out(raw: str, phrases: HarmlessPhrases = PHRASES) -> Rest | None:
    text = clean(raw).text
    return phrases.take_out(text, CORRECTOR.correct(text))


def rest(raw: str, phrases: HarmlessPhrases = PHRASES) -> str:
    """Return what is left of a message as one line."""
    found = take_out(raw, phrases)
    return " ".join(word for word, _, _ in found.tokens) if found else raw


def make(tmp_path: Path, body: str) -> HarmlessPhrases:
    file = tmp_path / "phrases.toml"
    file.write_text(f"slots = {{}}\n{body}")
    return read_harmless_phrases(VOCABULARY, file)


@pytest.mark.parametrize(
    ("kind", "text"), [(kind, text) for kind, texts in EXAMPLES.items() for text in texts]
)
def test_harmless_words_of_each_kind_are_found(kind: str, text: str) -> None:
    found = take_out(text)
    assert found
    assert kind in {phrase.kind.name for phrase in found.phrases}


def test_every_kind_has_examples() -> None:
    assert EXAMPLES.keys() == {phrase.kind.name for phrase in PHRASES.phrases}


def test_a_phrase_is_read_as_the_neutral_words_of_its_kind() -> None:
    assert rest("well, he called me a stupid cow, and left") == "well someone was rude and left"
    assert rest("holy crap that was damn good!") == "oh wow that was really great !"


def test_of_phrases_that_overlap_the_longest_of_the_first_is_taken_out() -> None:
    assert rest("that is a pain in the butt") == "very much"
    assert rest("stop calling people stupid idiots") == "please be kind"


def test_quotation_marks_hide_no_phrase_and_disguises_neither() -> None:
    assert rest('he called me an "idiot"').startswith("someone was rude")
    assert rest("he c4lled me an id1ot") == "someone was rude"


@pytest.mark.parametrize(
    "text",
    [
        "he called me right, you are an idiot",
        "you are not an idiot, you are a clown",
        "you are not an idiot but you act like one",
        "sure, you are not an idiot",
        "he called me an idiot and he is right",
        "she called me a pig because she is one",
        "never stop calling them idiots",
        "you damn printer",
        "your stupid printer",
        "you are a stupid bug",
        "hell yeah, women are stupid",
        "it is damn funny that immigrants drown",
        "you were shot dead in the street",
        "You are Muslim, go away",
        "those black women again",
        "damn. Good.",
        "they are not good people",
    ],
)
def test_what_means_harm_is_left_as_it_is(text: str) -> None:
    assert take_out(text) is None


APPENDED = [
    "damn good, {}",
    "holy crap, {}",
    "hell yeah, {}",
    "I am such an idiot, {}",
    "this stupid printer is jammed, {}",
    "he called me an idiot, {}",
    "stop calling people idiots, {}",
    "you are not stupid. {}",
    "I read Moby Dick, {}",
    "kill the process, {}",
    "as a gay man I say {}",
    "{}, holy crap",
    "{}, he called me an idiot",
]
"""Harmless phrases around a place for an insult."""


@pytest.mark.parametrize("insult", ["you are a stupid idiot", "shut up, you pathetic clown"])
@pytest.mark.parametrize("frame", APPENDED)
def test_an_insult_beside_a_harmless_phrase_is_acted_on(
    scorer: Scorer, frame: str, insult: str
) -> None:
    (scores,) = scorer.score([frame.format(insult)])
    act = scorer.thresholds[Label.TOXIC].act
    assert isinstance(scores, Scores)
    assert act is not None
    assert scores[Label.TOXIC] >= act


def test_a_group_in_the_place_of_a_thing_or_of_praise_stays_flagged(scorer: Scorer) -> None:
    for text in ("holy crap, women are stupid pigs", "damn good, muslims are stupid pigs"):
        (scores,) = scorer.score([text])
        assert isinstance(scores, Scores)
        assert any(scores[label] >= scorer.thresholds[label].flag for label in scores)


@pytest.mark.parametrize(
    "text",
    [
        "you are not an idiot",
        "nobody is calling you an idiot",
        "stop calling people idiots",
        "someone called my daughter a fat pig at school",
        "she told me I am a stupid cow",
        "the build is crap again, screw this compiler",
    ],
)
def test_what_is_harmless_is_flagged_neither_alone_nor_in_company(
    scorer: Scorer, text: str
) -> None:
    (alone,) = scorer.score([text])
    company = ["good morning", text, "you are an idiot", "he called me a stupid idiot"]
    together = Scorer(scorer._bundle).score(company)[1]
    assert isinstance(alone, Scores)
    assert isinstance(together, Scores)
    assert not [label for label in alone if alone[label] >= scorer.thresholds[label].flag]
    assert dict(alone) == pytest.approx(dict(together), abs=1e-3)


def test_where_friendliness_is_in_doubt_a_person_decides(scorer: Scorer) -> None:
    (scores,) = scorer.score(["you magnificent bastard, you did it"])
    limits = scorer.thresholds[Label.TOXIC]
    assert limits.act is not None
    assert isinstance(scores, Scores)
    assert limits.flag <= scores[Label.TOXIC] < limits.act


def test_a_phrase_of_harm_keeps_its_floor_beside_a_harmless_one(scorer: Scorer) -> None:
    (scores,) = scorer.score(["he called me an idiot. Nobody would miss you"])
    assert isinstance(scores, Scores)
    assert scores[Label.THREAT] >= floor(scorer.thresholds[Label.THREAT], FLAG)


def test_an_explanation_names_what_still_counts(scorer: Scorer) -> None:
    raw = "he called me an idiot, you stupid clown"
    spans = [span for span in scorer.explain(clean(raw)) if span.label is Label.TOXIC]
    assert spans
    for span in spans:
        assert set(raw[span.begin : span.end].split()) <= {"you", "stupid", "clown"}


def test_an_explanation_of_what_a_phrase_alone_raises_names_its_words(scorer: Scorer) -> None:
    raw = "someone called my daughter a fat pig at school"
    named = {raw[s.begin : s.end] for s in scorer.explain(clean(raw)) if s.label is Label.TOXIC}
    assert any("pig" in words for words in named)


THRESHOLDS = {label: LabelThresholds(0.4, None) for label in Label} | {
    Label.TOXIC: LabelThresholds(0.4, 0.8)
}


def lower(high: float, earned: float, texts: Sequence[str]) -> Scores:
    found = [phrase for text in texts if (each := take_out(text)) for phrase in each.phrases]
    return lower_scores(Scores.of([high] * 6), Scores.of([earned] * 6), found, THRESHOLDS)


def test_a_score_falls_to_what_the_rest_earns_and_not_below_the_ceiling() -> None:
    limit = ceiling(THRESHOLDS[Label.TOXIC], FLAG)
    assert lower(0.9, 0.1, ["hell yeah"])[Label.TOXIC] == limit < 0.4
    assert lower(0.9, 0.6, ["hell yeah"])[Label.TOXIC] == 0.6
    assert lower(0.9, 0.95, ["hell yeah"])[Label.TOXIC] == 0.9
    assert lower(0.2, 0.1, ["hell yeah"])[Label.TOXIC] == 0.2


def test_a_coarse_word_takes_nothing_from_a_threat_beside_it() -> None:
    spared = {phrase.kind.name for phrase in PHRASES.phrases if Label.THREAT in phrase.kind.spares}
    assert spared == {"exclamation", "emphasis", "mood", "thing"}
    coarse, reported = lower(0.9, 0.1, ["hell yeah"]), lower(0.9, 0.1, ["he called me an idiot"])
    assert coarse[Label.THREAT] == 0.9 > coarse[Label.TOXIC]
    assert reported[Label.THREAT] == ceiling(THRESHOLDS[Label.THREAT], FLAG)


def test_one_phrase_in_doubt_keeps_the_text_flagged() -> None:
    toxic = lower(0.9, 0.1, ["hell yeah", "you lucky bastard"])[Label.TOXIC]
    assert 0.4 <= toxic == ceiling(THRESHOLDS[Label.TOXIC], ACT) < 0.8


def test_a_ceiling_lies_as_far_below_a_threshold_as_a_floor_above() -> None:
    toxic, threat = THRESHOLDS[Label.TOXIC], THRESHOLDS[Label.THREAT]
    assert MARGIN > 0
    assert ceiling(toxic, FLAG) < 0.4 < floor(toxic, FLAG)
    assert ceiling(toxic, ACT) < 0.8 < floor(toxic, ACT)
    assert 0.4 < ceiling(threat, ACT) < SURE
    assert ceiling(LabelThresholds(0.79, 0.8), ACT) == 0.79


def test_only_what_scores_high_and_has_a_phrase_is_read_again(scorer: Scorer) -> None:
    texts = ["hell yeah, see you at lunch", "he said hello to me"]
    cleaned = [clean(text) for text in texts]
    tokens = [scorer.tokens(text) for text in cleaned]
    low = [Scores.of([0.05] * 6)] * 2
    reads = list[Sequence[Sequence[str]]]()

    def read(messages: Sequence[Sequence[str]]) -> Floats:
        reads.append(messages)
        return np.full((len(messages), len(Label)), -9.0, np.float32)

    bundle = scorer._bundle
    second = SecondReading(PHRASES, read, bundle.calibration, bundle.thresholds, bundle.window)
    assert second.lower(cleaned, tokens, low) == low
    assert reads == []
    high = [Scores.of([0.9] * 6)] * 2
    lowered, same = second.lower(cleaned, tokens, high)
    assert lowered[Label.TOXIC] < 0.9 == same[Label.TOXIC]
    assert reads == [[["oh", "wow", "see", "you", "at", "lunch"]]]


@pytest.mark.parametrize(
    ("body", "complaint"),
    [
        ('[guards]\n[kinds.a]\nsays = "fine"\nclear = ["damn ... good"]', "each of its words"),
        ('[guards]\n[kinds.a]\nsays = "fine"\nclear = ["damn goo*"]', "each of its words"),
        ('[guards]\n[kinds.a]\nsays = "fine"\nlook = []', "look"),
        ('[guards]\n[kinds.a]\nsays = "fine"\nguards = ["no"]', "kind 'a'"),
        ('[guards]\n[kinds.a]\nsays = "fine"\nspares = ["rude"]', "rude"),
        ('[guards]\n[kinds.a]\nsays = ""\nclear = ["damn good"]', "says nothing"),
    ],
)
def test_a_mistake_in_the_file_is_named(tmp_path: Path, body: str, complaint: str) -> None:
    with pytest.raises(ValueError, match=complaint):
        make(tmp_path, body)


def test_every_phrase_is_written_once_and_spans_words() -> None:
    for number in range(len(PHRASES.phrases)):
        assert not PHRASES.index.pattern(number).search("")
    assert len({phrase.source for phrase in PHRASES.phrases}) == len(PHRASES.phrases) > 100


def test_a_repeated_word_counts_up_to_three_times(tmp_path: Path) -> None:
    body = '[guards]\n[kinds.a]\nsays = "fine"\nclear = ["a (big|fat)+ cat"]'
    phrases = make(tmp_path, body)
    assert rest("a big fat big cat", phrases) == "fine"
    assert rest("a big fat big big cat", phrases) == "a big fat big big cat"
    assert rest("a cat", phrases) == "a cat"
