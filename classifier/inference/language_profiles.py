"""Language profiles: what a multilingual bundle knows of each language, from its evidence on rows held out.

Tiers: *supported*, ranked well on rows of its own sets and of a set of another source; *beta*, measured but weaker or
on one source alone, which is flagged and never acted on. Every other language is unknown, and unscored unless it is flagged.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum
from typing import Any

from classifier.inference.calibration import Curve, apply_curve
from classifier.labels import Label, LabelThresholds, Scores

ANY = "und"
"""Code (BCP 47) of the profile by which a text in no known language is read."""


class LanguageTier(StrEnum):
    """Degree of trust in a bundle for a language."""

    SUPPORTED = "supported"
    BETA = "beta"


@dataclass(frozen=True, slots=True)
class LanguageProfile:
    """Calibration and thresholds of a language; labels without data in it are absent from both."""

    code: str
    tier: LanguageTier
    curves: Mapping[Label, Curve]
    thresholds: Mapping[Label, LabelThresholds]

    def score(self, logits: Mapping[Label, float]) -> Scores:
        """Return the calibrated scores of logits."""
        return Scores(
            {label: apply_curve(curve, logits[label]) for label, curve in self.curves.items()},
            language=self.code,
        )

    def is_flagged(self, scores: Scores) -> bool:
        """Tell whether a score reaches its label's flag."""
        return any(scores[label] >= each.flag for label, each in self.thresholds.items())

    def as_json(self) -> dict[str, Any]:
        """Return it as JSON has it in `bundle.json`, without its code."""
        return {
            "tier": self.tier.value,
            "labels": {
                label.value: {
                    "flag": self.thresholds[label].flag,
                    "act": self.thresholds[label].act,
                    "calibration": {
                        "method": curve.method,
                        "logits": list(curve.logits),
                        "probabilities": list(curve.probabilities),
                    },
                }
                for label, curve in self.curves.items()
            },
        }

    @classmethod
    def from_json(cls, code: str, values: Mapping[str, Any]) -> "LanguageProfile":
        """Return the profile that `as_json` gave.

        Raises:
            KeyError, TypeError, ValueError: it is none.
        """
        labels = {Label(name): each for name, each in values["labels"].items()}
        if not labels:
            raise ValueError(f"language {code}: has no label")
        return cls(
            code,
            LanguageTier(values["tier"]),
            {
                label: Curve(
                    str(each["calibration"]["method"]),
                    tuple(map(float, each["calibration"]["logits"])),
                    tuple(map(float, each["calibration"]["probabilities"])),
                )
                for label, each in labels.items()
            },
            {
                label: LabelThresholds(
                    float(each["flag"]), None if each["act"] is None else float(each["act"])
                )
                for label, each in labels.items()
            },
        )
