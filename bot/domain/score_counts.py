"""Histograms of scores: how many messages a community had at each height, by label. Pure."""

from collections import Counter
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Final, NamedTuple

from classifier import Label

BINS: Final = 50
"""Columns of a histogram, of 0.02 each: the last holds 0.98 to 1."""


class ScoredPlace(NamedTuple):
    """The scores of a message, and where it was: its scopes below the community, and its language."""

    scopes: tuple[str, ...]
    language: str
    scores: Mapping[Label, float]


@dataclass(frozen=True, slots=True)
class ScoreCounts:
    """Histograms by label of `messages` in one place and language, and how many there are in each of all.

    `channels` and `languages` count all messages, those of most first.
    """

    messages: int
    bins: Mapping[Label, tuple[int, ...]]
    channels: Mapping[str, int]
    languages: Mapping[str, int]


def count_scores(
    scored: Iterable[ScoredPlace], *, place: str | None = None, language: str | None = None
) -> ScoreCounts:
    """Count scores by label and height, those of one place and language alone; None is all."""
    bins = {label: [0] * BINS for label in Label}
    channels, languages, messages = Counter[str](), Counter[str](), 0
    for scopes, spoken, scores in scored:
        channels[scopes[0]] += 1
        languages[spoken] += 1
        if (place and place not in scopes) or (language and language != spoken):
            continue
        messages += 1
        for label, score in scores.items():
            bins[label][find_bin(score)] += 1
    del channels[""], languages[""]
    return ScoreCounts(
        messages,
        {label: tuple(counts) for label, counts in bins.items()},
        dict(channels.most_common()),
        dict(languages.most_common()),
    )


def find_bin(score: float) -> int:
    """Return the column of a score: 0.0 -> 0, 0.98 -> 49, 1.0 -> 49."""
    # A score of 0.58 times 50 is 28.999..., and belongs into the column that begins there.
    return min(BINS - 1, int(score * BINS + 1e-9))
