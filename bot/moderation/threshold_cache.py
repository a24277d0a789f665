"""Cache of thresholds: those of a place are resolved once, while its policy and the bundle stay the same."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import TypeAlias

from cachetools import LRUCache

from bot.domain.policy import Policy
from bot.domain.verdict import ActiveThreshold, active_thresholds
from classifier import Label, LabelThresholds

_MAX_CACHED = 1_024
"""Combinations of policy, places with rules of their own, and language."""

_Key: TypeAlias = tuple[int, int, str | None, tuple[str, ...]]
_Entry: TypeAlias = tuple[Policy, Mapping[Label, LabelThresholds], tuple[ActiveThreshold, ...]]


@dataclass(frozen=True, slots=True)
class ThresholdCache:
    """Cached thresholds by policy, bundle, place and language."""

    _cached: LRUCache[_Key, _Entry] = field(default_factory=lambda: LRUCache(_MAX_CACHED))

    def find(
        self,
        policy: Policy,
        scopes: Sequence[str],
        *,
        calibrated: Mapping[Label, LabelThresholds],
        language: str | None = None,
    ) -> tuple[ActiveThreshold, ...]:
        """Return what `active_thresholds` does."""
        key = (id(policy), id(calibrated), language, policy.named_in(scopes))
        if (cached := self._cached.get(key)) is None:
            found = active_thresholds(policy, scopes, calibrated=calibrated, language=language)
            # Policy and thresholds are kept with it, so that no other has their ids.
            cached = self._cached[key] = (policy, calibrated, found)
        return cached[2]
