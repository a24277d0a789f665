"""Phrase search: many phrases, each tried only where one of its rarest words occurs.

The English network's tokens are searched, so that disguises and misspellings are undone. A message that has
no rare word of a phrase costs one look-up a word.
"""

import re
from bisect import bisect_left, bisect_right
from collections.abc import Iterator, Mapping, Sequence
from functools import lru_cache
from itertools import accumulate

from classifier.inference.phrase_grammar import Commonness, Part, parse_phrase
from classifier.inference.phrase_guards import Guard, is_guarded
from classifier.inference.phrase_requirements import RequiredWords, Requirement
from classifier.text.tokenizer import UNKNOWN, Token, Vocabulary

VERSION = 3
"""Version of all phrases, of harm and harmless: raise it with every change that lets any text score differently."""

_CACHED_WORDS = 1_024
"""Words whose commonness is kept, as slots and phrases name the same ones many times."""

_QUOTATION_MARK = '"'
_SENTENCE_END = re.compile(r"[.;\n]")


class JoinedWords:
    """Words of a text, a space behind each and a mark between sentences: the `text` that patterns search.

    Quotation marks are left out.
    """

    def __init__(self, text: str, tokens: Sequence[Token], words: Sequence[str]) -> None:
        pieces: list[str] = []
        self._places: list[int] = []
        before = 0
        for place, (word, (_, begin, end)) in enumerate(zip(words, tokens, strict=True)):
            if word == _QUOTATION_MARK:
                continue
            if place and begin > before + 1 and _SENTENCE_END.search(text, before, begin):
                pieces.append(". ")
                self._places.append(place)
            pieces.append(f"{word} ")
            self._places.append(place)
            before = end
        self._starts = list(accumulate(map(len, pieces), initial=0))[:-1]
        self.text = "".join(pieces)

    def token_range(self, begin: int, end: int) -> tuple[int, int]:
        """Return the numbers of the tokens [first, last) that the characters [begin, end) of `text` span."""
        first, last = bisect_right(self._starts, begin) - 1, bisect_left(self._starts, end) - 1
        return self._places[first], self._places[last] + 1


class PhraseIndex:
    """Phrases by their rarest words, their patterns and guards; may be used from any thread.

    `sources` are phrases as they are written, each with the guards that keep it from counting; `requirements` what each
    requires of a text.
    """

    def __init__(
        self,
        sources: Sequence[tuple[str, Sequence[Guard]]],
        slots: Mapping[str, Part],
        requirements: Sequence[Requirement],
    ) -> None:
        self._sources, self._slots = sources, slots
        self.requirements = requirements
        self._by_word: dict[str, list[int]] = {}
        self._required: dict[int, RequiredWords] = {}
        self._patterns: dict[int, re.Pattern[str]] = {}
        for number, required in enumerate(requirements):
            for word in required.sets[required.rarest].split():
                self._by_word.setdefault(word, []).append(number)

    def find_candidates(
        self, text: str, tokens: Sequence[Token]
    ) -> tuple[list[int], JoinedWords] | None:
        """Return the numbers of the phrases to try, in order, and the words to search; None if there are none."""
        words = [word.replace("'", "") if "'" in word else word for word, _, _ in tokens]
        numbers = self.list_candidates(words)
        return (numbers, JoinedWords(text, tokens, words)) if numbers else None

    def list_candidates(self, words: Sequence[str]) -> list[int]:
        """Return the numbers of the phrases whose required words occur in their order and near enough, lowest first."""
        by_word = self._by_word
        if by_word.keys().isdisjoint(words):
            return []
        spoken = [word for word in words if word != _QUOTATION_MARK]
        lacks = frozenset(spoken).isdisjoint
        found: set[int] = set()
        for place, word in enumerate(spoken):
            for number in by_word.get(word, ()):
                if number in found:
                    continue
                required = self._required.get(number) or self._prepare(number)
                if (
                    not any(map(lacks, required.before))
                    and not any(map(lacks, required.after))
                    and required.are_met_at(spoken, place)
                ):
                    found.add(number)
        return sorted(found)

    def _prepare(self, number: int) -> RequiredWords:
        required = self._required[number] = RequiredWords.of(self.requirements[number])
        return required

    def find_spans(self, number: int, joined: JoinedWords) -> Iterator[tuple[int, int]]:
        """Yield the tokens [begin, end) of each match of a phrase that no guard takes back."""
        guards, text = self._sources[number][1], joined.text
        for match in self.pattern(number).finditer(text):
            if not is_guarded(guards, text, *match.span()):
                yield joined.token_range(*match.span())

    def pattern(self, number: int) -> re.Pattern[str]:
        """Return the pattern of a phrase, which is compiled when it is tried for the first time."""
        pattern = self._patterns.get(number)
        if pattern is None:
            part = parse_phrase(self._sources[number][0], self._slots)
            pattern = self._patterns[number] = re.compile(rf"(?:^|(?<= )){part.expression()}")
        return pattern


def measure_commonness(vocabulary: Vocabulary) -> Commonness:
    """Return the function that tells how common a word is, by a vocabulary whose commonest words come first."""

    @lru_cache(_CACHED_WORDS)
    def commonness(word: str) -> float:
        index = vocabulary.index(word)
        return 1 / (len(vocabulary) if index == UNKNOWN else index)

    return commonness
