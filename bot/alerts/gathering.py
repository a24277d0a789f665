"""Gathering of alerts: the cases of a raid in one channel are shown in one message, which is edited."""

import asyncio
from collections import Counter, defaultdict, deque
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Generic, TypeVar

from bot.alerts.alert import Alert
from bot.alerts.batcher import FULL_ALERTS_PER_MESSAGE
from bot.domain.buttons import Button
from bot.domain.gathered_cases import GATHERED_BUTTONS, GatheredCases

Ref = TypeVar("Ref")

_CALM = 120.0
"""Seconds without a case in a channel after which a raid there is over."""

_MANY = 10
_SOON = 30.0
"""Alerts of one channel in so many seconds that are shown by themselves: more of them are a raid, however they come."""

_MOST_KINDS = 4
"""Kinds of what was done that are told."""

_MOST_SHOWN = 20
"""The latest cases of a raid that are shown, a line each."""


@dataclass(frozen=True, slots=True)
class Gathering:
    """The cases of a raid in one thread or channel: how many, what was done, and the latest of them."""

    cases: GatheredCases
    count: int
    done: Mapping[str, int]
    latest: Sequence[Alert]
    buttons: Collection[Button]

    def add(self, alerts: Sequence[Alert]) -> "Gathering":
        """Return the gathering with more cases."""
        return gather(self.cases.place, alerts, before=self)


def gather(place: str, alerts: Sequence[Alert], *, before: Gathering | None = None) -> Gathering:
    """Gather alerts of one place, with those that were gathered before."""
    numbers = [alert.case.number for alert in alerts]
    pressable = {button for alert in alerts for button in alert.buttons}
    done = Counter(alert.done for alert in alerts)
    if before:
        numbers += [before.cases.first, before.cases.last]
        pressable |= set(before.buttons)
        done.update(before.done)
    latest = [*(before.latest if before else ()), *alerts][-_MOST_SHOWN:]
    return Gathering(
        GatheredCases(min(numbers), max(numbers), place),
        len(alerts) + (before.count if before else 0),
        done,
        latest,
        [button for button in GATHERED_BUTTONS if button in pressable],
    )


def name_cases(count: int) -> str:
    """Name the cases of one message, as its title does: "30 cases at once"."""
    return "One more case" if count == 1 else f"{count:,} cases at once"


def describe_done(gathering: Gathering) -> str:
    """Describe what was done, the most frequent first: "50 deleted, 3 flagged"."""
    counts = Counter(gathering.done).most_common(_MOST_KINDS)
    return ", ".join(f"{number:,} {done}" for done, number in counts)


@dataclass(slots=True)
class _Shown(Generic[Ref]):
    """A gathering, the message that shows it, and when it was last added to."""

    gathering: Gathering
    message: Ref
    at: float


@dataclass(slots=True)
class Gatherings(Generic[Ref]):
    """The gatherings of the raids that are going on, by community and place, and when the last alerts came there."""

    _shown: dict[tuple[str, str], _Shown[Ref]] = field(default_factory=dict)
    _last: dict[tuple[str, str], deque[float]] = field(default_factory=dict)

    def split(
        self, community: str, alerts: Sequence[Alert]
    ) -> tuple[list[Alert], dict[str, list[Alert]]]:
        """Split alerts into those that are shown by themselves, and those of raids, by place.

        Where many come at once or soon after each other, and for as long as they do, they are of a raid.
        """
        self._drop_old()
        by_place: dict[str, list[Alert]] = defaultdict(list)
        for alert in alerts:
            message = alert.case.message
            by_place["" if alert.appeal else message.thread or message.channel].append(alert)
        are_many = len(alerts) > FULL_ALERTS_PER_MESSAGE
        raids = {
            place: several
            for place, several in by_place.items()
            if place
            and (
                self._count_soon(community, place, len(several)) > _MANY
                or (community, place) in self._shown
                or (are_many and len(several) > 1)
            )
        }
        gathered = {alert.case.number for several in raids.values() for alert in several}
        return [alert for alert in alerts if alert.case.number not in gathered], raids

    def find(self, community: str, place: str) -> tuple[Gathering, Ref] | None:
        """Return the gathering of a place and the message that shows it."""
        shown = self._shown.get((community, place))
        return (shown.gathering, shown.message) if shown else None

    def record(self, community: str, gathering: Gathering, message: Ref) -> None:
        """Record that a message shows a gathering."""
        self._shown[community, gathering.cases.place] = _Shown(gathering, message, _now())

    def forget(self, community: str, place: str) -> None:
        """Forget the gathering of a place, as its message is gone."""
        self._shown.pop((community, place), None)

    def _count_soon(self, community: str, place: str, number: int) -> int:
        """Count alerts of a place with those that came soon before them, as far as it matters."""
        last = self._last.setdefault((community, place), deque(maxlen=_MANY + 1))
        last.extend([_now()] * number)
        return sum(_now() - at <= _SOON for at in last)

    def _drop_old(self) -> None:
        now = _now()
        for key in [key for key, shown in self._shown.items() if now - shown.at > _CALM]:
            del self._shown[key]
        for key in [key for key, last in self._last.items() if now - last[-1] > _SOON]:
            del self._last[key]


def _now() -> float:
    return asyncio.get_running_loop().time()
