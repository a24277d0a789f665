"""Why: which words of a message raised its scores, told by leaving each of them out.

Li, Monroe and Jurafsky (2016), "Understanding Neural Networks through Representation Erasure".
"""

from collections.abc import Callable, Sequence
from math import ceil

import numpy as np

from classifier import tokens
from classifier.clean import CleanText
from classifier.labels import Label, Span
from classifier.measure import Floats

MOST_ERASURES = 48
"""Variants of a message that are scored; in a longer one neighbours are left out together."""

LEAST_DROP = 0.1
"""Log-odds that a word must add to be named at all."""

LEAST_SHARE = 0.3
"""... and of what the weightiest word adds."""

Logits = Callable[[Sequence[Sequence[str]]], Floats]


def find_spans(text: CleanText, labels: Sequence[Label], logits: Logits) -> list[Span]:
    """Spans of the raw text that raised these labels, heaviest first.

    `weight` is the share (0..1) of a label's log-odds that is lost with the span's words.
    """
    found = tokens.split(text.text)
    size = ceil(len(found) / MOST_ERASURES)
    groups = [found[i : i + size] for i in range(0, len(found), size)]
    words = [word for word, _, _ in found]
    without = [
        words[: i * size] + words[(i + 1) * size :] or ["<user>"] for i in range(len(groups))
    ]
    whole, *rest = logits([words, *without])
    drops = whole - np.array(rest)
    spans: list[Span] = []
    for label in labels:
        drop = np.maximum(drops[:, list(Label).index(label)], 0.0)
        is_heavy = (drop >= LEAST_DROP) & (drop >= LEAST_SHARE * drop.max())
        total = float(drop.sum())
        for begin, end in _runs(is_heavy.tolist()):
            raw = text.raw_span(groups[begin][0][1], groups[end - 1][-1][2])
            spans.append(Span(*raw, label, float(drop[begin:end].sum()) / total))
    return sorted(spans, key=lambda span: -span.weight)


def _runs(flags: Sequence[bool]) -> list[tuple[int, int]]:
    """Where neighbours are set: [0, 1, 1, 0, 1] -> [(1, 3), (4, 5)]."""
    edges = np.flatnonzero(np.diff(np.array([0, *flags, 0], np.int8)))
    return [(int(a), int(b)) for a, b in edges.reshape(-1, 2)]
