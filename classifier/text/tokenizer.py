"""From clean text to numbers: words of a vocabulary, and the pieces of words it never saw."""

import json
import re
from collections.abc import Iterable, Sequence
from pathlib import Path
from zlib import crc32

Token = tuple[str, int, int]
"""A word of a clean text and the characters [begin, end) it stands at."""

PADDING, UNKNOWN = 0, 1
"""Word numbers of no word at all, and of every word outside the vocabulary."""

NGRAM_BUCKETS = 30_000
"""Character grams share this many vectors; number 0 is no gram."""

MAX_NGRAMS = 40
"""Grams kept of one word; those of a word of 14 letters."""

_TOKEN = re.compile(
    r"<[a-z]+>"  # <user>, <url> ...: what markup became
    r"|[^\W_]+(?:['*]+[^\W_]+)*\*{0,2}"  # words, also "don't", "f*ck" and "s**"
    r"|\*\*|[!?\"]|[:;=]['-]?[()dp/\\|](?![^\W_])|<3"
)
_DOUBLED = re.compile(r"(.)\1")


def tokenize(text: str) -> list[tuple[str, int, int]]:
    """The tokens of a clean text and where they stand: "hi, u!" -> [("hi", 0, 2), ("u", 4, 5), ("!", 5, 6)]."""
    return [(m[0], m.start(), m.end()) for m in _TOKEN.finditer(text)]


def words(text: str) -> list[str]:
    """The tokens alone: "hi, u!" -> ["hi", "u", "!"]."""
    return _TOKEN.findall(text)


def has_words(text: str) -> bool:
    """Whether a clean text has any token."""
    return _TOKEN.search(text) is not None


def char_ngrams(word: str) -> list[int]:
    """Numbers 1..GRAM_BUCKETS of a word's runs of 3 to 5 characters, its ends marked (fastText's way).

    >>> len(grams("cat"))  # <ca cat at> <cat cat> <cat>
    6
    """
    marked = f"<{word}>".encode("utf-8", "surrogatepass").decode("utf-8", "replace")
    found = [
        crc32(marked[i : i + n].encode()) % NGRAM_BUCKETS + 1
        for n in (3, 4, 5)
        for i in range(len(marked) - n + 1)
    ]
    return found[:MAX_NGRAMS]


class Vocabulary:
    """Words and their numbers, from 2 on; kept as JSON.

    `rude` are those that are mostly said in harm, and so the ones that people star out.

    >>> Vocabulary(["cool", "hm"]).number("coooool")
    2
    """

    def __init__(self, words: Sequence[str], *, rude: Iterable[str] = ()) -> None:
        self.words = list(words)
        self.rude = frozenset(rude)
        self._numbers = {word: number for number, word in enumerate(self.words, start=UNKNOWN + 1)}
        if len(self._numbers) != len(self.words):
            raise ValueError("a vocabulary names a word twice")

    @classmethod
    def read(cls, path: Path) -> "Vocabulary":
        """A vocabulary that `write` wrote. Raises ValueError where it is none."""
        match json.loads(path.read_text("utf-8")):
            case {"words": [*words], "rude": [*rude]} if all(
                isinstance(word, str) for word in (*words, *rude)
            ):
                return cls(words, rude=rude)
        raise ValueError(f"{path}: not a JSON object of the lists words and rude")

    def write(self, path: Path) -> None:
        """Keep it as JSON, the commonest word first."""
        kept = {"words": self.words, "rude": sorted(self.rude)}
        path.write_text(json.dumps(kept, ensure_ascii=False, indent=0) + "\n", "utf-8")

    def __len__(self) -> int:
        """How many word numbers there are, padding and unknown among them."""
        return len(self.words) + UNKNOWN + 1

    def __contains__(self, word: str) -> bool:
        """Whether it has this very word."""
        return word in self._numbers

    def number(self, word: str) -> int:
        """A word's number, or that of the same word without doubled letters, or UNKNOWN."""
        number = self._numbers.get(word)
        if number is None:
            number = self._numbers.get(_DOUBLED.sub(r"\1", word), UNKNOWN)
        return number
