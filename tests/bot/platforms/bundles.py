"""Bundles that ship, for tests of platforms with a real model."""

from functools import cache

from classifier import Scorer, load
from classifier.inference.bundle import DEFAULT


@cache
def load_multilingual() -> Scorer:
    """Load the multilingual bundle, once a process."""
    return load(DEFAULT.with_name("toxicity-lstm-multilingual"))
