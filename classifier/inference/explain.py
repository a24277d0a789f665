"""Explanations by erasure: which words of a message raised its scores, told by leaving each of them out.

Li, Monroe and Jurafsky (2016), "Understanding Neural Networks through Representation Erasure". A word that
another one repeats is not missed when it is left out; so what it says alone counts too, for less.
"""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from itertools import chain

import numpy as np

from classifier.inference.encoder import split_windows
from classifier.labels import Label, Span
from classifier.metrics.formulas import Floats
from classifier.text.normalize import CleanText
from classifier.text.tokenizer import Token

MIN_EXPLAINED_SCORE = 0.1
"""Score from which on a label is explained: below what a bundle flags, as a policy may flag lower."""

MAX_ERASURES = 48
"""Words that are left out in turn: of a longer message those that say most alone."""

Logits = Callable[[Sequence[Sequence[str]]], Floats]
"""The network: logits (N, 6) of N messages, each the texts of its tokens."""


@dataclass(frozen=True, slots=True)
class EvidenceRule:
    """Rule by which words are named. `python -m bench.explain --tune` chooses it on spans that people marked."""

    alone: float = 0.25
    """Weight of what a word says alone, in log-odds above 0, beside what it adds."""
    share: float = 0.3
    """Share of the weightiest word's evidence that another must have to be named."""


@dataclass(frozen=True, slots=True)
class Evidence:
    """Evidence of words for a label, in log-odds (words,).

    `drops` is what the label loses without each, `alone` what each says with no other around.
    """

    label: Label
    tokens: Sequence[Token]
    drops: Floats
    alone: Floats


def find_spans(
    text: CleanText,
    tokens: Sequence[Token],
    labels: Sequence[Label],
    *,
    logits: Logits,
    window: int,
    rule: EvidenceRule = EvidenceRule(),
) -> list[Span]:
    """Return the spans of the raw text that raised these labels, heaviest first; none is empty.

    `tokens` are the text as the network got it. `weight` is the share (0..1) that a span has in what
    the words of its window add to a label. Of a long message only the window that scores highest for a
    label is looked at.
    """
    found = find_evidence(tokens, labels, logits=logits, window=window)
    spans = chain.from_iterable(select_spans(text, evidence, rule=rule) for evidence in found)
    return sorted(spans, key=lambda span: -span.weight)


def find_evidence(
    tokens: Sequence[Token], labels: Sequence[Label], *, logits: Logits, window: int
) -> list[Evidence]:
    """Return the evidence of words, those of the window that scores highest, for each label."""
    windows = split_windows(tokens, window)
    answers = logits([_texts(part) for part in windows])
    columns = {label: list(Label).index(label) for label in labels}
    worst = {label: int(answers[:, column].argmax()) for label, column in columns.items()}
    found = []
    for number in sorted(set(worst.values())):
        explained = [label for label in labels if worst[label] == number]
        drops, alone = _measure_erasure(
            _texts(windows[number]),
            answers[number],
            logits=logits,
            columns=[columns[label] for label in explained],
        )
        found += [
            Evidence(label, windows[number], drops[:, columns[label]], alone[:, columns[label]])
            for label in explained
        ]
    return found


def select_spans(text: CleanText, evidence: Evidence, *, rule: EvidenceRule) -> list[Span]:
    """Return the spans of the raw text that are worth naming for a label, from left to right.

    The `<caps>` of a shouted message is evidence without characters of its own, and gets no span; nor do the
    neutral words in the place of a harmless phrase, which part what stands around them.
    """
    added = evidence.drops + rule.alone * np.maximum(evidence.alone, 0.0)
    if not added.any():  # none is missed, and none says it alone: which comes nearest?
        added = evidence.alone - evidence.alone.min()
    total = float(added.sum())
    if total <= 0:
        return []
    spans = []
    is_named = (added >= rule.share * added.max()) & [
        begin < end for _, begin, end in evidence.tokens
    ]
    for first, last in _find_runs(is_named.tolist()):
        begin, end = text.raw_span(evidence.tokens[first][1], evidence.tokens[last - 1][2])
        if begin < end:
            weight = float(added[first:last].sum()) / total
            spans.append(Span(begin, end, evidence.label, weight))
    return spans


def _measure_erasure(
    words: Sequence[str], whole: Floats, *, logits: Logits, columns: Sequence[int]
) -> tuple[Floats, Floats]:
    """Return what is lost without each word, and what each says alone: (words, 6) both.

    Left out are the words that say most alone, by the worst of some columns.
    """
    alone = logits([[word] for word in words])
    places = np.sort(alone[:, columns].max(axis=1).argsort()[-MAX_ERASURES:]).tolist()
    # Without its only word a message says nothing, as "<user>" does.
    without = logits([[*words[:at], *words[at + 1 :]] or ["<user>"] for at in places])
    drops = np.zeros_like(alone)
    drops[places] = np.maximum(whole - without, 0.0)
    return drops, alone


def _texts(tokens: Sequence[Token]) -> list[str]:
    return [text for text, _, _ in tokens]


def _find_runs(flags: Sequence[bool]) -> list[tuple[int, int]]:
    """Return the runs of flags that are set: [0, 1, 1, 0, 1] -> [(1, 3), (4, 5)]."""
    edges = np.flatnonzero(np.diff(np.array([0, *flags, 0], np.int8)))
    return [(int(a), int(b)) for a, b in edges.reshape(-1, 2)]
