"""Row signals: labelled rows as the parts of a multilingual bundle read them, before anything is mixed or calibrated."""

from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

import numpy as np

from classifier.data.language_rows import LanguageRows
from classifier.inference.bundle import Bundle, BundleError
from classifier.inference.language_profiles import Mixture
from classifier.inference.multilingual import WINDOW
from classifier.inference.multilingual_encoder import MultilingualEncoder
from classifier.inference.multilingual_part import MODEL
from classifier.inference.network import Network
from classifier.inference.run_weights import RunModel
from classifier.labels import Label
from classifier.metrics.formulas import Floats, Mask
from classifier.text.segmenter import Segmenter

_EMPTY = "<user>"
"""Token that stands for a text without any."""


@dataclass(frozen=True, slots=True)
class RowSignals:
    """N rows as they were read: the network's `logits` (N, 6), the linear model's `runs` (N,), whether each `is_rude`.

    Beside them their targets (N, 6), NaN where a label is unknown, and the codes and sets that they are of.
    """

    logits: Floats
    runs: Floats
    is_rude: Mask
    targets: Floats
    languages: Sequence[str]
    sets: Sequence[str]

    def mix(self, mixture: Mixture) -> Floats:
        """Return the logits (N, 6) of a mixture."""
        mixed = self.logits.copy()
        mixed[:, list(Label).index(Label.TOXIC)] += (
            mixture.runs * self.runs + mixture.rude * self.is_rude
        )
        return mixed


def read_signals(bundle: Bundle, rows: LanguageRows) -> RowSignals:
    """Return rows as a multilingual bundle reads them, one by one as the bot does.

    Raises:
        BundleError: the bundle reads English alone.
    """
    part = bundle.multilingual
    if part is None or part.runs is None:
        raise BundleError(
            f"{bundle.folder}: reads English alone, and has no languages to calibrate"
        )
    segmenter = Segmenter(part.pieces)
    messages = [
        [token for token, _, _ in segmenter.tokenize(text)] or [_EMPTY] for text in rows.texts
    ]
    network = open_network(bundle.folder / MODEL, segmenter, heads=len(part.heads))
    return RowSignals(
        network.logits(messages)[:, : len(Label)],
        RunModel(part.runs).logits(messages),
        np.array([part.rude.are_named(words) for words in messages], bool),
        rows.targets,
        rows.languages,
        rows.sets,
    )


def open_network(model: Path, segmenter: Segmenter, *, heads: int) -> Network:
    """Open an ONNX file of a multilingual network, as the bot runs it."""
    encoder = MultilingualEncoder(segmenter)
    return Network(model, encoder, window=WINDOW, outputs=len(Label) + heads)
