"""Lexicon: spelling correction of one out-of-vocabulary word.

Its letters are swapped, dropped, doubled, starred out or written in digits, or it is several words run
together. The words are those of the bundle's own vocabulary, commonest first.
"""

import re
from collections import defaultdict
from collections.abc import Container, Iterable, Iterator
from functools import cached_property
from math import log

from classifier.text import edits
from classifier.text.tokenizer import Vocabulary

COMMON_WORDS = 20_000
"""Rank below which a word can be a correction; rude words can at any rank."""
STANDALONE_WORDS = 6_000
"""Rank below which a word can be a segment of a run of words, or stands alone among pieces of words."""
STANDALONE_SHORT_WORDS = 1_500
"""The same for words of two letters: "sh" and "di" are pieces."""
MIN_LENGTH = 4
"""Letters of a word that is corrected, and of its correction."""
SHORT_SEGMENTS = 300
"""Rank below which a word of two letters is a segment: "is" and "my" are, "st" is not."""
MAX_LENGTH = 16
"""Letters of a segment, and of a word in pieces."""
MAX_SEGMENTED = 40
"""Letters of a run of words that is segmented."""
MIN_STANDALONE_LENGTH = 6
"""Letters from which on a common word is no piece of another."""
MIN_DISGUISED_LENGTH = 5
"""Letters of a word that may be a rude one, misspelt on purpose."""
MIN_CONSONANTS = 3
"""Consonants that are enough to know a rude word by."""

ONE_LETTER_WORDS = frozenset("aiu")

_ENDINGS = frozenset({"s", "t", "d", "m", "re", "ve", "ll", "em", "n"})
"""Endings that an apostrophe stands before."""

LETTERS = re.compile(r"[a-z]+")
_CORRECTABLE = re.compile(r"[a-z0-9]+(?:\*+[a-z]+)*\*{0,3}")


class Lexicon:
    """Words that can be corrections of others, and how common each is."""

    def __init__(self, vocabulary: Vocabulary) -> None:
        self._vocabulary = vocabulary
        common = vocabulary.list_commonest(COMMON_WORDS)
        rude = filter(vocabulary.__contains__, vocabulary.rude.difference(common))
        candidates = [*common, *sorted(rude, key=vocabulary.index)]
        words = list(filter(LETTERS.fullmatch, candidates))
        self.ranks = {word: rank for rank, word in enumerate(words)}
        """Rank of each word: 0 is the commonest."""
        self.standalone = frozenset(dict.fromkeys(filter(self._stands_alone, words)))
        """Words that stand for themselves beside pieces of others."""
        self._lengths = frozenset(map(len, words))
        self._rude = vocabulary.rude & self.ranks.keys()
        self._rude_by_ends: dict[tuple[str, str], list[str]] = defaultdict(list)
        for word in self._rude:
            self._rude_by_ends[word[0], word[-1]].append(word)
        bare = {
            edits.consonants(word): word
            for word in sorted(self._rude, key=self._rank, reverse=True)
        }
        self._rude_by_consonants = {
            consonants: word
            for consonants, word in bare.items()
            if len(consonants) >= MIN_CONSONANTS and consonants not in vocabulary
        }
        """Rude words by their consonants, where those are no word."""

    @cached_property
    def trigrams(self) -> dict[str, int]:
        """Counts of each run of three letters in the words, when one is misspelt for the first time."""
        return edits.count_trigrams(list(self.ranks))

    @cached_property
    def _between(self) -> dict[str, str]:
        """Letters that stand between two others."""
        between: dict[str, str] = defaultdict(str)
        for each in self.trigrams:
            between[each[0] + each[2]] += each[1]
        return between

    @cached_property
    def _by_start(self) -> dict[tuple[int, str], list[str]]:
        """Words by their lengths and first letters, the commonest first."""
        by_start: dict[tuple[int, str], list[str]] = defaultdict(list)
        for word in self.ranks:
            by_start[len(word), word[0]].append(word)
        return by_start

    def correct(self, word: str) -> tuple[str, ...]:
        """Return the words that a word is read as: itself, where it is known or nothing better is found."""
        if word in self._vocabulary and "*" not in word:
            return (self._restore_vowel(word) or word,)
        return self.correct_unknown(word)

    def correct_unknown(self, word: str) -> tuple[str, ...]:
        """Return the same as if the word itself were not known."""
        if "'" in word:
            return (self._remove_apostrophes(word) or word,)
        if not _CORRECTABLE.fullmatch(word):
            return (word,)
        if word.isalpha():
            return self._correct_letters(word)
        if "*" in word:
            return (self._fill_stars(word),)
        return (self.decode_leet(word) or word,)

    def decode_leet(self, word: str) -> str | None:
        """Return the word that digits and signs spell, None for a name with a number.

        "5h1+" -> "shit", "gr8" -> None, "foo1" -> None
        """
        if len(word) not in self._lengths:
            return None
        name = word.rstrip("0123456789")
        is_sure = len(word) >= MIN_LENGTH and (name == word or name not in self.standalone)
        return self._commonest(edits.leet_readings(word), self.ranks if is_sure else self._rude)

    def _correct_letters(self, word: str) -> tuple[str, ...]:
        if len(word) < MIN_LENGTH or word in self._rude_by_consonants:
            return (self._rude_by_consonants.get(word, word),)
        if meant := self._restore_vowel(word) or self._undo_edit(word):
            return (meant,)
        if word[0] in ONE_LETTER_WORDS and word[1:] in self._rude:
            return word[0], word[1:]
        return self._segment(word)

    def _remove_apostrophes(self, word: str) -> str | None:
        """Return the word that apostrophes part: "id'iot" -> "idiot"; none for endings, as in "anna's"."""
        bare = word.replace("'", "")
        is_ending = word.rpartition("'")[2] in _ENDINGS
        if is_ending or not LETTERS.fullmatch(bare):
            return None
        return (
            bare if bare in self._rude or (len(bare) > MIN_LENGTH and bare in self.ranks) else None
        )

    def _restore_vowel(self, word: str) -> str | None:
        """Return the rude word of which another letter hides a vowel.

        "fxck", even where that is known; "fock", where it is not, of four letters.
        """
        is_censored = len(word) >= MIN_LENGTH and edits.consonants(word) == word
        is_unknown = len(word) == MIN_LENGTH and word not in self._vocabulary
        if self.ranks.get(word, COMMON_WORDS) < STANDALONE_WORDS or not (is_censored or is_unknown):
            return None
        similar = self._rude_by_ends.get((word[0], word[-1]), ())
        return self._commonest(
            (rude for rude in similar if edits.hides_vowel_of(word, rude)), self._rude
        )

    def _undo_edit(self, word: str) -> str | None:
        """Return the commonest word that one edit makes of a word, by the first kind of edit that makes any."""
        lengths = range(len(word) - edits.MAX_DOUBLED, len(word) + edits.MAX_OMITTED + 1)
        if self._lengths.isdisjoint(lengths):  # a wall of letters: not worth its many candidates
            return None
        fewer = list(edits.remove_doubled(word))
        return (
            self._commonest(fewer, self._rude)
            or self._commonest(fewer, self.ranks)
            or self._commonest(edits.swap_i_and_l(word), self.ranks)
            or self._commonest(edits.transpose_or_insert(word, self._between), self.ranks)
            or self._commonest(self._disguised_rude_words(word), self._rude)
        )

    def _disguised_rude_words(self, word: str) -> Iterator[str]:
        """Yield rude words that a word may be a disguise of."""
        if len(word) < MIN_DISGUISED_LENGTH:
            return iter(())
        similar = self._rude_by_ends.get((word[0], word[-1]), ())
        return (rude for rude in similar if edits.is_disguise_of(word, rude))

    def _commonest(self, candidates: Iterable[str], known: Container[str]) -> str | None:
        """Return the commonest of the known words among candidates."""
        return min(filter(known.__contains__, candidates), key=self._rank, default=None)

    def _rank(self, word: str) -> int:
        return self.ranks[word]

    def _fill_stars(self, word: str) -> str:
        """Return the likeliest word that these stars hide: "st*p*d" -> "stupid", "tra**sh" -> "trash".

        That is a rude one, as nobody stars out another without need; else the commonest.
        """
        if len(word) < MIN_LENGTH:
            return word
        bare = word.replace("*", "")
        shown = [(at, letter) for at, letter in enumerate(word) if letter != "*"]
        similar = self._by_start.get((len(word), word[0]), ())
        hidden = [each for each in similar if all(each[at] == letter for at, letter in shown)]
        rude = [each for each in hidden if each in self._rude]
        if rude and len(bare) > 1:
            return rude[0]
        if word in self._vocabulary:
            return word
        if hidden and 2 * len(bare) >= len(word):
            return hidden[0]
        return bare if bare in self.ranks else word

    def _segment(self, word: str) -> tuple[str, ...]:
        """Return the likeliest common words that it is made of: "youareanidiot" -> "you", "are", "an", "idiot"."""
        if not MIN_LENGTH < len(word) <= MAX_SEGMENTED:
            return (word,)
        best: list[tuple[float, tuple[str, ...]]] = [(0.0, ())]
        for end in range(1, len(word) + 1):
            ways = [
                (best[begin][0] + log(self.ranks.get(part, 0) + 10), (*best[begin][1], part))
                for begin in range(max(0, end - MAX_LENGTH), end)
                if best[begin][0] < float("inf") and self._is_segment(part := word[begin:end])
            ]
            best.append(min(ways, default=(float("inf"), ())))
        cost, parts = best[-1]
        is_likely = cost < float("inf") and len(word) > 2 * len(parts)
        return parts if is_likely else (word,)

    def _is_segment(self, part: str) -> bool:
        """Tell whether letters can be one of several words that were run together."""
        rank = self.ranks.get(part, COMMON_WORDS)
        match len(part):
            case 1:
                return part in ONE_LETTER_WORDS
            case 2:
                return rank < SHORT_SEGMENTS
            case 3 | 4:
                return rank < STANDALONE_WORDS or part in self._rude
            case _:
                return rank < COMMON_WORDS

    def _stands_alone(self, word: str) -> bool:
        rank = self.ranks[word]
        match len(word):
            case 1:
                return word in ONE_LETTER_WORDS
            case 2:
                return rank < STANDALONE_SHORT_WORDS
            case length:
                return rank < STANDALONE_WORDS or length >= MIN_STANDALONE_LENGTH
