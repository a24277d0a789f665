"""Near thresholds: messages that a somewhat lower threshold would have met. Pure."""

from collections.abc import Mapping

from bot.domain.message import Message
from bot.domain.policy import Policy
from bot.domain.verdict import Verdict, find_exemption
from classifier import Label, LabelThresholds, Unscored, thresholds_of


def is_near(
    policy: Policy,
    message: Message,
    verdict: Verdict,
    *,
    calibrated: Mapping[Label, LabelThresholds],
) -> bool:
    """Return whether the scores of a message without a case are kept: another policy might flag it.

    One of its scores is within the margin of the threshold that holds, or of the bundle's own.
    """
    scores, rules = verdict.scores, policy.scores
    if not rules.days or isinstance(scores, Unscored) or not verdict.needs_no_case:
        return False
    if find_exemption(policy, message):
        return False
    own, highest, margin = thresholds_of(calibrated, scores), scores.highest, rules.margin
    levels = [
        *[(label, its.flag) for label, its in own.items() if highest >= its.flag - margin],
        *[(t.label, t.at_least) for t in verdict.thresholds if highest >= t.at_least - margin],
    ]
    return any(label in scores and scores[label] >= level - margin for label, level in levels)


def needs_author(policy: Policy) -> bool:
    """Return whether decisions depend on who wrote a message: the policy exempts authors."""
    return bool(policy.exempt.authors)
