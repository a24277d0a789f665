"""Rate tiers: the calls of each method that Slack allows an app a minute in a workspace.

https://docs.slack.dev/apis/web-api/rate-limits
"""

from collections.abc import Mapping
from dataclasses import dataclass
from types import MappingProxyType


@dataclass(frozen=True, slots=True)
class RateLimit:
    """Calls in a time, in seconds."""

    calls: int
    seconds: float

    def share(self, processes: int) -> "RateLimit":
        """Return what each of so many processes may make: RateLimit(50, 60.0).share(2) -> RateLimit(25, 60.0)."""
        calls = max(1, self.calls // processes)
        return RateLimit(calls, self.seconds * calls * processes / self.calls)


_MINUTE = 60.0

_TIER_2, _TIER_3, _TIER_4 = (RateLimit(calls, _MINUTE) for calls in (20, 50, 100))

POST = "chat.postMessage"

IN_A_CHANNEL = RateLimit(5, 5.0)
"""Messages that are posted in one channel: one a second, of which some may come at once."""

TIERS: Mapping[str, RateLimit] = MappingProxyType(
    {
        "conversations.list": _TIER_2,
        "conversations.setPurpose": _TIER_2,
        "conversations.setTopic": _TIER_2,
        "usergroups.list": _TIER_2,
        "users.list": _TIER_2,
        "chat.delete": _TIER_3,
        "chat.update": _TIER_3,
        "conversations.history": _TIER_3,
        "conversations.info": _TIER_3,
        "conversations.invite": _TIER_3,
        "conversations.join": _TIER_3,
        "conversations.kick": _TIER_3,
        "conversations.open": _TIER_3,
        "conversations.replies": _TIER_3,
        "users.conversations": _TIER_3,
        "chat.postEphemeral": _TIER_4,
        "conversations.members": _TIER_4,
        "files.info": _TIER_4,
        "files.getUploadURLExternal": _TIER_4,
        "files.completeUploadExternal": _TIER_4,
        "users.info": _TIER_4,
        "views.open": _TIER_4,
        "views.publish": _TIER_4,
        "views.update": _TIER_4,
    }
)
"""Tiers of the methods that are called for communities, as each one's page names it."""
