"""Changes of settings: what an override was, what it became, and who changed it when. Pure."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Final

from classifier import Label

TIERS: Final = ("flag", "act")
"""The tiers of thresholds, as they stand in the keys of overrides."""


@dataclass(frozen=True, slots=True)
class SettingChange:
    """A change of one override: SettingChange(7, "lobby", "toxic.flag", "0.5", None, ...).

    `before` and `after` are stored values as in `StoredOverride`; None stands for what the policy file says.
    """

    number: int
    scope: str
    key: str
    before: str | None
    after: str | None
    by: str
    by_name: str
    changed_at: datetime

    @property
    def label(self) -> Label | None:
        """The label whose threshold was changed; None where something else was."""
        name, _, tier = self.key.partition(".")
        return Label(name) if tier in TIERS and name in set(Label) else None

    @property
    def tier(self) -> str:
        """The tier of that threshold: "flag" or "act"."""
        return self.key.partition(".")[2]


def group_changes(changes: Iterable[SettingChange]) -> list[tuple[SettingChange, ...]]:
    """Group what one person changed at once of one label's thresholds in one place, the newest first."""
    groups: list[tuple[SettingChange, ...]] = []
    for change in changes:
        last = groups[-1] if groups else ()
        if last and _is_with(change, last):
            groups[-1] = (*last, change)
        else:
            groups.append((change,))
    return groups


def _is_with(change: SettingChange, group: Sequence[SettingChange]) -> bool:
    other = group[0]
    is_at_once = (change.by, change.changed_at) == (other.by, other.changed_at)
    is_of_label = change.label is not None and change.label is other.label
    is_other_tier = change.key not in {each.key for each in group}
    return is_at_once and is_of_label and is_other_tier and change.scope == other.scope
