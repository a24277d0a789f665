"""Rate limits of the REST API: buckets with Discord's headers, and waits that a test imposes."""

from collections import defaultdict, deque

from tests.fakes.discord.requests import Request

_REQUESTS_PER_SECOND = 50
"""Of a bucket, which is a method, a route and a channel or guild, and of a token."""


class RateLimits:
    """The requests of the last second of each bucket, and the waits that a test imposes."""

    def __init__(self) -> None:
        self.waits: dict[tuple[str, str], list[float]] = defaultdict(list)
        """Seconds that the next requests of a method and route are told to wait, each in turn."""
        self.waits_are_global = False
        self.global_refusals = 0
        """Requests that were refused since the token had made 50 in a second, whatever they were."""
        self._recent_of_token: deque[float] = deque(maxlen=_REQUESTS_PER_SECOND)
        self._recent: dict[tuple[str, str, str], list[float]] = defaultdict(list)

    def take_global(self, request: Request) -> float:
        """Return the seconds to wait if the token has made too many requests, whatever they were, else 0."""
        recent = self._recent_of_token
        wait = recent[0] + 1 - request.received_at if len(recent) == recent.maxlen else 0.0
        if wait > 0:
            self.global_refusals += 1
            return wait
        recent.append(request.received_at)
        return 0.0

    def take(self, request: Request) -> tuple[dict[str, str], float]:
        """Return the headers of the request's bucket, and the seconds to wait if it is empty, else 0."""
        scope = request.ids.get("channel") or request.ids.get("guild") or ""
        now, recent = request.received_at, self._recent[request.method, request.route, scope]
        recent[:] = [moment for moment in recent if now - moment < 1]
        imposed = self.waits[request.method, request.route]
        wait = imposed.pop(0) if imposed else 0.0
        if not wait and len(recent) >= _REQUESTS_PER_SECOND:
            wait = 1 - (now - recent[0])
        if not wait:
            recent.append(now)
        reset = 1 - (now - recent[0]) if recent else 1.0
        headers = {
            "X-RateLimit-Limit": str(_REQUESTS_PER_SECOND),
            "X-RateLimit-Remaining": str(_REQUESTS_PER_SECOND - len(recent)),
            "X-RateLimit-Reset-After": f"{reset:.3f}",
            "X-RateLimit-Bucket": f"{request.method}{request.route}".replace("/", "-"),
        }
        return headers, wait
