"""Invariants of cleaning, scoring and explaining, which hold for every text; also fuzzed by bench/fuzz.py."""

from classifier import Label, Scorer, Scores, Unscored, clean
from classifier.text.aligned_text import MAX_CHARS
from classifier.text.normalize import CleanText

_CAPS = "<caps> "


def check_text(scorer: Scorer, text: str) -> None:
    """Clean, score and explain a text.

    Raises:
        AssertionError: an answer is none that there may be.
    """
    cleaned = clean(text)
    _check_cleaned(cleaned)
    (answer,) = scorer.score_cleaned([cleaned])
    spans = scorer.explain(cleaned)
    for span in spans:
        assert 0 <= span.begin < span.end <= len(text), (text, span)
        assert 0 < span.weight <= 1 + 1e-6, (text, span)
    if isinstance(answer, Unscored):
        assert not spans, text
        return
    assert isinstance(answer, Scores)
    assert list(answer) == list(Label)
    assert all(0 < score < 1 for score in answer.values()), (text, answer)


def _check_cleaned(cleaned: CleanText) -> None:
    assert len(cleaned.text) <= MAX_CHARS + len(_CAPS)
    for at in range(len(cleaned.text)):
        begin, end = cleaned.raw_span(at, at + 1)
        is_typed = at >= len(_CAPS) or not cleaned.text.startswith(_CAPS)
        assert 0 <= begin <= end <= len(cleaned.raw), (cleaned, at)
        is_between = cleaned.text[at] == " "  # put where a hump was: "abAB" -> "ab ab"
        assert begin < end or not is_typed or is_between, (cleaned, at)
