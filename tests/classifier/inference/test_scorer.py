from collections.abc import Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from classifier import Label, LabelThresholds, Reason, Scorer, Scores, Unscored, clean, load
from classifier.inference.bundle import DEFAULT, read
from classifier.inference.explain import find_spans
from classifier.inference.scorer import MAX_CACHE_KEY
from classifier.labels import Span
from classifier.metrics.formulas import Floats
from classifier.text import tokenizer

KIND = "thank you so much, what a lovely garden"
RUDE = "you are a stupid idiot"


def scored(scorer: Scorer, text: str) -> Scores:
    (scores,) = scorer.score([text])
    assert isinstance(scores, Scores)
    return scores


def test_rudeness_scores_higher_than_kindness(scorer: Scorer) -> None:
    assert scored(scorer, RUDE)[Label.TOXIC] > scorer.thresholds[Label.TOXIC].flag
    assert scored(scorer, KIND)[Label.TOXIC] < 0.1


def test_the_network_keeps_no_memory_of_large_batches_and_takes_none_for_all_steps_at_once(
    scorer: Scorer,
) -> None:
    options = scorer.network._session.get_session_options()
    assert not options.enable_cpu_mem_arena
    assert not options.enable_mem_pattern


def test_long_texts_are_read_few_at_a_time_and_short_ones_eight(
    scorer: Scorer, monkeypatch: pytest.MonkeyPatch
) -> None:
    read: list[tuple[int, int]] = []
    run = scorer.network._run

    def note(batch: Sequence[Sequence[str]]) -> Floats:
        read.append((len(batch), max(map(len, batch))))
        return run(batch)

    monkeypatch.setattr(scorer.network, "_run", note)
    scorer.network.logits([["tea"] * 100] * 8)
    scorer.network.logits([["tea"] * 24] * 8)
    assert read == [(4, 100), (4, 100), (8, 24)]


def test_a_folder_is_named_by_a_path_or_by_a_string(scorer: Scorer) -> None:
    assert load(str(DEFAULT)).version == load(DEFAULT).version == scorer.version


def test_one_text_in_the_place_of_a_list_is_refused(scorer: Scorer) -> None:
    with pytest.raises(TypeError, match="takes a list of texts"):
        scorer.score(RUDE)


@pytest.mark.parametrize(
    "disguised",
    [
        "you are a stup1d 1d10t",
        "you are a s.t.u.p.i.d i.d.i.o.t",
        "you are a ѕtupіd іdіоt",
        "you are a s\u200bt\u200bupid id\u200biot",
        "y o u   a r e   a   s t u p i d   i d i o t",
        "you are a **stu**pid ||idiot||",
        "you are a 𝓼𝓽𝓾𝓹𝓲𝓭 ⓘⓓⓘⓞⓣ",
        "YOU ARE A STUUUUPID IDIOOOOT",
    ],
)
def test_a_disguise_does_not_help(scorer: Scorer, disguised: str) -> None:
    assert scored(scorer, disguised)[Label.TOXIC] > scorer.thresholds[Label.TOXIC].flag


@pytest.mark.parametrize(
    "text",
    [
        "siht si a tset",
        "np.cum_sum(x)",
        "my colleague Bích Nguyen",
        "the key is F4G7-K1LL-90D3-B1TC",
        "see commit d34db33f",
    ],
)
def test_a_name_or_a_term_is_not_mended_into_rudeness(scorer: Scorer, text: str) -> None:
    scores = scored(scorer, text)
    assert all(scores[label] < scorer.thresholds[label].flag for label in Label)


def test_where_the_rest_is_rude_too_a_word_in_doubt_is_mended(scorer: Scorer) -> None:
    text = clean("you stupid bich")
    assert [word for word, _, _ in scorer.tokens(text)] == ["you", "stupid", "bitch"]


def test_answers_come_in_order_and_alone_as_in_company(scorer: Scorer) -> None:
    texts = [f"{word} " * (i % 40 + 1) for i, word in enumerate([RUDE, KIND, "hm"] * 30)]
    together = scorer.score(texts)
    for text, answer in zip(texts, together, strict=True):
        assert isinstance(answer, Scores)
        for label in Label:
            assert answer[label] == pytest.approx(scored(scorer, text)[label], abs=1e-4)


@pytest.mark.parametrize(
    ("text", "reason"),
    [
        ("", Reason.EMPTY),
        (" \n\t", Reason.EMPTY),
        ("\x00", Reason.EMPTY),
        ("\ud800\udfff", Reason.EMPTY),
        ("...", Reason.EMPTY),
        ("x" * 100_000, Reason.TOO_LONG),
        ("\ufdfa" * 20_000, Reason.TOO_LONG),
        ("привет, как у тебя дела?", Reason.LANGUAGE),
        ("今日はいい天気ですね", Reason.LANGUAGE),
        ("مرحبا كيف حالك", Reason.LANGUAGE),
        ("kurwa", Reason.LANGUAGE),
        ("bro you are such a gerizekalı", Reason.LANGUAGE),
    ],
)
def test_what_cannot_be_judged_is_never_called_clean(
    scorer: Scorer, text: str, reason: Reason
) -> None:
    assert scorer.score([text]) == [Unscored(reason)]


@pytest.mark.parametrize("text", ["z̷a̸l̵g̶o̴ is here", "\u202eolleh\u202c there", "a\ud800b", "<@1>"])
def test_odd_texts_are_scored_all_the_same(scorer: Scorer, text: str) -> None:
    assert isinstance(scorer.score([text])[0], Scores)


@pytest.mark.parametrize("mouth", "()dp/\\|")
@pytest.mark.parametrize("eyes", [":", ";", "=", ":-", ";-", "='"])
def test_a_face_is_scored_like_any_word(scorer: Scorer, eyes: str, mouth: str) -> None:
    assert isinstance(scorer.score([f"ok then {eyes}{mouth}"])[0], Scores)


@given(st.text(max_size=300))
def test_any_text_gets_six_probabilities_or_a_reason(scorer: Scorer, text: str) -> None:
    (answer,) = scorer.score([text])
    if isinstance(answer, Scores):
        assert list(answer) == list(Label)
        assert all(0 < score < 1 for score in answer.values())
    else:
        assert answer.reason in Reason


def test_an_insult_deep_in_a_long_text_is_read(scorer: Scorer) -> None:
    padding = f"{KIND} " * 120
    padded = scored(scorer, padding + RUDE + " " + padding)[Label.TOXIC]
    assert padded > 10 * scored(scorer, padding)[Label.TOXIC]


def test_a_repeat_is_answered_from_memory(scorer: Scorer) -> None:
    first, second = scorer.score([RUDE]), scorer.score([f"  {RUDE} "])
    assert first[0] is second[0]


def test_what_was_not_asked_for_lately_is_forgotten() -> None:
    scorer = Scorer(read(DEFAULT), cache_size=2)
    scorer.score(["one", "two"])
    scorer.cached(clean("one"))
    scorer.score(["three"])
    assert scorer.cached(clean("one"))
    assert scorer.cached(clean("two")) is None


def test_a_long_text_is_remembered_by_its_hash_alone() -> None:
    scorer = Scorer(read(DEFAULT))
    long = f"{KIND} " * 100
    first, second = scorer.score([long]), scorer.score([long])
    assert first[0] is second[0]
    assert max(map(len, scorer._cache)) <= MAX_CACHE_KEY
    assert scorer.cached(clean(long + RUDE)) is None


def test_why_there_is_no_score_is_known_without_asking(scorer: Scorer) -> None:
    assert scorer.cached(clean("")) == Unscored(Reason.EMPTY)
    assert scorer.cached(clean("never asked before")) is None


def test_nothing_asked_is_nothing_answered(scorer: Scorer) -> None:
    assert scorer.score([]) == []


def test_threads_may_share_a_scorer(scorer: Scorer) -> None:
    texts = [f"{RUDE} number {i % 50}" for i in range(400)]
    with ThreadPoolExecutor(4) as threads:
        answers = list(threads.map(lambda text: scored(scorer, text)[Label.TOXIC], texts))
    assert answers[:50] == answers[50:100]


def explained(scorer: Scorer, raw: str) -> list[tuple[str, Label]]:
    spans: list[Span] = scorer.explain(clean(raw))
    assert all(0 <= s.begin < s.end <= len(raw) and 0 < s.weight <= 1 for s in spans)
    assert [s.weight for s in spans] == sorted((s.weight for s in spans), reverse=True)
    return [(raw[s.begin : s.end], s.label) for s in spans]


def test_an_explanation_names_the_words_that_drove_the_score(scorer: Scorer) -> None:
    words = [word for word, label in explained(scorer, "I think that you are an idiot, dear Ann")]
    assert any("idiot" in word for word in words)
    assert not any("Ann" in word for word in words)


def test_an_explanation_points_into_the_disguise(scorer: Scorer) -> None:
    words = [word for word, _ in explained(scorer, "well, you are an i.d.i.o.t my friend")]
    assert any("i.d.i.o.t" in word for word in words)


@pytest.mark.parametrize(
    ("raw", "named"),
    [
        ("you STUPİD İDİOT", "STUPİD İDİOT"),
        ("ŉ well, you are a ﬁlthy ıdiot", "ﬁlthy ıdiot"),
        ("ᾳǰ ẞ ß Ŀ you are an İdıot", "İdıot"),
        ("&#304; said you are an İ.d.ı.o.t", "İ.d.ı.o.t"),
    ],
)
def test_an_explanation_points_at_letters_that_change_their_length(
    scorer: Scorer, raw: str, named: str
) -> None:
    assert named in [words for words, _ in explained(scorer, raw)]


def test_shouting_is_evidence_without_characters_of_its_own() -> None:
    text = clean("THERE ARE WOMEN MAKING BURRITOS")
    tokens = tokenizer.tokenize(text.text)
    assert tokens[0][0] == "<caps>"
    spans = find_spans(
        text,
        tokens,
        [Label.TOXIC],
        logits=lambda messages: np.array([[2.0 * ("<caps>" in m)] * len(Label) for m in messages]),
        window=100,
    )
    assert spans == []


def test_a_word_that_another_repeats_is_named_too() -> None:
    def logits(
        messages: Sequence[Sequence[str]],
    ) -> Floats:  # toxic as long as either word is there
        said = [(3.0 if {"idiot", "moron"} & set(m) else -3.0) + ("ugly" in m) for m in messages]
        return np.array([[each] * len(Label) for each in said])

    text = clean("an ugly idiot and a moron")
    spans = find_spans(
        text, tokenizer.tokenize(text.text), [Label.TOXIC], logits=logits, window=100
    )
    assert [text.raw[s.begin : s.end] for s in spans] == ["ugly idiot", "moron"]


def test_in_a_long_message_words_are_named_one_by_one_too() -> None:
    def score(message: Sequence[str]) -> float:  # "idiot" says less alone than it adds here
        if "idiot" in message:
            return 4.0 if len(message) > 1 else 1.0
        return 2.0 if "moron" in message else -3.0

    def logits(messages: Sequence[Sequence[str]]) -> Floats:
        return np.array([[score(message)] * len(Label) for message in messages])

    text = clean(f"{'so it goes ' * 20}you idiot {'and so on ' * 10}moron")
    spans = find_spans(
        text, tokenizer.tokenize(text.text), [Label.TOXIC], logits=logits, window=100
    )
    assert [text.raw[s.begin : s.end] for s in spans] == ["idiot"]


def test_a_label_is_explained_below_the_threshold_as_a_policy_may_flag_lower() -> None:
    scorer = Scorer(
        replace(read(DEFAULT), thresholds=dict.fromkeys(Label, LabelThresholds(1.0, None)))
    )
    assert explained(scorer, RUDE)


def test_a_harmless_text_has_nothing_to_explain(scorer: Scorer) -> None:
    assert explained(scorer, KIND) == []
    assert explained(scorer, "") == []


def test_a_long_text_is_explained_too(scorer: Scorer) -> None:
    words = [word for word, _ in explained(scorer, f"{RUDE} " * 40)]
    assert any("idiot" in word for word in words)
