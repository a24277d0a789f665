"""Tokenizer: from clean text to tokens, the vocabulary of known words, character n-grams of all."""

import json
import re
from collections.abc import Iterable, Sequence
from itertools import chain, islice
from pathlib import Path
from zlib import crc32

from classifier.text.word_index import WordIndex

Token = tuple[str, int, int]
"""A word or mark of a clean text and its characters [begin, end)."""

PADDING, UNKNOWN = 0, 1
"""Vocabulary indices of no word at all, and of every out-of-vocabulary word."""

NGRAM_BUCKETS = 30_000
"""Hash buckets of character n-grams, one vector each; number 0 is no n-gram."""

MAX_NGRAMS = 40
"""N-grams kept of one word; those of a word of 14 letters."""

_TOKEN = re.compile(
    r"<[a-z]+>"  # <user>, <url> ...: what markup became
    r"|[^\W_]+(?:['*]+[^\W_]+)*\*{0,2}"  # words, also "don't", "f*ck" and "s**"
    r"|\*\*|[!?\"]|[:;=]['-]?[()dp/\\|](?![^\W_])|<3"
)
_DOUBLED = re.compile(r"(.)\1")


def tokenize(text: str) -> list[Token]:
    """Return the tokens of a clean text: "hi, u!" -> [("hi", 0, 2), ("u", 4, 5), ("!", 5, 6)]."""
    return [(m[0], m.start(), m.end()) for m in _TOKEN.finditer(text)]


def token_texts(text: str) -> list[str]:
    """Return the texts of the tokens alone: "hi, u!" -> ["hi", "u", "!"]."""
    return _TOKEN.findall(text)


def has_tokens(text: str) -> bool:
    """Tell whether a clean text has any token."""
    return _TOKEN.search(text) is not None


def char_ngrams(word: str) -> list[int]:
    """Return numbers 1..NGRAM_BUCKETS of a word's runs of 3 to 5 characters, its ends marked (fastText's way).

    The first `MAX_NGRAMS` of them, shortest first.

    >>> len(char_ngrams("cat"))  # <ca cat at> <cat cat> <cat>
    6
    """
    beginning = word[: MAX_NGRAMS + 2]  # of a longer word, all that is kept lies in it
    marked = f"<{beginning}>".encode("utf-8", "surrogatepass").decode("utf-8", "replace")
    ngrams = (marked[i : i + n] for n in (3, 4, 5) for i in range(len(marked) - n + 1))
    return [crc32(ngram.encode()) % NGRAM_BUCKETS + 1 for ngram in islice(ngrams, MAX_NGRAMS)]


class Vocabulary:
    """Known words and their indices, from 2 on; kept as JSON.

    `rude` are those that occur mostly in toxic texts, and so the ones that people star out.

    >>> Vocabulary(["cool", "hm"]).index("cooool")
    2

    Raises:
        ValueError: a word is named twice.
    """

    def __init__(self, words: Sequence[str], *, rude: Iterable[str] = ()) -> None:
        self.rude = frozenset(rude)
        self._ranks = WordIndex(words)

    @classmethod
    def read(cls, path: Path) -> "Vocabulary":
        """Read a vocabulary that `write` wrote.

        Raises:
            ValueError: the file is none.
        """
        match json.loads(path.read_text("utf-8")):
            case {"words": [*words], "rude": [*rude]} if {str}.issuperset(
                map(type, chain(words, rude))
            ):
                return cls(words, rude=rude)
            case _:
                raise ValueError(f"{path}: not a JSON object of the lists words and rude")

    def write(self, path: Path) -> None:
        """Write it as JSON, the commonest word first."""
        kept = {"words": self.words, "rude": sorted(self.rude)}
        path.write_text(json.dumps(kept, ensure_ascii=False, indent=0) + "\n", "utf-8")

    @property
    def words(self) -> list[str]:
        """The words, made anew: the commonest first."""
        return self.list_commonest(len(self._ranks))

    def list_commonest(self, most: int) -> list[str]:
        """Return so many of the words at most, the commonest first."""
        return self._ranks.list_first(most)

    def __len__(self) -> int:
        """Return the number of indices, padding and unknown among them."""
        return len(self._ranks) + UNKNOWN + 1

    def __contains__(self, word: str) -> bool:
        """Tell whether it has this very word."""
        return self._ranks.find(word) is not None

    def index(self, word: str) -> int:
        """Return a word's index, or that of the same word without doubled letters, or UNKNOWN."""
        rank = self._ranks.find(word)
        if rank is None and _DOUBLED.search(word):
            rank = self._ranks.find(_DOUBLED.sub(r"\1", word))
        return UNKNOWN if rank is None else UNKNOWN + 1 + rank
