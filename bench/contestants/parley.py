"""Parley's scorer on the bundle that ships with it, cleaning included."""

from collections.abc import Callable, Sequence

from classifier import load


def make_ready() -> Callable[[Sequence[str]], object]:
    """Load the bundle and check its golden scores."""
    return load().score
