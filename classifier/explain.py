"""Why: which words of a message raised its scores, told by leaving each of them out.

Li, Monroe and Jurafsky (2016), "Understanding Neural Networks through Representation Erasure".
"""

from collections.abc import Callable, Sequence
from itertools import chain
from math import ceil

import numpy as np

from classifier import tokens
from classifier.batches import cut_windows
from classifier.clean import CleanText
from classifier.labels import Label, Span
from classifier.measure import Floats

MOST_ERASURES = 48
"""Variants of a message that are scored; in a longer one neighbours are left out together."""

LEAST_DROP = 0.1
"""Log-odds that the weightiest word must add, else the words repeat each other."""

LEAST_SHARE = 0.3
"""Of what the weightiest word adds, what another must add to be named."""

Token = tuple[str, int, int]
Logits = Callable[[Sequence[Sequence[str]]], Floats]


def find_spans(
    text: CleanText, labels: Sequence[Label], *, logits: Logits, window: int
) -> list[Span]:
    """Spans of the raw text that raised these labels, heaviest first.

    `weight` is the share (0..1) that a span has in what the words of its window add to a label. Of
    a long message only the window that scores highest for a label is looked at.
    """
    windows = cut_windows(tokens.split(text.text), window)
    answers = logits([_words(part) for part in windows])
    columns = [list(Label).index(label) for label in labels]
    worst = {column: int(answers[:, column].argmax()) for column in columns}
    spans: list[Span] = []
    for number in sorted(set(worst.values())):
        groups = _group(windows[number])
        added = _weigh(groups, answers[number], logits=logits)
        for label, column in zip(labels, columns, strict=True):
            if worst[column] == number:
                spans += _name(text, label, groups=groups, added=added[:, column])
    return sorted(spans, key=lambda span: -span.weight)


def _group(window: Sequence[Token]) -> list[Sequence[Token]]:
    size = ceil(len(window) / MOST_ERASURES)
    return [window[i : i + size] for i in range(0, len(window), size)]


def _weigh(groups: Sequence[Sequence[Token]], whole: Floats, *, logits: Logits) -> Floats:
    """What each group adds to each label, in log-odds (groups, 6), 0 or more."""
    words = [_words(group) for group in groups]
    without = [
        [*chain.from_iterable(words[:i]), *chain.from_iterable(words[i + 1 :])] or ["<user>"]
        for i in range(len(words))
    ]
    drops = np.maximum(whole - logits(without), 0.0)
    # Where none is missed, because another says the same, each counts by what it says alone.
    alone = logits(words)
    added: Floats = np.where(drops.max(axis=0) < LEAST_DROP, alone - alone.min(axis=0), drops)
    return added


def _name(
    text: CleanText, label: Label, *, groups: Sequence[Sequence[Token]], added: Floats
) -> list[Span]:
    total = float(added.sum())
    if total <= 0:
        return []
    spans = []
    for begin, end in _runs((added >= LEAST_SHARE * added.max()).tolist()):
        raw = text.raw_span(groups[begin][0][1], groups[end - 1][-1][2])
        spans.append(Span(*raw, label, float(added[begin:end].sum()) / total))
    return spans


def _words(found: Sequence[Token]) -> list[str]:
    return [word for word, _, _ in found]


def _runs(flags: Sequence[bool]) -> list[tuple[int, int]]:
    """Where neighbours are set: [0, 1, 1, 0, 1] -> [(1, 3), (4, 5)]."""
    edges = np.flatnonzero(np.diff(np.array([0, *flags, 0], np.int8)))
    return [(int(a), int(b)) for a, b in edges.reshape(-1, 2)]
