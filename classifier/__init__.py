"""Toxicity classifier: scores of texts for each label, computed on one's own machine.

>>> from classifier import load
>>> scorer = load()
>>> scorer.score(["what a lovely day"])  # doctest: +SKIP
[Scores(toxic=0.002, severe_toxic=0.000, ...)]

Public names are imported on first use (PEP 562): asking for `Label` loads neither numpy nor onnxruntime.
"""

from importlib import import_module
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from classifier.compare.comparison import FEW_ALARMS, choose_threshold
    from classifier.inference.bundle import BundleError
    from classifier.inference.free_memory import keep_large_blocks_apart, release_free_memory
    from classifier.inference.scorer import Scorer, load
    from classifier.labels import (
        Label,
        LabelThresholds,
        Reason,
        Scores,
        Span,
        Thresholds,
        Unscored,
        thresholds_in,
        thresholds_of,
    )
    from classifier.text.normalize import CleanText, clean
    from classifier.text.reading import TextReading, list_readings, read_term

__all__ = [
    "FEW_ALARMS",
    "BundleError",
    "CleanText",
    "Label",
    "LabelThresholds",
    "Reason",
    "Scorer",
    "Scores",
    "Span",
    "TextReading",
    "Thresholds",
    "Unscored",
    "choose_threshold",
    "clean",
    "keep_large_blocks_apart",
    "list_readings",
    "load",
    "read_term",
    "release_free_memory",
    "thresholds_in",
    "thresholds_of",
]

_MODULES = {
    "FEW_ALARMS": "classifier.compare.comparison",
    "BundleError": "classifier.inference.bundle",
    "CleanText": "classifier.text.normalize",
    "Label": "classifier.labels",
    "Reason": "classifier.labels",
    "Scorer": "classifier.inference.scorer",
    "Scores": "classifier.labels",
    "Span": "classifier.labels",
    "LabelThresholds": "classifier.labels",
    "Thresholds": "classifier.labels",
    "Unscored": "classifier.labels",
    "choose_threshold": "classifier.compare.comparison",
    "clean": "classifier.text.normalize",
    "TextReading": "classifier.text.reading",
    "keep_large_blocks_apart": "classifier.inference.free_memory",
    "list_readings": "classifier.text.reading",
    "load": "classifier.inference.scorer",
    "read_term": "classifier.text.reading",
    "release_free_memory": "classifier.inference.free_memory",
    "thresholds_in": "classifier.labels",
    "thresholds_of": "classifier.labels",
}
"""Module of each public name."""


def __getattr__(name: str) -> object:
    """Import a public name when it is first asked for.

    Raises:
        AttributeError: there is no such public name.
    """
    if name not in _MODULES:
        raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
    value: object = getattr(import_module(_MODULES[name]), name)
    globals()[name] = value
    return value
