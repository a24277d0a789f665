"""The alerts that were posted: where a case stands, and what stands beside it, as far as memory reaches.

To ask Slack for a message is the last resort: apps that are not a workspace's own may once a minute.
"""

from collections import OrderedDict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from bot.alerts.alert import Alert
from bot.platforms.slack.outbound.alert_blocks import build_alert_blocks, fallback_text, is_about

_CASES = 10_000
"""Cases whose place is known, so that they are drawn anew wherever a moderator decides."""

_MESSAGES = 1_000
"""Messages of which it is known how they look; some kilobytes each."""


@dataclass(frozen=True, slots=True)
class MessageRef:
    """A message of the bot's."""

    channel: str
    ts: str


@dataclass(frozen=True, slots=True)
class MessageSnapshot:
    """What a message shows."""

    text: str
    blocks: Sequence[dict[str, Any]]


class PostedAlerts:
    """Remembers the latest."""

    def __init__(self) -> None:
        self._places: OrderedDict[tuple[str, int], MessageRef] = OrderedDict()
        self._shown: OrderedDict[MessageRef, MessageSnapshot] = OrderedDict()

    def find(self, community: str, case: int) -> MessageRef | None:
        """Where a case stands."""
        return self._places.get((community, case))

    def look(self, place: MessageRef) -> MessageSnapshot | None:
        """How a message looks."""
        return self._shown.get(place)

    def keep_cases(self, community: str, cases: Iterable[int], place: MessageRef) -> None:
        """Remember where cases stand."""
        for case in cases:
            self._places[community, case] = place
            if len(self._places) > _CASES:
                self._places.popitem(last=False)

    def keep(self, place: MessageRef, shown: MessageSnapshot) -> None:
        """Remember how a message looks."""
        self._shown[place] = shown
        if len(self._shown) > _MESSAGES:
            self._shown.popitem(last=False)


def read_snapshot(message: Mapping[str, Any]) -> MessageSnapshot:
    """What a message shows, as Slack tells of it."""
    return MessageSnapshot(message.get("text", ""), message.get("blocks", []))


def update_blocks(shown: MessageSnapshot, alert: Alert) -> MessageSnapshot | None:
    """A message with one alert drawn anew and all else as it is; None if the alert is not in it."""
    drawn = [block.to_dict() for block in build_alert_blocks(alert)]
    blocks, left = list[dict[str, Any]](), drawn
    for block in shown.blocks:
        if is_about(block.get("block_id", ""), alert.case.number):
            blocks, left = [*blocks, *left], []
        else:
            blocks.append(block)
    if left:
        return None
    is_alone = len(blocks) == len(drawn)
    return MessageSnapshot(fallback_text([alert]) if is_alone else shown.text, blocks)
