"""alt-profanity-check: a linear model on TF-IDF of words, one label, no cleaning."""

from collections.abc import Callable, Sequence
from importlib import import_module

# By name, since types are checked on machines that do not have it.
predict_prob = import_module("profanity_check").predict_prob


def make_ready() -> Callable[[Sequence[str]], object]:
    """The package has loaded its model when it was imported."""
    return lambda texts: predict_prob(list(texts))
