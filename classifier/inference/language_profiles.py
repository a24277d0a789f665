"""Language profiles: what a multilingual bundle knows of each language, from its evidence on rows held out.

Tiers: *supported*, ranked well on rows of its own sets and of a set of another source; *beta*, measured but weaker or
on one source alone, which is flagged and never acted on. Every other language is unknown, and unscored unless it is flagged.
"""

from collections.abc import Mapping
from dataclasses import asdict, dataclass
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
class Mixture:
    """Weights of what is added to the network's logit of `toxic`, which knows little of a language of few rows."""

    runs: float = 1.0
    """Factor on the logit of the linear model over character runs."""
    rude: float = 0.0
    """Logit added where a short line names a rude word."""


@dataclass(frozen=True, slots=True)
class LanguageProfile:
    """Calibration and thresholds of a language; labels without data in it are absent from both."""

    code: str
    tier: LanguageTier
    curves: Mapping[Label, Curve]
    thresholds: Mapping[Label, LabelThresholds]
    mixture: Mixture = Mixture()

    def score(
        self, logits: Mapping[Label, float], *, runs: float = 0.0, is_rude: bool = False
    ) -> Scores:
        """Return the calibrated scores of the network's logits, with `runs`, the linear model's, in `toxic`.

        `is_rude` says that it is a short line which names a rude word of any language.
        """
        added = self.mixture.runs * runs + self.mixture.rude * is_rude
        mixed = {**logits, Label.TOXIC: logits[Label.TOXIC] + added}
        return Scores(
            {label: apply_curve(curve, mixed[label]) for label, curve in self.curves.items()},
            language=self.code,
        )

    def is_flagged(self, scores: Scores) -> bool:
        """Tell whether a score reaches its label's flag."""
        return any(scores[label] >= each.flag for label, each in self.thresholds.items())

    def as_json(self) -> dict[str, Any]:
        """Return it as JSON has it in `bundle.json`, without its code."""
        return {
            "tier": self.tier.value,
            "mixture": asdict(self.mixture),
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
            Mixture(**{name: float(each) for name, each in values.get("mixture", {}).items()}),
        )
