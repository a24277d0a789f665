"""Harm phrases: each kind and each guard, the floors, and what a match shows."""

from collections.abc import Sequence
from pathlib import Path

import pytest

from classifier import Label, Scorer, Scores, clean
from classifier.inference.bundle import DEFAULT
from classifier.inference.harm_phrases import (
    HarmPhrases,
    PhraseMatch,
    raise_scores,
    read_harm_phrases,
)
from classifier.inference.phrase_tiers import ACT, FLAG, SURE, TIERS, floor
from classifier.labels import LabelThresholds
from classifier.text.spell_corrector import SpellCorrector
from classifier.text.tokenizer import Vocabulary, tokenize

VOCABULARY = Vocabulary.read(DEFAULT / "vocabulary.json")
PHRASES = read_harm_phrases(VOCABULARY)
CORRECTOR = SpellCorrector(VOCABULARY)


def find(raw: str, phrases: HarmPhrases = PHRASES) -> Sequence[PhraseMatch]:
    text = clean(raw).text
    return phrases.find(text, CORRECTOR.correct(text))


def kinds(raw: str) -> set[str]:
    return {match.phrase.kind.name for match in find(raw)}


def make(tmp_path: Path, body: str) -> HarmPhrases:
    file = tmp_path / "phrases.toml"
    file.write_text(body)
    return read_harm_phrases(VOCABULARY, file)


EXAMPLES = {
    "self_harm": [
        "kys",
        "just unalive urself already",
        "go drink bleach",
        "the world would be better without you",
        "nobody would miss you",
        "do us all a favor and jump off a bridge",
        "go play in traffic",
    ],
    "wished_harm": ["I hope you get cancer", "you people should be shot", "rot in hell"],
    "threat": [
        "I know where you live",
        "you better watch your back",
        "shame if something happened to your shop",
        "I will break your legs",
        "snitches get stitches",
        "sleep with one eye open",
    ],
    "doxxing": [
        "I'm going to leak her address",
        "her number is 555 0100",
        "can someone find out where she lives",
        "gonna dox him",
    ],
    "sexual_harassment": [
        "send nudes",
        "you have such nice legs",
        "you would look better naked",
        "sit on my lap",
    ],
    "grooming": [
        "you are so mature for your age",
        "don't tell your parents about us",
        "I will buy you robux if you send a pic",
    ],
    "exclusion": [
        "go back to your own country",
        "people like you don't belong here",
        "immigrants should go home",
        "we don't want your kind here",
    ],
    "dehumanising": [
        "immigrants are vermin",
        "women belong in the kitchen",
        "you will never be a real woman",
        "all muslims are terrorists",
    ],
    "ableism": ["did you forget to take your meds, psycho", "which chromosomes are you missing"],
    "insult_by_negation": [
        "you are not the sharpest tool in the shed",
        "nobody asked you",
        "nobody likes you anyway",
        "you have no brain",
        "you couldn't code your way out of a paper bag",
    ],
    "condescension": [
        "how are you this slow",
        "you have two brain cells",
        "bless your little heart, you tried",
        "let the adults talk",
        "even a toddler could do this better",
    ],
    "mockery": [
        "nice job genius",
        "go cry to your mommy",
        "bro thinks he's tough",
        "your face makes me sick",
        "uninstall noob",
        "why are you even here, loser",
    ],
}
"""Invented messages of each kind, mild ones."""

HARMLESS = [
    "skill issue",
    "good morning, how was your weekend?",
    "can you kill the process for me",
    "please don't kill yourself, we are here for you",
    "never tell anyone to go drink bleach",
    "he told me to kill myself and I reported him",
    "someone said go back to your country to her, that is not ok",
    "my boss told me that nobody asked me",
    "I want to kys, I can't go on",
    "nobody would miss me",
    "watch your back, there is a sniper behind the house",
    "I will kill you in the next round",
    "you are not alone, we all love you",
    "when do you go back to your country for the holidays?",
    "I will go back to my country in May",
    "don't tell your mom, it is a surprise party",
    "immigrants are welcome here",
    "women are not property",
    "you shot yourself in the foot with that merge",
    "I am not the sharpest tool today",
    "send me the pictures of the whiteboard",
    "I know where you left the keys",
    "her number is on the intranet",
    "nobody asked for a review yet, could you?",
    "the server needs two more cores to survive tonight",
    "what does kys mean?",
    "the song is called go to hell, and it is great",
]


@pytest.mark.parametrize(
    ("kind", "text"), [(kind, text) for kind, texts in EXAMPLES.items() for text in texts]
)
def test_harm_of_each_kind_is_found(kind: str, text: str) -> None:
    assert kind in kinds(text)


def test_every_kind_has_examples() -> None:
    assert EXAMPLES.keys() == {phrase.kind.name for phrase in PHRASES.phrases}


@pytest.mark.parametrize("text", HARMLESS)
def test_care_reports_distress_and_games_are_none(text: str) -> None:
    assert kinds(text) == set()


@pytest.mark.parametrize(
    "text",
    [
        "k.y.s",
        "K Y S",
        "𝗸𝘆𝘀",
        "k\u200bys",
        "go dr1nk bleach",
        "GO DRINK BLEACH",
        "n0body would m1ss you",
        "nobody would ||miss|| **you**",
    ],
)
def test_a_disguise_hides_no_phrase(text: str) -> None:
    assert "self_harm" in kinds(text)


@pytest.mark.parametrize(
    "text",
    [
        "u have no brain",
        "ur not the sharpest tool",
        "noone likes you here",
        "go back to bronze noob",
    ],
)
def test_phrases_are_read_as_people_type_them(text: str) -> None:
    assert kinds(text)


def test_hell_is_no_contraction_where_it_is_an_exclamation() -> None:
    assert kinds("hell yeah go back to your country") == {"exclusion"}
    assert kinds("the hell, go back to your country") == {"exclusion"}
    assert kinds("I think he'll go back to his country") == set()


def test_a_phrase_ends_with_its_sentence() -> None:
    assert kinds("I know. Where you live is nice.") == set()
    assert kinds("Don't worry. Go drink bleach.") == {"self_harm"}


def test_a_phrase_that_is_said_twice_counts_where_no_guard_stands(tmp_path: Path) -> None:
    phrases = make(
        tmp_path,
        'slots = {}\n[guards.denied]\nbefore = ["never"]\nnear = 1\n'
        '[kinds.dance]\nlabel = "insult"\nguards = ["denied"]\nflag = ["dance badly"]',
    )
    assert not find("never dance badly", phrases)
    assert [(m.begin, m.end) for m in find("never dance badly. dance badly", phrases)] == [(3, 5)]


@pytest.mark.parametrize(
    ("body", "complaint"),
    [
        ('slots = {}\n[guards]\n[kinds.a]\nlabel = "rude"\nguards = []', "rude"),
        ('slots = {}\n[guards]\n[kinds.a]\nlabel = "insult"\nguards = ["no"]', "kind 'a'"),
        ('slots = {}\n[guards]\n[kinds.a]\nlabel = "insult"\nguards = []\nlook = []', "look"),
        ('slots = {}\n[guards]\n[kinds.a]\nlabel = "insult"\nguards = []\nact = ["{x}"]', "'x'"),
        (
            'slots = {}\n[guards]\n[kinds.a]\nlabel = "insult"\nguards = []\nact = ["a (b"]',
            "closed",
        ),
        (
            'slots = {}\n[guards]\n[kinds.a]\nlabel = "insult"\nguards = []\nact = ["a b)"]',
            "bracket",
        ),
        (
            'slots = {}\n[guards]\n[kinds.a]\nlabel = "insult"\nguards = []\nact = ["[a]"]',
            "must occur",
        ),
        (
            'slots = {}\n[guards]\n[kinds.a]\nlabel = "insult"\nguards = []\nact = ["a\'b"]',
            "nothing",
        ),
    ],
)
def test_a_mistake_in_the_file_is_named(tmp_path: Path, body: str, complaint: str) -> None:
    with pytest.raises(ValueError, match=complaint):
        make(tmp_path, body)


THRESHOLDS = {label: LabelThresholds(0.4, None) for label in Label} | {
    Label.TOXIC: LabelThresholds(0.4, 0.8)
}


def test_a_floor_is_a_little_above_the_threshold_of_its_tier() -> None:
    toxic, threat = THRESHOLDS[Label.TOXIC], THRESHOLDS[Label.THREAT]
    assert 0.4 < floor(toxic, FLAG) < 0.5
    assert 0.8 < floor(toxic, ACT) < 0.9
    assert floor(threat, FLAG) == floor(toxic, FLAG)
    assert floor(threat, ACT) == SURE


def test_a_match_raises_its_label_and_toxic_and_lowers_nothing() -> None:
    (match, *_) = find("nobody would miss you")
    low, high = Scores.of([0.1] * 6), Scores.of([0.99] * 6)
    raised = raise_scores(low, [match], THRESHOLDS)
    assert {label for label in Label if raised[label] > low[label]} == {Label.TOXIC, Label.THREAT}
    assert dict(raise_scores(high, [match], THRESHOLDS)) == dict(high)
    assert raise_scores(low, [], THRESHOLDS) is low


def test_scores_that_lack_a_label_get_none() -> None:
    raised = raise_scores(Scores({Label.TOXIC: 0.1}), find("nobody would miss you"), THRESHOLDS)
    assert list(raised) == [Label.TOXIC]


@pytest.mark.parametrize("text", [texts[0] for texts in EXAMPLES.values()])
def test_a_phrase_is_flagged_alone_and_in_company(scorer: Scorer, text: str) -> None:
    (alone,) = scorer.score([text])
    together = Scorer(scorer._bundle).score(["good morning", text, "see you"])[1]
    assert isinstance(alone, Scores)
    assert isinstance(together, Scores)
    label = find(text)[0].phrase.kind.label
    for each in (alone, together):
        assert each[label] >= scorer.thresholds[label].flag
        assert each[Label.TOXIC] >= scorer.thresholds[Label.TOXIC].flag


def test_an_explanation_names_the_phrase_and_its_kind(scorer: Scorer) -> None:
    raw = "Well, **No.body** would miss you, Ann"
    spans = [span for span in scorer.explain(clean(raw)) if span.kind]
    assert {span.label for span in spans} == {Label.TOXIC, Label.THREAT}
    assert {span.kind for span in spans} == {"self_harm"}
    assert {raw[span.begin : span.end].strip("*") for span in spans} == {"No.body** would miss you"}


def test_a_span_of_the_network_has_no_kind(scorer: Scorer) -> None:
    assert {span.kind for span in scorer.explain(clean("you are a stupid idiot"))} == {None}


def test_every_phrase_is_well_formed_and_found_by_a_rare_word() -> None:
    for number, phrase in enumerate(PHRASES.phrases):
        assert phrase.tier in TIERS
        assert not PHRASES.index.pattern(number).search("")
    assert len({phrase.source for phrase in PHRASES.phrases}) == len(PHRASES.phrases) > 500


def test_no_match_spans_more_words_than_its_phrase_may() -> None:
    matches = [match for lines in EXAMPLES.values() for line in lines for match in find(line)]
    within = {
        phrase.source: required.within
        for phrase, required in zip(PHRASES.phrases, PHRASES.index.requirements, strict=True)
    }
    assert len(matches) >= len(EXAMPLES)
    assert all(match.end - match.begin <= within[match.phrase.source] for match in matches)


def test_most_harmless_talk_tries_no_phrase() -> None:
    lines = ["good morning all", "the build is green again", "back after lunch", "thanks, merged"]
    assert [
        PHRASES.index.list_candidates([word for word, *_ in tokenize(line)]) for line in lines
    ] == [[]] * len(lines)
