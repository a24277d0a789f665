"""The views of a policy: thresholds and own words in one place, with what was set there. Pure."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

from bot.domain.policy import Policy
from bot.domain.policy_overrides import WORD, StoredOverride
from bot.domain.score_counts import ScoreCounts
from bot.domain.threshold_keys import TIERS, ThresholdKey
from bot.domain.verdict import active_thresholds, resolve_levels
from bot.domain.word_rules import merge_rules
from bot.interactions.option_parsers import AS_IN_FILE
from bot.web.desk.histogram_view import Histogram, draw_histogram
from classifier import Label, LabelThresholds, thresholds_in

Calibrated = Mapping[Label, LabelThresholds]


@dataclass(frozen=True, slots=True)
class ShownTier:
    """A threshold of a label: what holds (None: off), what was set here, and what the model asks for.

    `written`: "0.5", "model" or "off" as it was set in this place, "policy" where nothing was.
    """

    name: str
    level: float | None
    written: str
    model: float | None

    @property
    def slider(self) -> float:
        """The slider's place, also of a threshold that is off."""
        levels = (self.level, self.model, 1.0)
        return next(level for level in levels if level is not None)


@dataclass(frozen=True, slots=True)
class ShownLabel:
    """A label with its thresholds in a place, and the histogram of its scores there."""

    label: Label
    name: str
    flag: ShownTier
    act: ShownTier
    action: str
    histogram: Histogram


@dataclass(frozen=True, slots=True)
class ShownWord:
    """An own word in force, what it means, and where the desk or the chat set it; None: by the policy file."""

    term: str
    value: str
    origin: StoredOverride | None


def show_labels(
    policy: Policy,
    scopes: Sequence[str],
    overrides: Iterable[StoredOverride],
    *,
    calibrated: Calibrated,
    counts: ScoreCounts,
    language: str | None = None,
) -> list[ShownLabel]:
    """Show the thresholds in force in scopes, given from narrow to wide; `overrides` of the first were set there."""
    written = {
        ThresholdKey.parse(each.key): each.value for each in overrides if each.scope == scopes[0]
    }
    calibrated = thresholds_in(calibrated, language)
    active = active_thresholds(policy, scopes, calibrated=calibrated, language=language)
    shown = []
    for label, model in calibrated.items():
        levels = resolve_levels(policy, label, scopes, calibrated=calibrated, language=language)
        flag, act = (
            ShownTier(
                tier,
                level,
                written.get(ThresholdKey(label, tier, language or ""), AS_IN_FILE),
                getattr(model, tier),
            )
            for tier, level in zip(TIERS, levels, strict=True)
        )
        actions = [
            each.action.value for each in active if each.label is label and each.tier == "act"
        ]
        histogram = draw_histogram(counts.bins[label], flag=flag.level, act=act.level)
        name = label.replace("_", " ")
        shown.append(ShownLabel(label, name, flag, act, "".join(actions), histogram))
    return shown


def show_words(
    policy: Policy, scopes: Sequence[str], overrides: Sequence[StoredOverride]
) -> list[ShownWord]:
    """Show the own words in force in scopes, by what they mean and in order."""
    set_here = {
        (each.key.removeprefix(WORD).lower(), each.scope): each
        for each in overrides
        if each.key.startswith(WORD)
    }
    rules = sorted(merge_rules(policy.words_in(scopes)), key=lambda r: (r.value, r.term.key))
    return [
        ShownWord(
            rule.term.text,
            rule.value,
            next(filter(None, (set_here.get((rule.term.text.lower(), s)) for s in scopes)), None),
        )
        for rule in rules
    ]


def find_own_mode(overrides: Sequence[StoredOverride], scope: str) -> str:
    """Return the mode that was set in a scope itself, "policy" where none was."""
    set_here = (each.value for each in overrides if (each.scope, each.key) == (scope, "mode"))
    return next(set_here, "policy")
