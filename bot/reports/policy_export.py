"""Policy export: what moderators set in the chat, as lines for the policy file. Pure."""

import json
from collections.abc import Mapping, Sequence
from itertools import groupby

import tomlkit
from tomlkit.items import Table

from bot.domain.message import AGE_RESTRICTED
from bot.domain.policy_overrides import ALERT_CHANNEL, EXEMPTIONS, WORD, StoredOverride
from bot.domain.threshold_keys import ThresholdKey
from bot.domain.word_rules import WordRules


def export_overrides(overrides: Sequence[StoredOverride]) -> str:
    """Format a community's overrides as TOML, each with who set it and when.

    An exemption that was taken back is a comment: in a file, one takes the id out of the list.
    """
    document = tomlkit.document()
    for override in overrides:
        if override.key == ALERT_CHANNEL:
            document.append("alerts", _comment([override.value], override))
    others = {*EXEMPTIONS, ALERT_CHANNEL}
    scoped = sorted((o for o in overrides if o.key not in others), key=lambda o: o.scope)
    channels = tomlkit.table(is_super_table=True)
    for scope, group in groupby(scoped, key=lambda override: override.scope):
        table = _build_scope(list(group))
        if scope == AGE_RESTRICTED:
            document.append("age_restricted", table)
        else:
            channels.append(scope, table)
    if channels:
        document.append("channels", channels)
    exemptions = [override for override in overrides if override.key in EXEMPTIONS]
    if exemptions:
        document.append("exempt", _build_exemptions(exemptions))
    return tomlkit.dumps(document)


def _build_scope(overrides: Sequence[StoredOverride]) -> Table:
    table = tomlkit.table()
    thresholds: dict[str, list[tuple[ThresholdKey, StoredOverride]]] = {}
    for override in overrides:
        if override.key == "mode":
            table.append("mode", _comment(override.value, override))
        elif key := ThresholdKey.parse(override.key):
            thresholds.setdefault(key.language, []).append((key, override))
    if everywhere := thresholds.pop("", None):
        table.append("labels", _build_labels(everywhere))
    if thresholds:
        labels = tomlkit.table(is_super_table=True)
        for language, found in thresholds.items():
            labels.append(language, _build_labels(found))
        languages = tomlkit.table(is_super_table=True)
        languages.append("labels", labels)
        table.append("languages", languages)
    if words := [override for override in overrides if override.key.startswith(WORD)]:
        table.append("words", _build_words(words))
    return table


def _build_labels(overrides: Sequence[tuple[ThresholdKey, StoredOverride]]) -> Table:
    labels = tomlkit.table(is_super_table=True)
    for key, override in overrides:
        rules = labels.setdefault(key.label.value, tomlkit.table())
        level = override.value if override.value in ("model", "off") else float(override.value)
        rules.append(key.tier, _comment(level, override))
    return labels


def _build_words(overrides: Sequence[StoredOverride]) -> Table:
    """Build own words: each with who set it above, as lists and inline tables have no comments."""
    table, terms = tomlkit.table(), {o: o.key.removeprefix(WORD) for o in overrides}
    rules = WordRules().with_values([(terms[each], each.value) for each in overrides])
    for override, term in terms.items():
        table.add(tomlkit.comment(f"{json.dumps(term)}{_by(override)}"))
    stored = rules.model_dump(mode="json", exclude_defaults=True)
    for name in ("never", "off"):
        if name in stored:
            table.append(name, stored[name])
    if always := stored.get("always"):
        rows = tomlkit.table()
        for term, rule in always.items():
            row = tomlkit.inline_table()
            row.update(rule)
            rows.append(term, row)
        table.append("always", rows)
    return table


def _build_exemptions(overrides: Sequence[StoredOverride]) -> Table:
    table = tomlkit.table()
    for name, ids in _group_added(overrides).items():
        table.append(name, sorted(ids))
    for override in overrides:
        if override.value != "add":
            table.add(tomlkit.comment(f"no longer: {override.key} {override.scope}{_by(override)}"))
    return table


def _group_added(overrides: Sequence[StoredOverride]) -> Mapping[str, list[str]]:
    added = [override for override in overrides if override.value == "add"]
    return {
        name: [override.scope for override in added if override.key == key]
        for key, name in EXEMPTIONS.items()
        if any(override.key == key for override in added)
    }


def _comment(value: str | float | list[str], override: StoredOverride) -> tomlkit.items.Item:
    return tomlkit.item(value).comment(_by(override).strip(" ()"))


def _by(override: StoredOverride) -> str:
    when = f" on {override.set_at:%Y-%m-%d}" if override.set_at else ""
    return f" (by {override.by}{when})"
