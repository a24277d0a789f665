"""Score pairs: what two models say of the same texts, by attribute."""

import sys
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from bot.runtime.blocking_scorer import BlockingScorer
from bot.web.migrate.old_scores import Row
from bot.web.perspective.attributes import ATTRIBUTES
from classifier import Scores, Unscored, clean


@dataclass(frozen=True, slots=True)
class ScorePair:
    """The scores, 0..1, of one text by the old and by the new model; the text may be unknown."""

    text: str
    old: float
    new: float


def pair_scores(rows: Sequence[Row], scorer: BlockingScorer) -> dict[str, list[ScorePair]]:
    """Pair the old scores with new ones: those that were recorded, else of scoring the text now.

    Attributes without a pair are left out. Says on standard error how many texts cannot be scored.
    """
    texts = [row.text for row in rows if not row.new]
    answers = iter(scorer.score_cleaned([clean(text) for text in texts]))
    pairs: dict[str, list[ScorePair]] = {name: [] for name in ATTRIBUTES}
    unscored = 0
    for row in rows:
        new = row.new or _to_attributes(next(answers))
        unscored += not new
        for name in row.old.keys() & new.keys():
            pairs[name].append(ScorePair(row.text, row.old[name], new[name]))
    if unscored:
        sys.stderr.write(f"{unscored} of {len(rows)} texts cannot be scored and are left out\n")
    return {name: found for name, found in pairs.items() if found}


def _to_attributes(answer: Scores | Unscored) -> Mapping[str, float]:
    if isinstance(answer, Unscored):
        return {}
    return {name: answer[label] for name, label in ATTRIBUTES.items()}
