"""Harm phrases: harm that does not swear, found by patterns of words beside the network.

`harm_phrases.toml` lists them by kinds of harm. A kind is counted as one label of the six, and a match raises
that label and `toxic` to a floor: the network's score stays where it is higher. A phrase is not counted where
a guard of its kind stands around it: harm that is denied, forbidden, reported, or wished on oneself.

The English network's tokens are searched, so that disguises and misspellings are undone. A phrase is tried only
where one of its rarest words occurs; a message with none of these costs one look-up a word.
"""

import math
import re
import tomllib
from bisect import bisect_left, bisect_right
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property
from itertools import accumulate
from pathlib import Path
from typing import Any

from classifier.inference.phrase_grammar import (
    Commonness,
    Part,
    parse_phrase,
    parse_slots,
    rank_rarest,
)
from classifier.labels import Label, LabelThresholds, Scores, Span
from classifier.text.normalize import CleanText
from classifier.text.tokenizer import UNKNOWN, Token, Vocabulary

VERSION = 1
"""Version of the phrases and their guards: raise it with every change that lets any text score differently."""

FILE = Path(__file__).with_suffix(".toml")
"""The phrases that ship with Parley."""

FLAG, ACT = TIERS = ("flag", "act")
"""Tiers of a phrase: one that a person should look at, and one that is unmistakable."""

MARGIN = 0.25
"""Log-odds by which a floor lies above the threshold that it shall reach."""
SURE = 0.9
"""Floor of an unmistakable phrase for a label that has no threshold to act from."""

WINDOW = 160
"""Characters before and behind a match in which guards are looked for."""
NEAR = 4
"""Words that may stand between a guard and the match, where a guard does not say how many."""

_SENTENCE_END = re.compile(r"[.;\n]")
_LAST_MARK = re.compile(r".*[.!?] ")


@dataclass(frozen=True, slots=True)
class HarmKind:
    """Kind of harm: its name, the label that it counts as, and the names of its guards."""

    name: str
    label: Label
    guards: Sequence[str]


@dataclass(frozen=True)
class Guard:
    """Phrases that keep a match from counting: `before` it or `after` it in its sentence, `near` words away at most."""

    before: Sequence[Part]
    after: Sequence[Part]
    near: int = NEAR

    def is_met(self, text: str, begin: int, end: int) -> bool:
        """Tell whether a phrase of the guard stands around the characters [begin, end)."""
        ahead = _LAST_MARK.sub("", text[max(0, begin - WINDOW) : begin])
        if self._before and self._before.search(ahead):
            return True
        behind = text[end : end + WINDOW]
        return self._after is not None and self._after.match(behind) is not None

    @cached_property
    def _before(self) -> re.Pattern[str] | None:
        near = rf"(?:[^ .!?]+ ){{0,{self.near}}}$"
        return _compile(self.before, head=r"(?:^|(?<= ))", tail=near)

    @cached_property
    def _after(self) -> re.Pattern[str] | None:
        return _compile(self.after, head=rf"(?:[^ .!?]+ ){{0,{self.near}}}?", tail="")


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
    """Phrases by their rarest words; may be used from any thread."""

    def __init__(
        self,
        phrases: Sequence[Phrase],
        slots: Mapping[str, Part],
        guards: Mapping[str, Guard],
        *,
        commonness: Commonness,
    ) -> None:
        self.phrases = phrases
        self._slots, self._guards = slots, guards
        self._by_word: dict[str, list[int]] = {}
        self._others: list[Sequence[frozenset[str]]] = []
        self._patterns: dict[int, re.Pattern[str]] = {}
        for number, phrase in enumerate(phrases):
            required = parse_phrase(phrase.source, slots).required(commonness)
            if not required:
                raise ValueError(f"phrase {phrase.source!r}: has no word that must occur")
            rarest, *others = rank_rarest(required, commonness)
            self._others.append(others)
            for word in rarest:
                self._by_word.setdefault(word, []).append(number)

    def find(self, text: str, tokens: Sequence[Token]) -> list[PhraseMatch]:
        """Return the matches in a clean text, given its tokens, one a phrase at most, in the order of the file."""
        words = [word.replace("'", "") if "'" in word else word for word, _, _ in tokens]
        numbers = self._list_candidates(words)
        if not numbers:
            return []
        joined, starts, places = _join(text, tokens, words)
        found = []
        for number in numbers:
            span = self._search(number, joined)
            if span:
                first, last = bisect_right(starts, span[0]) - 1, bisect_left(starts, span[1]) - 1
                found.append(PhraseMatch(self.phrases[number], places[first], places[last] + 1))
        return found

    def _list_candidates(self, words: Sequence[str]) -> list[int]:
        """Return the numbers of the phrases whose required words occur, in order."""
        by_word = self._by_word
        found = {number for word in words if word in by_word for number in by_word[word]}
        if not found:
            return []
        occurring = frozenset(words)
        return sorted(
            number for number in found if not any(map(occurring.isdisjoint, self._others[number]))
        )

    def _search(self, number: int, joined: str) -> tuple[int, int] | None:
        """Return the characters of the first match of a phrase that no guard takes back."""
        guards = [self._guards[name] for name in self.phrases[number].kind.guards]
        for match in self._compile(number).finditer(joined):
            begin, end = match.span()
            if not any(guard.is_met(joined, begin, end) for guard in guards):
                return begin, end
        return None

    def _compile(self, number: int) -> re.Pattern[str]:
        """Return the pattern of a phrase, which is compiled when it is tried for the first time."""
        pattern = self._patterns.get(number)
        if pattern is None:
            part = parse_phrase(self.phrases[number].source, self._slots)
            pattern = self._patterns[number] = re.compile(rf"(?:^|(?<= )){part.expression()}")
        return pattern


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


def floor(threshold: LabelThresholds, tier: str) -> float:
    """Return the score to which a phrase of a tier raises a label with these thresholds.

    A little above the threshold that it shall reach: `flag`, or `act`. A label that has none to act from
    gets `SURE`.
    """
    flag = _shift(threshold.flag)
    if tier == FLAG:
        return flag
    return max(flag, SURE if threshold.act is None else _shift(threshold.act))


def read_harm_phrases(vocabulary: Vocabulary, file: Path = FILE) -> HarmPhrases:
    """Read the phrases; the vocabulary, whose commonest words come first, tells which words are rare.

    Raises:
        ValueError: a phrase, a guard, a slot or a label is malformed or not known; the message names it.
    """
    source = tomllib.loads(file.read_text("utf-8"))
    slots = parse_slots(source["slots"])
    guards = {name: _read_guard(each, slots) for name, each in source["guards"].items()}
    phrases = [
        Phrase(line, kind, tier)
        for name, values in source["kinds"].items()
        for kind in [_read_kind(name, values, guards)]
        for tier in TIERS
        for line in values.get(tier, ())
    ]

    def commonness(word: str) -> float:
        index = vocabulary.index(word)
        return 1 / (len(vocabulary) if index == UNKNOWN else index)

    return HarmPhrases(phrases, slots, guards, commonness=commonness)


def _read_kind(name: str, values: Mapping[str, Any], guards: Mapping[str, Guard]) -> HarmKind:
    unknown = set(values["guards"]) - guards.keys() | values.keys() - {"label", "guards", *TIERS}
    if unknown:
        raise ValueError(f"kind {name!r}: nothing is named {', '.join(sorted(unknown))}")
    return HarmKind(name, Label(values["label"]), tuple(values["guards"]))


def _read_guard(values: Mapping[str, Any], slots: Mapping[str, Part]) -> Guard:
    before, after = (
        [parse_phrase(line, slots) for line in values.get(side, ())] for side in ("before", "after")
    )
    return Guard(before, after, values.get("near", NEAR))


def _labels(match: PhraseMatch, scores: Scores) -> list[Label]:
    """Return the labels that a match raises, of those that have a score."""
    return [label for label in scores if label in (match.phrase.kind.label, Label.TOXIC)]


def _compile(parts: Sequence[Part], *, head: str, tail: str) -> re.Pattern[str] | None:
    if not parts:
        return None
    options = "|".join(part.expression() for part in parts)
    return re.compile(f"{head}(?:{options}){tail}")


def _join(
    text: str, tokens: Sequence[Token], words: Sequence[str]
) -> tuple[str, list[int], list[int]]:
    """Return words with a space behind each and marks between sentences, where each begins, and its token."""
    pieces: list[str] = []
    places: list[int] = []
    before = 0
    for place, (word, (_, begin, end)) in enumerate(zip(words, tokens, strict=True)):
        if place and begin > before + 1 and _SENTENCE_END.search(text, before, begin):
            pieces.append(". ")
            places.append(place)
        pieces.append(f"{word} ")
        places.append(place)
        before = end
    starts = list(accumulate(map(len, pieces), initial=0))
    return "".join(pieces), starts[:-1], places


def _shift(threshold: float) -> float:
    """Return a threshold raised by `MARGIN` in log-odds; 0 and 1 stay."""
    raised = threshold * math.exp(MARGIN)
    return raised / (1 - threshold + raised)
