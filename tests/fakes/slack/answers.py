"""What methods of the Web API have in common: they name channels, and answer in pages."""

from typing import Any

from tests.fakes.slack.web import Call, SlackError
from tests.fakes.slack.world import JSON, World

_PAGE = 100


class Answers:
    """Answers by what there is in the world, and changes it."""

    def __init__(self, world: World) -> None:
        self.world = world

    def find_channel(self, call: Call) -> str:
        """The channel that a call names, by its id or by whom a direct message is for."""
        channel = str(call["channel"])
        if channel in self.world.people:
            return self.world.open_direct(channel)
        if channel not in self.world.channels:
            raise SlackError("channel_not_found")
        return channel

    def check_membership(self, channel: str, user: str) -> None:
        """Refuse what only who is in a channel may do."""
        if user not in self.world.members[channel]:
            private = self.world.channels[channel]["is_private"]
            raise SlackError("channel_not_found" if private else "not_in_channel")


def cut(call: Call, name: str, found: list[Any]) -> JSON:
    """One page, and where the next begins."""
    begin, limit = int(call.args.get("cursor") or 0), int(call.args.get("limit") or _PAGE)
    end = begin + limit
    cursor = str(end) if end < len(found) else ""
    return {
        name: found[begin:end],
        "has_more": bool(cursor),
        "response_metadata": {"next_cursor": cursor},
    }
