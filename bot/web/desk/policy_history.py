"""The view of a policy's history: what was changed, in words, and what takes it back. Pure."""

from collections.abc import Sequence
from dataclasses import dataclass

from bot.commands.settings import channel_text, exemption_text, in_language
from bot.domain.inline import Inline, RichText, Spoiler
from bot.domain.policy_overrides import EXEMPTIONS, WORD
from bot.domain.setting_changes import SettingChange, group_changes
from bot.interactions.setting_reversal import CurrentSettings, Reversal, reverse


@dataclass(frozen=True, slots=True)
class ShownChange:
    """Changes that were made at once, in words; `reversal` takes them back, None where they hold no more."""

    changes: tuple[SettingChange, ...]
    text: RichText
    reversal: Reversal | None

    @property
    def first(self) -> SettingChange:
        """The change that stands for all of them."""
        return self.changes[0]


def show_changes(changes: Sequence[SettingChange], current: CurrentSettings) -> list[ShownChange]:
    """Show changes, newest first, with the command that takes each back."""
    return [
        ShownChange(group, _change_text(group, current.community), reverse(group, current))
        for group in group_changes(changes)
    ]


def _change_text(group: Sequence[SettingChange], community: str) -> RichText:
    """Say what was changed: "everywhere: toxic flag 0.5 → 0.6"."""
    first = group[0]
    if first.key in EXEMPTIONS:
        is_exempt = {"add": "exempt", "remove": "not exempt"}.get(first.after or "", _FILE)
        return RichText(exemption_text(first.key, first.scope), f": {is_exempt}")
    where: Inline = "everywhere" if first.scope == community else channel_text(first.scope)
    if first.key.startswith(WORD):
        term = Spoiler(first.key.removeprefix(WORD))
        return RichText(where, ": ", term, f" {_value(first.before)} → {_value(first.after)}")
    parts = [
        f"{each.threshold.tier if each.threshold else each.key} {_value(each.before)} → {_value(each.after)}"
        for each in reversed(group)  # in the order in which they are set
    ]
    key = first.threshold
    name = f"{in_language(key.language)}: {key.label.replace('_', ' ')} " if key else ": "
    return RichText(where, f"{name}{', '.join(parts)}")


def _value(stored: str | None) -> str:
    return _FILE if stored is None else stored


_FILE = "as the policy file says"
