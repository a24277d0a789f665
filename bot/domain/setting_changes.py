"""Changes of settings: what an override was, what it became, and who changed it when. Pure."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime

from bot.domain.threshold_keys import ThresholdKey
from classifier import Label


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
    def threshold(self) -> ThresholdKey | None:
        """The threshold that was changed; None where something else was."""
        return ThresholdKey.parse(self.key)


def group_changes(changes: Iterable[SettingChange]) -> list[tuple[SettingChange, ...]]:
    """Group what one person changed at once of one label's thresholds, of one place and language, the newest first."""
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
    is_other_tier = change.key not in {each.key for each in group}
    what = _of_what(change)
    return is_at_once and is_other_tier and what is not None and what == _of_what(other)


def _of_what(change: SettingChange) -> tuple[str, Label, str] | None:
    """Return of which place, label and language a threshold was changed."""
    key = change.threshold
    return None if key is None else (change.scope, key.label, key.language)
