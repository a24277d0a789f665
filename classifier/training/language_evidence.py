"""Language evidence: how well `toxic` is ranked in each language, on rows that no network was trained on.

They are rows of a language's sets that were held out, and sets of other sources, which measure and teach nothing.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

import numpy as np

from classifier.data.language_datasets import MEASURED
from classifier.data.reader import MULTILINGUAL, LabelledTexts, read_dataset
from classifier.inference.language_profiles import LanguageTier
from classifier.inference.network import Network
from classifier.inference.run_weights import RunModel
from classifier.labels import Label
from classifier.metrics.formulas import Floats
from classifier.metrics.ranking import roc_auc
from classifier.text.normalize import clean
from classifier.text.segmenter import Segmenter

MIN_HELD_OUT_AUC, MIN_OTHER_AUC = 0.88, 0.80
"""ROC AUC that a supported language reaches on its best held-out set, and on one of another source."""
MIN_BETA_AUC = 0.70
"""ROC AUC on either from which on a language is beta."""
MAX_EVIDENCE_ROWS = 6_000
"""Rows of a set of another source that its evidence is measured on."""


@dataclass(frozen=True, slots=True)
class HeldOut:
    """Held-out rows: outputs (N, 6 + L), targets (N, 6), languages and sets (N,)."""

    outputs: Floats
    targets: Floats
    languages: Sequence[str]
    sets: Sequence[str]


def read_held_out(file: Path) -> HeldOut:
    """Return the held-out rows of a run, with the outputs of its network, from its file."""
    with np.load(file, allow_pickle=False) as kept:
        return HeldOut(
            kept["logits"], kept["targets"], kept["languages"].tolist(), kept["sets"].tolist()
        )


@dataclass(frozen=True, slots=True)
class LanguageEvidence:
    """ROC AUC of `toxic` in a language, by set: of held-out rows, and of sets of other sources."""

    held_out: Mapping[str, float]
    other: Mapping[str, float]

    @property
    def tier(self) -> LanguageTier | None:
        """Return the tier that the evidence allows; None for none."""
        held = max(self.held_out.values(), default=0.0)
        other = max(self.other.values(), default=0.0)
        if held >= MIN_HELD_OUT_AUC and other >= MIN_OTHER_AUC:
            return LanguageTier.SUPPORTED
        return LanguageTier.BETA if max(held, other) >= MIN_BETA_AUC else None


def measure_other_sources(
    network: Network, runs: RunModel, segmenter: Segmenter, folder: Path
) -> dict[str, tuple[str, float]]:
    """Return by set of another source its language and the ROC AUC of `toxic`."""
    measured: dict[str, tuple[str, float]] = {}
    for file in (file for each in MEASURED for file in sorted(folder.glob(f"{each.name}.csv*"))):
        rows = _sample(read_dataset(file, sets=MULTILINGUAL))
        messages = [
            [token for token, _, _ in segmenter.tokenize(clean(text).text)] or ["<user>"]
            for text in rows.texts
        ]
        outputs = network.logits(messages)
        outputs[:, list(Label).index(Label.TOXIC)] += runs.logits(messages)
        measured[rows.name] = (rows.languages[0], _auc(rows, outputs))
    return measured


def _sample(rows: LabelledTexts) -> LabelledTexts:
    """Return the first `MAX_EVIDENCE_ROWS` rows of a set, whose order is that of its source's split."""
    kept = slice(MAX_EVIDENCE_ROWS)
    return LabelledTexts(
        rows.name, rows.texts[kept], rows.targets[kept], rows.weights[kept], rows.languages[kept]
    )


def _auc(rows: LabelledTexts, outputs: Floats) -> float:
    column = list(Label).index(Label.TOXIC)
    return roc_auc(rows.targets[:, column], outputs[:, column], np.ones(len(rows.texts)))


def collect_evidence(
    held: HeldOut, other: Mapping[str, tuple[str, float]]
) -> dict[str, LanguageEvidence]:
    """Return the evidence for each language but English."""
    toxic = held.targets[:, list(Label).index(Label.TOXIC)]
    codes, names = np.array(held.languages), np.array(held.sets)
    own: dict[str, dict[str, float]] = {}
    for name in sorted({*held.sets}):
        chosen = (names == name) & ~np.isnan(toxic)
        if len(np.unique(toxic[chosen])) > 1 and min(np.bincount(toxic[chosen].astype(int))) >= 10:  # noqa: PLR2004
            auc = roc_auc(toxic[chosen], held.outputs[chosen, 0], np.ones(int(chosen.sum())))
            own.setdefault(str(codes[chosen][0]), {})[name] = round(auc, 4)
    foreign = {code for code, _ in other.values()}
    return {
        code: LanguageEvidence(
            own.get(code, {}),
            {name: round(auc, 4) for name, (c, auc) in sorted(other.items()) if c == code},
        )
        for code in sorted({*own, *foreign} - {"en"})
    }
