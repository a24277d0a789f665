"""Why: which words of a message raised its scores, told by leaving each of them out.

Li, Monroe and Jurafsky (2016), "Understanding Neural Networks through Representation Erasure". A word that
another one repeats is not missed when it is left out; so what it says alone counts too, for less.
"""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from itertools import chain

import numpy as np

from classifier.inference.encoder import cut_windows
from classifier.labels import Label, Span
from classifier.metrics.formulas import Floats
from classifier.text.normalize import CleanText
from classifier.text.tokenizer import Token

EXPLAINED_FROM = 0.1
"""Score from which on a label is explained: below what a bundle flags, as a policy may flag lower."""

MOST_ERASURES = 48
"""Words that are left out in turn: of a longer message those that say most alone."""

Logits = Callable[[Sequence[Sequence[str]]], Floats]


@dataclass(frozen=True, slots=True)
class EvidenceRule:
    """Which words are named. `python -m bench.explain --tune` chooses it on spans that people marked."""

    alone: float = 0.25
    """How much of what a word says alone, in log-odds above 0, counts beside what it adds."""
    share: float = 0.3
    """Of what the weightiest word has, what another must have to be named."""


@dataclass(frozen=True, slots=True)
class Evidence:
    """What words have to do with a label, in log-odds (words,).

    `drops` is what the label loses without each, `alone` what each says with no other around.
    """

    label: Label
    words: Sequence[Token]
    drops: Floats
    alone: Floats


def find_spans(
    text: CleanText,
    words: Sequence[Token],
    labels: Sequence[Label],
    *,
    logits: Logits,
    window: int,
    choice: EvidenceRule = EvidenceRule(),
) -> list[Span]:
    """Spans of the raw text that raised these labels, heaviest first; `words` are how it was read.

    `weight` is the share (0..1) that a span has in what the words of its window add to a label. Of
    a long message only the window that scores highest for a label is looked at.
    """
    found = find_evidence(words, labels, logits=logits, window=window)
    spans = chain.from_iterable(name_spans(text, evidence, choice=choice) for evidence in found)
    return sorted(spans, key=lambda span: -span.weight)


def find_evidence(
    words: Sequence[Token], labels: Sequence[Label], *, logits: Logits, window: int
) -> list[Evidence]:
    """What words, those of the window that scores highest, have to do with each label."""
    windows = cut_windows(words, window)
    answers = logits([_spell(part) for part in windows])
    columns = {label: list(Label).index(label) for label in labels}
    worst = {label: int(answers[:, column].argmax()) for label, column in columns.items()}
    found = []
    for number in sorted(set(worst.values())):
        looked_at = [label for label in labels if worst[label] == number]
        drops, alone = _erase(
            _spell(windows[number]),
            answers[number],
            logits=logits,
            columns=[columns[label] for label in looked_at],
        )
        found += [
            Evidence(label, windows[number], drops[:, columns[label]], alone[:, columns[label]])
            for label in looked_at
        ]
    return found


def name_spans(text: CleanText, evidence: Evidence, *, choice: EvidenceRule) -> list[Span]:
    """The spans of the raw text that are worth naming for a label, from left to right."""
    added = evidence.drops + choice.alone * np.maximum(evidence.alone, 0.0)
    if not added.any():  # none is missed, and none says it alone: which comes nearest?
        added = evidence.alone - evidence.alone.min()
    total = float(added.sum())
    if total <= 0:
        return []
    spans = []
    for begin, end in _runs((added >= choice.share * added.max()).tolist()):
        raw = text.raw_span(evidence.words[begin][1], evidence.words[end - 1][2])
        spans.append(Span(*raw, evidence.label, float(added[begin:end].sum()) / total))
    return spans


def _erase(
    words: Sequence[str], whole: Floats, *, logits: Logits, columns: Sequence[int]
) -> tuple[Floats, Floats]:
    """What is lost without each word, and what each says alone: (words, 6) both.

    Left out are the words that say most alone, by the worst of some columns.
    """
    alone = logits([[word] for word in words])
    places = np.sort(alone[:, columns].max(axis=1).argsort()[-MOST_ERASURES:]).tolist()
    # Without its only word a message says nothing, as "<user>" does.
    without = logits([[*words[:at], *words[at + 1 :]] or ["<user>"] for at in places])
    drops = np.zeros_like(alone)
    drops[places] = np.maximum(whole - without, 0.0)
    return drops, alone


def _spell(found: Sequence[Token]) -> list[str]:
    return [word for word, _, _ in found]


def _runs(flags: Sequence[bool]) -> list[tuple[int, int]]:
    """Where neighbours are set: [0, 1, 1, 0, 1] -> [(1, 3), (4, 5)]."""
    edges = np.flatnonzero(np.diff(np.array([0, *flags, 0], np.int8)))
    return [(int(a), int(b)) for a, b in edges.reshape(-1, 2)]
