"""The classifier: what is in a text, on a machine of one's own.

>>> from classifier import load
>>> scorer = load()
>>> scorer.score(["what a lovely day"])  # doctest: +SKIP
[Scores(toxic=0.002, severe_toxic=0.000, ...)]
"""

from classifier.bundle import BundleError
from classifier.clean import CleanText, clean
from classifier.comparison import FEW_ALARMS, choose_threshold
from classifier.labels import Label, Reason, Scores, Span, Threshold, Unscored
from classifier.scorer import Scorer, load

__all__ = [
    "FEW_ALARMS",
    "BundleError",
    "CleanText",
    "Label",
    "Reason",
    "Scorer",
    "Scores",
    "Span",
    "Threshold",
    "Unscored",
    "choose_threshold",
    "clean",
    "load",
]
