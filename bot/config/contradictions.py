"""Contradictions in a policy file that show only beside a bundle's calibrated thresholds."""

from collections.abc import Mapping

from bot.config.errors import ConfigIssue, SettingsError
from bot.domain.message import AGE_RESTRICTED
from bot.domain.policy import Policy
from bot.domain.threshold_rules import Contradiction, find_contradictions
from classifier import Label, LabelThresholds


def refuse_contradictions(
    policy: Policy | None, calibrated: Mapping[Label, LabelThresholds]
) -> None:
    """Check the thresholds of a policy file, of which some may be "model".

    Raises:
        SettingsError: a label would be acted on below its flag threshold.
    """
    found = find_contradictions(policy or Policy(), calibrated)
    if found:
        raise SettingsError([_to_issue(each) for each in found])


def _to_issue(found: Contradiction) -> ConfigIssue:
    table = {"": "", AGE_RESTRICTED: "age_restricted."}.get(found.scope, f"channels.{found.scope}.")
    levels = f"flag {found.flag:.2f}, act {found.act:.2f}"
    allowed = f'act = {found.flag:.2f} or more, or a lower flag ("model" stands for its number)'
    language = f"languages.labels.{found.language}." if found.language else "labels."
    return ConfigIssue(f"{table}{language}{found.label}", levels, allowed)
