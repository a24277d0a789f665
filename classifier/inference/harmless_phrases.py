"""Harmless phrases: words that are rude by themselves and mean no harm where they stand.

`harmless_phrases.toml` lists them by kinds: praise that swears, abuse that is reported or forbidden, insults that are
denied, names and titles. What is left of a text, each phrase said in the neutral words of its kind, is read again, and
a score falls to what the rest earns, though never far below the threshold that the phrase shall miss. So a phrase
hides nothing that stands beside it. It has no gap: all that it takes away is written down, word by word.
"""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from classifier.inference.phrase_grammar import Part, parse_slots
from classifier.inference.phrase_guards import Guard, read_guards
from classifier.inference.phrase_requirements import Requirement, read_phrase_file
from classifier.inference.phrase_search import PhraseIndex, measure_commonness
from classifier.inference.phrase_tiers import ACT, FLAG, ceiling
from classifier.labels import Label, LabelThresholds, Scores
from classifier.text.tokenizer import Token, Vocabulary

FILE = Path(__file__).with_suffix(".toml")
"""The phrases that ship with Parley."""

CLEAR, DOUBT = "clear", "doubt"
"""Keys of a kind: phrases that are no reason to flag, and those that are none to act without a person."""

_MISSED = {CLEAR: FLAG, DOUBT: ACT}
_KEYS = {"says", "alone", "spares", "guards", *_MISSED}


@dataclass(frozen=True, slots=True)
class HarmlessKind:
    """Kind of harmless phrases: its name, the neutral words that stand for one of them, the names of its guards.

    Where `is_alone`, a phrase counts only as the whole of a text. Of a text with a phrase of the kind the labels
    that it `spares` are not lowered: a coarse word says nothing of what is threatened beside it.
    """

    name: str
    says: Sequence[str]
    guards: Sequence[str]
    is_alone: bool = False
    spares: frozenset[Label] = frozenset()


@dataclass(frozen=True, slots=True)
class HarmlessPhrase:
    """Phrase of a kind, as it is written in the file, and the tier that it shall miss."""

    source: str
    kind: HarmlessKind
    misses: str


@dataclass(frozen=True, slots=True)
class Rest:
    """Rest of a text: its tokens, the words of `phrases` replaced by neutral ones, which have no characters."""

    tokens: Sequence[Token]
    phrases: Sequence[HarmlessPhrase]


@dataclass(frozen=True, slots=True, order=True)
class _Match:
    begin: int
    longest_first: int
    number: int

    @property
    def end(self) -> int:
        return -self.longest_first


class HarmlessPhrases:
    """Harmless phrases, found by their rarest words; may be used from any thread."""

    def __init__(
        self,
        phrases: Sequence[HarmlessPhrase],
        slots: Mapping[str, Part],
        guards: Mapping[str, Guard],
        requirements: Sequence[Requirement],
    ) -> None:
        self.phrases = phrases
        sources = [(each.source, [guards[name] for name in each.kind.guards]) for each in phrases]
        self.index = PhraseIndex(sources, slots, requirements)

    def take_out(self, text: str, tokens: Sequence[Token]) -> Rest | None:
        """Return what is left of a clean text, given its tokens; None where no phrase stands in it.

        Of phrases that overlap the first counts, of those that begin together the longest.
        """
        rest: list[Token] = []
        phrases: list[HarmlessPhrase] = []
        at = 0
        for match in sorted(self._find(text, tokens)):
            if match.begin < at:
                continue
            phrase = self.phrases[match.number]
            place = tokens[match.begin][1]
            rest += tokens[at : match.begin]
            rest += [(word, place, place) for word in phrase.kind.says]
            phrases.append(phrase)
            at = match.end
        return Rest([*rest, *tokens[at:]], phrases) if phrases else None

    def _find(self, text: str, tokens: Sequence[Token]) -> Iterator[_Match]:
        candidates = self.index.find_candidates(text, tokens)
        if candidates is None:
            return
        numbers, joined = candidates
        for number in numbers:
            is_alone = self.phrases[number].kind.is_alone
            for begin, end in self.index.find_spans(number, joined):
                if not (is_alone and _has_words([*tokens[:begin], *tokens[end:]])):
                    yield _Match(begin, -end, number)


def lower_scores(
    scores: Scores,
    rest: Scores,
    phrases: Sequence[HarmlessPhrase],
    thresholds: Mapping[Label, LabelThresholds],
) -> Scores:
    """Return scores lowered to those of the rest, and not below the highest ceiling of the phrases taken out.

    Labels that one of the phrases spares keep their score.
    """
    tier = ACT if any(phrase.misses == ACT for phrase in phrases) else FLAG
    spared = frozenset[Label]().union(*(phrase.kind.spares for phrase in phrases))
    return Scores(
        {
            label: score
            if label in spared
            else min(score, max(rest[label], ceiling(thresholds[label], tier)))
            for label, score in scores.items()
        },
        language=scores.language,
    )


def read_harmless_phrases(vocabulary: Vocabulary, file: Path = FILE) -> HarmlessPhrases:
    """Read the phrases; the vocabulary tells which words are rare.

    Raises:
        ValueError: a phrase, a guard or a slot is malformed or not known, a label is not known,
            or a phrase has a gap; the message names it.
    """
    read = read_phrase_file(file)
    source = read.values
    slots = parse_slots(source["slots"])
    guards = read_guards(source["guards"], slots)
    phrases = [
        HarmlessPhrase(line, kind, _MISSED[key])
        for name, values in source["kinds"].items()
        for kind in [_read_kind(name, values, guards)]
        for key in _MISSED
        for line in values.get(key, ())
    ]
    for phrase in phrases:
        if "..." in phrase.source or "*" in phrase.source:
            raise ValueError(f"phrase {phrase.source!r}: a harmless phrase names each of its words")
    requirements = read.require(
        [phrase.source for phrase in phrases], slots, measure_commonness(vocabulary)
    )
    return HarmlessPhrases(phrases, slots, guards, requirements)


def _read_kind(name: str, values: Mapping[str, Any], guards: Mapping[str, Guard]) -> HarmlessKind:
    named = tuple(values.get("guards", ()))
    unknown = set(named) - guards.keys() | values.keys() - _KEYS
    if unknown:
        raise ValueError(f"kind {name!r}: nothing is named {', '.join(sorted(unknown))}")
    if not values["says"]:
        raise ValueError(f"kind {name!r}: says nothing")
    spares = frozenset(map(Label, values.get("spares", ())))
    return HarmlessKind(
        name, tuple(values["says"].split()), named, values.get("alone", False), spares
    )


def _has_words(tokens: Sequence[Token]) -> bool:
    return any(word[0].isalnum() for word, _, _ in tokens)
