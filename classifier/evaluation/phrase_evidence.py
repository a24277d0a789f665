"""Phrase evidence: how often each harm phrase stands in rows that people found harmful, and in harmless ones.

The command `phrases` prints it, and that of harmless phrases below.
"""

import sys
from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from pathlib import Path

import numpy as np
from rich.console import Console

from classifier.data.reader import LabelledTexts, read_datasets
from classifier.evaluation.harmless_evidence import (
    HARMFUL,
    HarmlessEvidence,
    measure_harmless_phrases,
)
from classifier.inference import bundle as bundles
from classifier.inference.harm_phrases import HarmPhrases, Phrase, read_harm_phrases
from classifier.tables.table import Table, print_tables
from classifier.text.normalize import clean
from classifier.text.spell_corrector import SpellCorrector

MIN_ROWS = 5
"""Rows from which on a phrase is listed: fewer tell nothing."""
SHOWN = 60
"""Characters of a phrase that are shown."""
WIDTH = 110
"""Columns of the table where output is no terminal."""


@dataclass(frozen=True, slots=True)
class PhraseEvidence:
    """Numbers of labelled rows in which a phrase stands."""

    phrase: Phrase
    harmful: int
    harmless: int

    @property
    def precision(self) -> float:
        """Share of the rows that is harmful."""
        return self.harmful / (self.harmful + self.harmless)


def measure_phrases(
    phrases: HarmPhrases, corrector: SpellCorrector, sets: Iterable[LabelledTexts]
) -> list[PhraseEvidence]:
    """Return the evidence of each phrase that stands in a labelled row, the least precise first.

    Rows that are harmless by some labels and not asked for the others do not count.
    """
    harmful, harmless = Counter[Phrase](), Counter[Phrase]()
    for rows in sets:
        for raw, targets in zip(rows.texts, rows.targets, strict=True):
            is_harmful = bool(np.nanmax(targets) >= HARMFUL)
            if not is_harmful and np.isnan(targets[0]):
                continue
            text = clean(raw).text
            found = {match.phrase for match in phrases.find(text, corrector.correct(text))}
            (harmful if is_harmful else harmless).update(found)
    evidence = [
        PhraseEvidence(phrase, harmful[phrase], harmless[phrase])
        for phrase in phrases.phrases
        if harmful[phrase] + harmless[phrase]
    ]
    return sorted(evidence, key=lambda each: each.precision)


def report_phrases(data: Sequence[Path], bundle: Path | None) -> None:
    """Print the evidence of the phrases, of harm and harmless, in the sets of some folders.

    Raises:
        BundleError: the bundle cannot be used.
        DataError: the data cannot be read.
    """
    model = bundles.read(bundle or bundles.DEFAULT)
    sets = [rows for folder in data for rows in read_datasets(folder)]
    corrector = SpellCorrector(model.vocabulary)
    tables = [
        _harm_table(measure_phrases(read_harm_phrases(model.vocabulary), corrector, sets)),
        _harmless_table(measure_harmless_phrases(model, corrector, sets)),
    ]
    print_tables(tables, Console(width=None if sys.stdout.isatty() else WIDTH))


def _harm_table(evidence: Sequence[PhraseEvidence]) -> Table:
    rows = [
        [
            f"{each.phrase.kind.name}, {each.phrase.tier}: {each.phrase.source[:SHOWN]}",
            str(each.harmful),
            str(each.harmless),
        ]
        for each in evidence
        if each.harmful + each.harmless >= MIN_ROWS
    ]
    note = f"The least precise first; phrases in fewer than {MIN_ROWS} labelled rows are left out."
    return Table("Harm phrases", note, ["phrase", "harmful rows", "harmless rows"], rows)


def _harmless_table(evidence: Sequence[HarmlessEvidence]) -> Table:
    rows = [
        [
            f"{each.phrase.kind.name}: {each.phrase.source[:SHOWN]}",
            str(each.rows),
            str(each.freed),
            str(each.harmful),
        ]
        for each in evidence
        if each.rows >= MIN_ROWS
    ]
    note = (
        "Those that freed most harm first. Freed are rows that lose their flag; harm is a threat, an insult or hate. "
        f"Phrases in fewer than {MIN_ROWS} rows are left out."
    )
    return Table("Harmless phrases", note, ["phrase", "rows", "freed", "of them harm"], rows)
