"""Base of the Web API's methods: looks up the channels that calls name, and paginates."""

from typing import Any

from tests.fakes.slack.web_api import Call, SlackError
from tests.fakes.slack.world import JSON, World

_PAGE, _MOST = 100, 999
"""Results a page, where a call does not say, and at most."""


class MethodGroup:
    """Methods of the Web API that read and change a world."""

    def __init__(self, world: World) -> None:
        self.world = world

    def find_channel(self, call: Call) -> str:
        """Return the id of the channel that a call names, by its own id or by that of a user."""
        channel = str(call["channel"])
        if channel in self.world.users:
            return self.world.open_direct(channel)
        if channel not in self.world.channels:
            raise SlackError("channel_not_found")
        return channel

    def check_membership(self, channel: str, user: str) -> None:
        """Raise Slack's error for a user who is not in the channel."""
        if user not in self.world.members[channel]:
            private = self.world.channels[channel]["is_private"]
            raise SlackError("channel_not_found" if private else "not_in_channel")

    def check_writable(self, channel: str) -> None:
        """Raise Slack's error for an archived channel."""
        if self.world.channels[channel]["is_archived"]:
            raise SlackError("is_archived")


def paginate(call: Call, name: str, found: list[Any], *, most: int = _MOST) -> JSON:
    """Return one page of the results, at most `most`, and the cursor of the next."""
    begin, limit = int(call.args.get("cursor") or 0), int(call.args.get("limit") or _PAGE)
    end = begin + min(limit, most)
    cursor = str(end) if end < len(found) else ""
    return {
        name: found[begin:end],
        "has_more": bool(cursor),
        "response_metadata": {"next_cursor": cursor},
    }
