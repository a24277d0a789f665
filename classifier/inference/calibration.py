"""Calibration: from the network's logits to probabilities, as it runs inside the bot."""

from bisect import bisect_right
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property
from typing import Any, NamedTuple

import numpy as np

from classifier.labels import Label
from classifier.metrics.formulas import Floats


@dataclass(frozen=True, slots=True)
class Curve:
    """Calibration curve of one label: knots (K,), logits and their probabilities, both rising.

    Raises:
        ValueError: if there is no knot, one is not finite, the two do not rise together strictly,
            or a probability is not inside (0, 1).
    """

    method: str
    logits: tuple[float, ...]
    probabilities: tuple[float, ...]

    def __post_init__(self) -> None:
        if not self.logits or len(self.logits) != len(self.probabilities):
            raise ValueError("a curve needs as many probabilities as logits, and one at least")
        knots = np.array([self.logits, self.probabilities])
        if not np.isfinite(knots).all() or (np.diff(knots) <= 0).any():
            raise ValueError("the knots of a curve must be finite and rise strictly")
        if self.probabilities[0] <= 0 or self.probabilities[-1] >= 1:
            raise ValueError("the probabilities of a curve must lie between 0 and 1")


class _PackedCurves(NamedTuple):
    """Six curves side by side, one unit apart, so that one interpolation serves all."""

    first: Floats
    last: Floats
    shift: Floats
    logits: Floats
    probabilities: Floats


@dataclass(frozen=True)
class Calibration:
    """Calibration curves, one a label in the order of `Label`; fitted in training, or read from a bundle.

    Raises:
        ValueError: if there are not as many curves as labels.
    """

    curves: tuple[Curve, ...]

    def __post_init__(self) -> None:
        if len(self.curves) != len(Label):
            raise ValueError(f"a calibration needs {len(Label)} curves, not {len(self.curves)}")

    def apply(self, logits: Floats) -> Floats:
        """Return probabilities (N, 6), strictly inside (0, 1), of logits (N, 6) in the order of `Label`.

        Linear between two knots of a curve. A distance d below the first knot divides
        its probability by 1 + d; a distance d above the last one divides what it lacks to 1 by
        1 + d. So a higher logit always gives a higher probability, and no two texts that the
        network told apart become equal.
        """
        packed = self._packed
        given = np.asarray(logits, dtype=np.float64)
        inside = np.minimum(np.maximum(given, packed.first), packed.last)
        between = np.interp(inside + packed.shift, packed.logits, packed.probabilities)
        lowered = between / (1 + (inside - np.minimum(given, inside)))
        raised: Floats = 1 - (1 - lowered) / (1 + (np.maximum(given, inside) - inside))
        return raised

    def apply_to_one(self, logits: Sequence[float]) -> list[float]:
        """Return the same for one text's logits (6,): on six numbers arrays cost more than they save."""
        return [apply_curve(curve, logit) for curve, logit in zip(self.curves, logits, strict=True)]

    @cached_property
    def _packed(self) -> _PackedCurves:
        first = np.array([curve.logits[0] for curve in self.curves])
        last = np.array([curve.logits[-1] for curve in self.curves])
        widths = last - first + 1
        shift = np.cumsum(widths) - widths - first
        logits = [np.array(c.logits) + s for c, s in zip(self.curves, shift, strict=True)]
        probabilities = [np.array(curve.probabilities) for curve in self.curves]
        return _PackedCurves(
            first, last, shift, np.concatenate(logits), np.concatenate(probabilities)
        )

    def as_json(self) -> dict[str, dict[str, Any]]:
        """Return `{"toxic": {"method": ..., "logits": [...], "probabilities": [...]}, ...}`."""
        return {
            label.value: {
                "method": curve.method,
                "logits": list(curve.logits),
                "probabilities": list(curve.probabilities),
            }
            for label, curve in zip(Label, self.curves, strict=True)
        }

    @classmethod
    def from_json(cls, values: Mapping[str, Any]) -> "Calibration":
        """Return the calibration of an `as_json` object.

        Raises:
            ValueError: naming the label, if a curve is missing, malformed or not rising.
        """
        return cls(tuple(_read_curve(label, values) for label in Label))


def apply_curve(curve: Curve, logit: float) -> float:
    """Return the probability, inside (0, 1), of a logit, as `Calibration.apply` gives it."""
    logits, probabilities = curve.logits, curve.probabilities
    if logit <= logits[0]:
        return probabilities[0] / (1 + logits[0] - logit)
    if logit >= logits[-1]:
        return 1 - (1 - probabilities[-1]) / (1 + logit - logits[-1])
    at = bisect_right(logits, logit)
    share = (logit - logits[at - 1]) / (logits[at] - logits[at - 1])
    return probabilities[at - 1] + share * (probabilities[at] - probabilities[at - 1])


def _read_curve(label: Label, values: Mapping[str, Any]) -> Curve:
    try:
        curve = values[label.value]
        return Curve(
            str(curve["method"]), _numbers(curve["logits"]), _numbers(curve["probabilities"])
        )
    except (KeyError, TypeError, ValueError) as error:
        raise ValueError(f"the calibration of {label} cannot be read: {error!r}") from error


def _numbers(values: Sequence[float]) -> tuple[float, ...]:
    return tuple(float(value) for value in values)
