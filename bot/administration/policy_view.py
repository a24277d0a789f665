"""Policy view: each setting with its value and its source, and what two policies would do differently. Pure."""

import json
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from bot.domain.actions import Action
from bot.domain.message import AGE_RESTRICTED
from bot.domain.policy import LabelRule, Policy
from bot.domain.policy_overrides import StoredOverride
from bot.domain.verdict import resolve_levels
from classifier import Label, LabelThresholds

Calibrated = Mapping[Label, LabelThresholds]


@dataclass(frozen=True, slots=True)
class Setting:
    """A setting in force: "labels.toxic.act", "0.95", "/toxicity by 42 on 2026-12-01"."""

    key: str
    value: str
    source: str


@dataclass(frozen=True, slots=True)
class Change:
    """A difference of two policies; a value of "" stands for what is not set."""

    key: str
    before: str
    after: str


def list_settings(
    policy: Policy,
    *,
    scopes: Sequence[str],
    calibrated: Calibrated,
    file: str,
    overrides: Sequence[StoredOverride] = (),
) -> list[Setting]:
    """List what is in force in scopes, given from narrow to wide, the overrides already laid over the file."""
    sources = _Sources(policy, scopes, file, overrides)
    settings = [Setting("mode", policy.mode_in(scopes).value, sources.find("mode"))]
    for label in Label:
        levels = resolve_levels(policy, label, scopes, calibrated=calibrated)
        for tier, level in zip(("flag", "act"), levels, strict=True):
            value = "off" if level is None else f"{level:.3g}"
            settings.append(
                Setting(f"labels.{label}.{tier}", value, sources.find_level(label, tier))
            )
        rules = policy.rules_in(label, scopes)
        action = next((rule.action for rule in rules if rule.action is not None), Action.DELETE)
        source = sources.find_level(label, "action")
        settings.append(Setting(f"labels.{label}.action", action.value, source))
    built_in = flatten(Policy())
    settings += [
        Setting(key, value, "built in" if built_in.get(key) == value else file)
        for key, value in flatten(policy).items()
        if key != "mode" and not key.startswith(("labels.", "channels.", "age_restricted."))
    ]
    return settings


def list_changes(before: Policy, after: Policy) -> list[Change]:
    """List every key whose value differs."""
    old, new = flatten(before), flatten(after)
    return [
        Change(key, old.get(key, ""), new.get(key, ""))
        for key in sorted(old.keys() | new.keys())
        if old.get(key) != new.get(key)
    ]


def flatten(policy: Policy) -> dict[str, str]:
    """Flatten a policy to keys and values as TOML writes them: {"labels.toxic.act": "0.9"}."""
    return dict(_flatten(policy.model_dump(exclude_none=True), ""))


def _flatten(table: Mapping[str, Any], path: str) -> Iterator[tuple[str, str]]:
    for key, value in table.items():
        place = f"{path}.{key}" if path else key
        if isinstance(value, Mapping):
            yield from _flatten(value, place)
        else:
            # A set has no order of its own, and an enumeration is its value.
            shown = sorted(value) if isinstance(value, frozenset) else value
            yield place, json.dumps(shown, default=lambda member: member.value)


class _Sources:
    """Sources of settings: which place of which file, or who set it in the chat."""

    def __init__(
        self,
        policy: Policy,
        scopes: Sequence[str],
        file: str,
        overrides: Sequence[StoredOverride],
    ) -> None:
        self._policy = policy
        self._scopes = scopes
        self._file = file
        self._overrides = {(each.scope, each.key): each for each in overrides}

    def find(self, key: str) -> str:
        """Find where a key of a scope's own comes from."""
        for scope in self._scopes:
            if source := self._find_in(scope, key, is_set=self._is_mode_set(scope)):
                return source
        return self._file if self._file and self._policy.mode != Policy().mode else "built in"

    def find_level(self, label: Label, part: str) -> str:
        """Find where a label's flag, act or action comes from."""
        for scope in self._scopes:
            rules = self._rules(scope)
            is_set = label in rules and getattr(rules[label], part) is not None
            if source := self._find_in(scope, f"{label}.{part}", is_set=is_set):
                return source
        rule = self._policy.labels.get(label, LabelRule())
        value = getattr(rule, part)
        if value is None:
            return "built in" if part == "action" else "the model's own"
        return f"{self._file}, the model's own" if value == "model" else self._file

    def _find_in(self, scope: str, key: str, *, is_set: bool) -> str:
        if override := self._overrides.get((scope, key)):
            when = f" on {override.set_at:%Y-%m-%d}" if override.set_at else ""
            return f"/toxicity by {override.by}{when}, in {scope}"
        return f"{self._file}, in {scope}" if is_set else ""

    def _is_mode_set(self, scope: str) -> bool:
        if scope == AGE_RESTRICTED:
            return self._policy.age_restricted.mode is not None
        return scope in self._policy.channels and self._policy.channels[scope].mode is not None

    def _rules(self, scope: str) -> Mapping[Label, LabelRule]:
        if scope == AGE_RESTRICTED:
            return self._policy.age_restricted.labels
        channel = self._policy.channels.get(scope)
        return channel.labels if channel else {}
