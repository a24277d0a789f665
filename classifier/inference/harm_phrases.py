"""Harm phrases: harm that does not swear, found by patterns of words beside the network.

`harm_phrases.toml` lists them by kinds of harm. A kind is counted as one label of the six, and a match raises
that label and `toxic` to a floor: the network's score stays where it is higher. A phrase is not counted where
a guard of its kind stands around it: harm that is denied, forbidden, reported, or wished on oneself.

`phrase_search.py` finds them in the English network's tokens.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from classifier.inference.phrase_grammar import Part, parse_slots
from classifier.inference.phrase_guards import Guard, read_guards
from classifier.inference.phrase_requirements import Requirement, read_phrase_file
from classifier.inference.phrase_search import PhraseIndex, measure_commonness
from classifier.inference.phrase_tiers import TIERS, floor
from classifier.labels import Label, LabelThresholds, Scores, Span
from classifier.text.normalize import CleanText
from classifier.text.tokenizer import Token, Vocabulary

FILE = Path(__file__).with_suffix(".toml")
"""The phrases that ship with Parley."""


@dataclass(frozen=True, slots=True)
class HarmKind:
    """Kind of harm: its name, the label that it counts as, and the names of its guards."""

    name: str
    label: Label
    guards: Sequence[str]


@dataclass(frozen=True, slots=True)
class Phrase:
    """Phrase of a kind, as it is written in the file, and its tier."""

    source: str
    kind: HarmKind
    tier: str


@dataclass(frozen=True, slots=True)
class PhraseMatch:
    """Match of a phrase, and the tokens [begin, end) that it spans."""

    phrase: Phrase
    begin: int
    end: int


class HarmPhrases:
    """Phrases of harm and their guards; may be used from any thread."""

    def __init__(
        self,
        phrases: Sequence[Phrase],
        slots: Mapping[str, Part],
        guards: Mapping[str, Guard],
        requirements: Sequence[Requirement],
    ) -> None:
        self.phrases = phrases
        sources = [(each.source, [guards[name] for name in each.kind.guards]) for each in phrases]
        self.index = PhraseIndex(sources, slots, requirements)

    def find(self, text: str, tokens: Sequence[Token]) -> list[PhraseMatch]:
        """Return the matches in a clean text, given its tokens, one a phrase at most, in the order of the file."""
        candidates = self.index.find_candidates(text, tokens)
        if candidates is None:
            return []
        numbers, joined = candidates
        firsts = ((number, next(self.index.find_spans(number, joined), None)) for number in numbers)
        return [PhraseMatch(self.phrases[number], *first) for number, first in firsts if first]


def raise_scores(
    scores: Scores,
    matches: Sequence[PhraseMatch],
    thresholds: Mapping[Label, LabelThresholds],
) -> Scores:
    """Return scores raised to the floors of the matches, of their labels and of `toxic`."""
    if not matches:
        return scores
    raised = dict(scores)
    for match in matches:
        for label in _labels(match, scores):
            raised[label] = max(raised[label], floor(thresholds[label], match.phrase.tier))
    return Scores(raised, language=scores.language)


def explain_phrases(
    text: CleanText,
    tokens: Sequence[Token],
    matches: Sequence[PhraseMatch],
    scores: Scores,
    *,
    thresholds: Mapping[Label, LabelThresholds],
) -> tuple[list[Span], set[Label]]:
    """Return the spans of the phrases that set a score, and the labels that none of them set."""
    left, spans = set(scores), dict[Span, None]()
    for match in matches:
        begin, end = text.raw_span(tokens[match.begin][1], tokens[match.end - 1][2])
        for label in _labels(match, scores):
            if begin < end and scores[label] <= floor(thresholds[label], match.phrase.tier):
                spans[Span(begin, end, label, 1.0, match.phrase.kind.name)] = None
                left.discard(label)
    return list(spans), left


def read_harm_phrases(vocabulary: Vocabulary, file: Path = FILE) -> HarmPhrases:
    """Read the phrases; the vocabulary, whose commonest words come first, tells which words are rare.

    Raises:
        ValueError: a phrase, a guard, a slot or a label is malformed or not known; the message names it.
    """
    read = read_phrase_file(file)
    source = read.values
    slots = parse_slots(source["slots"])
    guards = read_guards(source["guards"], slots)
    phrases = [
        Phrase(line, kind, tier)
        for name, values in source["kinds"].items()
        for kind in [_read_kind(name, values, guards)]
        for tier in TIERS
        for line in values.get(tier, ())
    ]
    requirements = read.require(
        [phrase.source for phrase in phrases], slots, measure_commonness(vocabulary)
    )
    return HarmPhrases(phrases, slots, guards, requirements)


def _read_kind(name: str, values: Mapping[str, Any], guards: Mapping[str, Guard]) -> HarmKind:
    unknown = set(values["guards"]) - guards.keys() | values.keys() - {"label", "guards", *TIERS}
    if unknown:
        raise ValueError(f"kind {name!r}: nothing is named {', '.join(sorted(unknown))}")
    return HarmKind(name, Label(values["label"]), tuple(values["guards"]))


def _labels(match: PhraseMatch, scores: Scores) -> list[Label]:
    """Return the labels that a match raises, of those that have a score."""
    return [label for label in scores if label in (match.phrase.kind.label, Label.TOXIC)]
