"""Reversal of changes of settings: the command that takes a change back. Pure."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import TypeAlias

from bot.domain.policy import Level, Mode, Policy
from bot.domain.policy_overrides import EXEMPTIONS, WORD, StoredOverride, apply_overrides
from bot.domain.setting_changes import SettingChange
from bot.domain.threshold_keys import TIERS, ThresholdKey
from bot.domain.word_rules import OFF, merge_rules
from bot.domain.word_terms import Term
from bot.interactions.option_parsers import parse_level
from bot.interactions.requests import SetExemption, SetMode, SetThreshold
from bot.interactions.word_requests import AddWord, RemoveWord

SettingChanges: TypeAlias = Sequence[SettingChange]

Reversal: TypeAlias = SetThreshold | SetMode | SetExemption | AddWord | RemoveWord
"""Commands that take changes back."""


@dataclass(frozen=True, slots=True)
class CurrentSettings:
    """The settings of a community as they stand: the policy file's, and the overrides of the chat and the desk."""

    community: str
    base: Policy
    overrides: Sequence[StoredOverride]

    def find(self, scope: str, key: str) -> str | None:
        """Find the value of an override; None where the policy file's holds."""
        values = ((each.scope, each.key, each.value) for each in self.overrides)
        return next((value for s, k, value in values if (s, k) == (scope, key)), None)


def reverse(changes: SettingChanges, current: CurrentSettings) -> Reversal | None:
    """Return the command that takes back what was changed at once; None where it holds no more, or cannot be.

    A change of `toxic.flag` from 0.5 is taken back by `SetThreshold(toxic, 0.5, ...)`, the other tier as it is.
    """
    if any(current.find(each.scope, each.key) != each.after for each in changes):
        return None
    change = changes[0]
    channel = None if change.scope == current.community else change.scope
    if change.key == "mode":
        return SetMode(Mode(change.before) if change.before else None, channel)
    if change.key in EXEMPTIONS:
        return _reverse_exemption(change, current.base)
    if change.key.startswith(WORD):
        return _reverse_word(change, current, channel)
    if (key := change.threshold) is None:
        return None
    before = {each.key: each.before for each in changes}
    keys = [str(ThresholdKey(key.label, tier, key.language)) for tier in TIERS]
    flag, act = (_level(before.get(k, current.find(change.scope, k))) for k in keys)
    return SetThreshold(key.label, flag, act, channel, key.language or None)


def _level(value: str | None) -> Level | None:
    return None if value is None else parse_level(value)


def _reverse_exemption(change: SettingChange, base: Policy) -> SetExemption:
    is_in_file = change.scope in getattr(base.exempt, EXEMPTIONS[change.key])
    is_exempt = is_in_file if change.before is None else change.before == "add"
    return SetExemption(is_exempt, change.key, change.scope)


def _reverse_word(
    change: SettingChange, current: CurrentSettings, channel: str | None
) -> AddWord | RemoveWord:
    term = change.key.removeprefix(WORD)
    before = change.before or _value_without(change, current)
    if before is None or before == OFF:
        return RemoveWord(term, channel)
    return AddWord(term, before, channel)


def _value_without(change: SettingChange, current: CurrentSettings) -> str | None:
    """Return the value that a term has in a scope without its override there; None where it has none."""
    others = [o for o in current.overrides if (o.scope, o.key) != (change.scope, change.key)]
    scopes = dict.fromkeys((change.scope, current.community))
    rules: Mapping[str, str] = {
        rule.term.key: rule.value
        for rule in merge_rules(apply_overrides(current.base, others).words_in([*scopes]))
    }
    return rules.get(Term(change.key.removeprefix(WORD)).key)
