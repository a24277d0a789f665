"""Updates alerts in place: remembers the blocks of messages, and replaces one alert in them.

Fetching a message from Slack is the last resort: a distributed app may do it once a minute.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from cachetools import LRUCache

from bot.alerts.alert import Alert
from bot.domain.case import Card
from bot.platforms.slack.outbound.alert_blocks import build_alert_blocks, fallback_text, is_about
from bot.runtime.alert_cards import AlertCards

_MAX_CHARACTERS = 4 << 20
"""Characters of the messages whose blocks are remembered, as JSON: some kilobytes each, and more as objects."""


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
    """The messages of each case, and the contents of the latest in an LRU cache."""

    def __init__(self, cards: AlertCards) -> None:
        self._cards = cards
        self._snapshots: LRUCache[MessageRef, MessageSnapshot] = LRUCache(
            _MAX_CHARACTERS, getsizeof=lambda snapshot: len(str(snapshot.blocks))
        )

    async def find_messages(self, case: int) -> Sequence[MessageRef]:
        """Return the messages that show a case."""
        return [MessageRef(card.channel, card.message) for card in await self._cards.find(case)]

    def find_snapshot(self, ref: MessageRef) -> MessageSnapshot | None:
        """Return the contents of a message."""
        return self._snapshots.get(ref)

    def note_cases(self, cases: Sequence[int], ref: MessageRef) -> None:
        """Note a message of these cases."""
        self._cards.note(cases, Card(ref.channel, ref.ts))

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
