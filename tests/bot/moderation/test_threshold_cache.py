"""Thresholds are resolved once for what does not change, and anew for what does."""

from bot.domain.policy import ChannelPolicy, LabelRule, Policy
from bot.domain.verdict import ActiveThreshold, active_thresholds
from bot.moderation.threshold_cache import ThresholdCache
from classifier import Label, LabelThresholds

CALIBRATED = dict.fromkeys(Label, LabelThresholds(flag=0.5, act=0.9))


def policy(flag: float) -> Policy:
    lenient = ChannelPolicy(labels={Label.INSULT: LabelRule(flag=0.95, act="off")})
    return Policy(labels={Label.INSULT: LabelRule(flag=flag)}, channels={"pub": lenient})


def find(
    cache: ThresholdCache, of: Policy, *scopes: str, calibrated: dict[Label, LabelThresholds]
) -> tuple[ActiveThreshold, ...]:
    found = cache.find(of, scopes, calibrated=calibrated)
    assert found == active_thresholds(of, scopes, calibrated=calibrated)
    return found


def test_places_without_rules_of_their_own_share_what_was_resolved() -> None:
    cache, holds = ThresholdCache(), policy(0.3)
    first = find(cache, holds, "thread-1", "general", calibrated=CALIBRATED)
    assert find(cache, holds, "garden", calibrated=CALIBRATED) is first
    assert find(cache, holds, "thread-2", "pub", calibrated=CALIBRATED) is not first


def test_another_policy_and_another_bundle_are_resolved_anew() -> None:
    cache = ThresholdCache()
    for number in range(5):
        find(cache, policy(number / 10), "general", calibrated=CALIBRATED)
        other = dict.fromkeys(Label, LabelThresholds(flag=number / 10, act=None))
        find(cache, policy(0.3), "general", calibrated=other)
