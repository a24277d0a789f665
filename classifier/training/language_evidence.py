"""Language evidence: how well `toxic` is ranked in each language, on rows that no network was trained on.

They are rows of a language's sets that were held out, and sets of other sources, which measure and teach nothing:
no gradient and no calibration is of them. How network, linear model and rude words are mixed in a language is chosen
among a few mixtures by all of them.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from itertools import product
from pathlib import Path

import numpy as np

from classifier.data.language_datasets import MEASURED
from classifier.data.language_rows import LanguageRows
from classifier.data.reader import MULTILINGUAL, read_dataset
from classifier.inference.language_profiles import LanguageTier, Mixture
from classifier.labels import Label
from classifier.metrics.ranking import roc_auc
from classifier.text.normalize import clean
from classifier.training.row_signals import RowSignals

MIN_HELD_OUT_AUC, MIN_OTHER_AUC = 0.88, 0.80
"""ROC AUC that a supported language reaches on its best held-out set, and on one of another source."""
MIN_BETA_AUC = 0.70
"""ROC AUC on either from which on a language is beta."""
MIN_BORROWED_AUC = 0.75
"""The same where no rows are held out, so that its thresholds are borrowed from all others and flag next to nothing."""
MAX_EVIDENCE_ROWS = 6_000
"""Rows of a set of another source that its evidence is measured on."""
MIN_CLASS = 10
"""Rows of either class from which on a set is evidence."""
MIXTURES = tuple(
    Mixture(runs, rude) for runs, rude in product((1.0, 0.5, 1.5, 2.0, 3.0), (0.0, 1.0, 2.0))
)
"""Mixtures to choose from, the plainest first."""
MIN_GAIN = 0.001
"""Mean ROC AUC that a mixture must gain on the plainest one, or it is chance."""


@dataclass(frozen=True, slots=True)
class LanguageEvidence:
    """ROC AUC of `toxic` in a language, by set: of held-out rows, and of sets of other sources; and its mixture."""

    held_out: Mapping[str, float]
    other: Mapping[str, float]
    mixture: Mixture

    @property
    def tier(self) -> LanguageTier | None:
        """Return the tier that the evidence allows; None for none."""
        held = max(self.held_out.values(), default=0.0)
        other = max(self.other.values(), default=0.0)
        if held >= MIN_HELD_OUT_AUC and other >= MIN_OTHER_AUC:
            return LanguageTier.SUPPORTED
        least = MIN_BETA_AUC if self.held_out else MIN_BORROWED_AUC
        return LanguageTier.BETA if max(held, other) >= least else None

    @property
    def mean(self) -> float:
        """Mean over all sets."""
        return float(np.mean([*self.held_out.values(), *self.other.values()]))


def read_other_sources(folder: Path) -> LanguageRows:
    """Read the sets of other sources in a folder, the first `MAX_EVIDENCE_ROWS` rows of each.

    Raises:
        DataError: one is malformed.
    """
    files = (file for each in MEASURED for file in sorted(folder.glob(f"{each.name}.csv*")))
    sets = [read_dataset(file, sets=MULTILINGUAL) for file in files]
    kept = slice(MAX_EVIDENCE_ROWS)  # a set's order is that of its source's split
    return LanguageRows(
        [clean(text).text for each in sets for text in each.texts[kept]],
        [code for each in sets for code in each.languages[kept]],
        [each.name for each in sets for _ in each.texts[kept]],
        np.concatenate([each.targets[kept] for each in sets]),
        np.concatenate([each.weights[kept] for each in sets]),
        np.ones(sum(len(each.texts[kept]) for each in sets), bool),
    )


def collect_evidence(held: RowSignals, other: RowSignals) -> dict[str, LanguageEvidence]:
    """Return the evidence for each language but English, by the mixture that ranks its rows best."""
    found = {
        code: _choose(code, held, other)
        for code in sorted({*held.languages, *other.languages} - {"en"})
    }
    return {code: each for code, each in found.items() if each.held_out or each.other}


def _choose(code: str, held: RowSignals, other: RowSignals) -> LanguageEvidence:
    tried = [
        LanguageEvidence(_measure(code, held, each), _measure(code, other, each), each)
        for each in MIXTURES
    ]
    plain = tried[0]
    if not (plain.held_out or plain.other):
        return plain
    best = max(tried, key=lambda each: each.mean)
    return best if best.mean >= plain.mean + MIN_GAIN else plain


def _measure(code: str, rows: RowSignals, mixture: Mixture) -> dict[str, float]:
    """Return the ROC AUC of `toxic` in a language by set, in sets of enough rows of either class."""
    column = list(Label).index(Label.TOXIC)
    is_known = (np.array(rows.languages) == code) & ~np.isnan(rows.targets[:, column])
    names, logits = np.array(rows.sets), rows.mix(mixture)[:, column]
    measured = {}
    for name in sorted({*names[is_known].tolist()}):
        chosen = is_known & (names == name)
        targets = rows.targets[chosen, column]
        if min(np.bincount(targets.astype(int), minlength=2)) >= MIN_CLASS:
            auc = roc_auc(targets, logits[chosen], np.ones(len(targets)))
            measured[str(name)] = round(auc, 4)
    return measured
