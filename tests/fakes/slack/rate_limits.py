"""Rate limits of the fake: so many calls of a method in a minute, by its tier, and so many posts in a channel."""

import math
import time
from collections import defaultdict, deque
from collections.abc import Callable
from dataclasses import dataclass, field

MINUTE = 60.0

TIERS = {
    **dict.fromkeys(["conversations.list", "usergroups.list", "users.list"], 20),
    **dict.fromkeys(["conversations.setTopic", "conversations.setPurpose"], 20),
    **dict.fromkeys(["chat.delete", "chat.update", "users.conversations"], 50),
    **dict.fromkeys(["conversations.history", "conversations.replies"], 50),
    **dict.fromkeys(["conversations.info", "conversations.join"], 50),
    **dict.fromkeys(["conversations.invite", "conversations.kick", "conversations.open"], 50),
    **dict.fromkeys(["chat.postEphemeral", "conversations.members", "users.info"], 100),
    **dict.fromkeys(["views.open", "views.publish", "views.update"], 100),
}
"""Calls a minute of each method in a workspace: https://docs.slack.dev/reference/methods"""

POSTS = 10
"""Messages in one channel within as many seconds; Slack allows short bursts above one a second."""


@dataclass
class RateLimits:
    """Limits of one workspace; `minute`: seconds that a minute of the fake has."""

    minute: float = MINUTE
    refused: list[str] = field(default_factory=list)
    """Methods of the calls that were too many."""
    timer: Callable[[], float] = time.monotonic

    def __post_init__(self) -> None:
        self._taken: dict[str, deque[float]] = defaultdict(deque)

    def take(self, method: str, channel: str) -> int:
        """Take a call; return the seconds after which it may come again, 0 if it is not one too many."""
        if method == "chat.postMessage":
            return self._take(method, f"{method} {channel}", POSTS, POSTS * self.minute / MINUTE)
        if method in TIERS:
            return self._take(method, method, TIERS[method], self.minute)
        return 0

    def _take(self, method: str, key: str, most: int, seconds: float) -> int:
        now, taken = self.timer(), self._taken[key]
        while taken and taken[0] <= now - seconds:
            taken.popleft()
        if len(taken) < most:
            taken.append(now)
            return 0
        self.refused.append(method)
        return math.ceil(taken[0] + seconds - now)
