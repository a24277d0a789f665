"""Policy resolution: the policy file with a community's stored overrides laid over it."""

import asyncio
import time
from collections.abc import Callable, Sequence

from cachetools import LRUCache

from bot.domain.message import Author
from bot.domain.policy import Policy
from bot.domain.policy_overrides import StoredOverride, apply_overrides
from bot.store.policy_overrides import PolicyOverrides

_TTL = 5.0
"""Seconds for which a resolved policy is cached: so late may a change in another process come."""

_MAX_CACHED = 10_000
"""Communities; more than have messages within the TTL."""


class PolicyResolver:
    """Resolver of the policies of all communities of one platform, with a cache.

    `base` is the policy file's, `now` a monotonic clock in seconds.
    """

    def __init__(
        self,
        overrides: PolicyOverrides,
        *,
        platform: str,
        base: Policy,
        now: Callable[[], float] = time.monotonic,
    ) -> None:
        self.base = base
        self._overrides = overrides
        self._platform = platform
        self._now = now
        self._cache: dict[str, tuple[Policy, float]] = {}
        """Policies, and until when they are not looked up again."""
        self._known: LRUCache[str, tuple[Policy, list[StoredOverride], Policy]] = LRUCache(
            _MAX_CACHED
        )
        self._lock = asyncio.Lock()

    async def resolve(self, community: str) -> Policy:
        """Return the policy of a community; of several who ask at once, one reads the database."""
        if cached := self._find_cached(community):
            return cached
        async with self._lock:
            if cached := self._find_cached(community):
                return cached
            overrides = await self.list_overrides(community)
            policy = self._apply(community, overrides)
            if len(self._cache) >= _MAX_CACHED:
                self._cache.clear()
            self._cache[community] = policy, self._now() + _TTL
            return policy

    def _find_cached(self, community: str) -> Policy | None:
        policy, until = self._cache.get(community, (None, 0.0))
        return policy if self._now() < until else None

    def _apply(self, community: str, overrides: list[StoredOverride]) -> Policy:
        """Return the same policy while nothing changes, as what is compiled for it is kept."""
        base = self.base  # of now: it may be another
        known_base, known, policy = self._known.get(community, (None, None, base))
        if known_base is not base or known != overrides:
            policy = apply_overrides(base, overrides)
            self._known[community] = (base, overrides, policy)
        return policy

    def recall(self, community: str) -> Policy:
        """Return the policy of a community as it was resolved a moment ago, else the file's."""
        return self._find_cached(community) or self.base

    def rebase(self, base: Policy) -> None:
        """Take over another policy file, for all communities at once."""
        self.base = base
        self._cache.clear()

    async def list_overrides(self, community: str) -> list[StoredOverride]:
        """Return the stored overrides of a community."""
        return await self._overrides.find(self._platform, community)

    async def preview(
        self, community: str, changes: Sequence[tuple[str, str, str | None]]
    ) -> Policy:
        """Return the policy that a community would have with these changes, as `change` takes them."""
        changed = {(scope, key) for scope, key, _ in changes}
        kept = [
            override
            for override in await self.list_overrides(community)
            if (override.scope, override.key) not in changed
        ]
        added = [
            StoredOverride(scope, key, value) for scope, key, value in changes if value is not None
        ]
        return apply_overrides(self.base, [*kept, *added])

    async def change(
        self, community: str, changes: Sequence[tuple[str, str, str | None]], *, by: Author
    ) -> None:
        """Store (scope, key, value) overrides; a value of None goes back to the policy file's."""
        async with self._lock:  # a reader that began before must not cache what it has read
            await self._overrides.change(self._platform, community, changes=changes, by=by)
            self._cache.pop(community, None)
