"""Sayings: how often phrases of lexicons stand in harmless and in toxic rows, which tells rude words from namesakes."""

import math
from collections import Counter, defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

import numpy as np

from classifier.data.language_rows import LanguageRows
from classifier.inference.rude_words import list_phrases, list_stems
from classifier.labels import Label
from classifier.text.normalize import clean
from classifier.text.segmenter import Segmenter, is_piece

TOXIC = 0.5
"""Target from which on a row is toxic."""
FEW_ROWS = 2
"""Harmless rows from which on a phrase is doubted."""
MIN_SHARE, MIN_LIFT, MOST_LIFTED = 0.3, 1.25, 0.9
"""Share of toxic rows among those with a phrase that then proves it rude: `MIN_SHARE`, and `MIN_LIFT` times that of
their sets, `MOST_LIFTED` at most. Half of a set may be toxic, and all of its words."""

_PIECELESS = Segmenter({})
_ENGLISH = "because"


@dataclass(frozen=True, slots=True)
class Counts:
    """Counts of rows by phrase: harmless ones, toxic ones, and how many of them it would take, by their sets."""

    harmless: Counter[str]
    toxic: Counter[str]
    proving: dict[str, float]

    @classmethod
    def none(cls) -> "Counts":
        """Return counts of no rows."""
        return cls(Counter(), Counter(), defaultdict(float))

    def add(self, phrases: Iterable[str], *, is_toxic: bool, share: float) -> None:
        """Count a row of a set of which `share` is toxic."""
        counter = self.toxic if is_toxic else self.harmless
        for phrase in phrases:
            counter[phrase] += 1
            self.proving[phrase] += min(MIN_LIFT * share, MOST_LIFTED)

    def is_harmless(self, phrase: str) -> bool:
        """Tell whether harmless rows say a phrase, and toxic ones hardly more often than others."""
        harmless, toxic = self.harmless[phrase], self.toxic[phrase]
        wanted = max(MIN_SHARE * (harmless + toxic), self.proving.get(phrase, 0.0))
        return harmless >= FEW_ROWS and toxic < wanted


@dataclass(frozen=True, slots=True)
class Sayings:
    """Counts of phrases, and of beginnings of words."""

    phrases: Counts
    stems: Counts


def count_sayings(rows: LanguageRows, keys: frozenset[str]) -> Sayings:
    """Return the counts of phrases, by `phrase_key`, in rows whose `toxic` is known."""
    said = Sayings(Counts.none(), Counts.none())
    toxic = rows.targets[:, list(Label).index(Label.TOXIC)]
    names = np.array(rows.sets)
    is_known = ~np.isnan(toxic)
    shares = {
        name: float((toxic[is_known & (names == name)] >= TOXIC).mean())
        for name in sorted({*names[is_known].tolist()})
    }
    for text, name, target in zip(rows.texts, rows.sets, toxic.tolist(), strict=True):
        if math.isnan(target):
            continue
        tokens = _tokens(text)
        for counts, listed in ((said.phrases, list_phrases), (said.stems, list_stems)):
            found = keys.intersection(listed(tokens))
            counts.add(found, is_toxic=target >= TOXIC, share=shares[name])
    return said


def phrase_key(text: str) -> str:
    """Return a phrase as messages are looked up for it, "" where none is found: it has no word, or is too long."""
    return _join(_tokens(clean(text).text))


def list_keys(text: str) -> set[str]:
    """Return a phrase's keys, alone and among English words, where letters that look Latin are read as such."""
    among = _tokens(clean(f"{_ENGLISH} {text} {_ENGLISH}").text)[1:-1]
    return {phrase_key(text), _join(among)} - {""}


def _join(tokens: Sequence[str]) -> str:
    whole = "".join(token.split("|")[1] if is_piece(token) else f" {token} " for token in tokens)
    key = " ".join(whole.split())
    return key if key in list_phrases(tokens) else ""


def _tokens(text: str) -> list[str]:
    """Return the tokens of a clean text; no pieces are needed, as phrases join them again."""
    return [token for token, _, _ in _PIECELESS.tokenize(text)]
