"""Policy view: each setting with its value and its source, and what two policies would do differently. Pure."""

import json
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass

from bot.administration.policy_keys import flatten
from bot.administration.policy_sources import Sources
from bot.domain.actions import Action
from bot.domain.policy import Policy
from bot.domain.policy_overrides import StoredOverride
from bot.domain.verdict import resolve_levels
from bot.domain.word_terms import Term
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
    sources = Sources(policy, scopes, file, overrides)
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
    settings += _list_words(scopes, sources)
    in_chat = sources.list_in_chat()
    held = {key: value for key, (value, _) in in_chat.items() if value}
    settings += [
        Setting(key, value, in_chat[key][1] if key in in_chat else sources.find_plain(key, value))
        for key, value in (flatten(policy) | held).items()
        if key != "mode" and (not key.startswith(_SHOWN_BY_PLACE) or ".languages." in key)
    ]
    return settings


_SHOWN_BY_PLACE = ("labels.", "words.", "channels.", "age_restricted.")
"""Beginnings of keys of which the narrowest place is shown; those of one language are shown for every place."""


def _list_words(scopes: Sequence[str], sources: Sources) -> Iterator[Setting]:
    """List the own words in force, each as its narrowest place has it."""
    seen = set[str]()
    for scope in (*scopes, ""):
        for term, value in sources.words(scope):
            if (key := Term(term).key) not in seen:
                seen.add(key)
                yield Setting(f"words.{json.dumps(term)}", value, sources.find_word(scope, term))


def list_changes(before: Policy, after: Policy) -> list[Change]:
    """List every key whose value differs."""
    old, new = flatten(before), flatten(after)
    return [
        Change(key, old.get(key, ""), new.get(key, ""))
        for key in sorted(old.keys() | new.keys())
        if old.get(key) != new.get(key)
    ]
