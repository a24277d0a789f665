"""Updates alerts in place: remembers the messages of each case and their blocks, and replaces one alert in them.

Fetching a message from Slack is the last resort: a distributed app may do it once a minute.
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from cachetools import LRUCache

from bot.alerts.alert import Alert
from bot.platforms.slack.outbound.alert_blocks import build_alert_blocks, fallback_text, is_about

_MAX_CASES = 10_000
"""Cases whose messages are remembered, so that they are updated wherever a moderator decides."""

_MAX_CARDS = 4
"""Latest messages of a case that are remembered: its alert, and its appeal's."""

_MAX_MESSAGES = 1_000
"""Messages whose blocks are remembered; some kilobytes each."""


@dataclass(frozen=True, slots=True)
class MessageRef:
    """Reference to a message of the bot's."""

    channel: str
    ts: str


@dataclass(frozen=True, slots=True)
class MessageSnapshot:
    """Contents of a message at one time."""

    text: str
    blocks: Sequence[dict[str, Any]]


class PostedAlerts:
    """LRU caches of the latest alerts: messages by case, contents by message."""

    def __init__(self) -> None:
        self._messages: LRUCache[tuple[str, int], tuple[MessageRef, ...]] = LRUCache(_MAX_CASES)
        self._snapshots: LRUCache[MessageRef, MessageSnapshot] = LRUCache(_MAX_MESSAGES)

    def find_messages(self, community: str, case: int) -> tuple[MessageRef, ...]:
        """Return the messages that show a case, oldest first."""
        return self._messages.get((community, case), ())

    def find_snapshot(self, ref: MessageRef) -> MessageSnapshot | None:
        """Return the contents of a message."""
        return self._snapshots.get(ref)

    def record_cases(self, community: str, cases: Iterable[int], ref: MessageRef) -> None:
        """Remember a message of these cases."""
        for case in cases:
            refs = (*self.find_messages(community, case), ref)
            self._messages[community, case] = refs[-_MAX_CARDS:]

    def record_snapshot(self, ref: MessageRef, snapshot: MessageSnapshot) -> None:
        """Remember the contents of a message."""
        self._snapshots[ref] = snapshot


def read_snapshot(message: Mapping[str, Any]) -> MessageSnapshot:
    """Take a snapshot of a message of the Web API."""
    return MessageSnapshot(message.get("text", ""), message.get("blocks", []))


def replace_alert(snapshot: MessageSnapshot, alert: Alert) -> MessageSnapshot | None:
    """Return a message with one alert replaced; None if the alert is not in it."""
    alert_blocks = [block.to_dict() for block in build_alert_blocks(alert)]
    blocks, left = list[dict[str, Any]](), alert_blocks
    for block in snapshot.blocks:
        if is_about(block.get("block_id", ""), alert.case.number):
            blocks, left = [*blocks, *left], []
        else:
            blocks.append(block)
    if left:
        return None
    is_alone = len(blocks) == len(alert_blocks)
    return MessageSnapshot(fallback_text([alert]) if is_alone else snapshot.text, blocks)
