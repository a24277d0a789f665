"""Policy export: what moderators set in the chat, as lines for the policy file. Pure."""

from collections.abc import Mapping, Sequence
from itertools import groupby

import tomlkit
from tomlkit.items import Table

from bot.domain.message import AGE_RESTRICTED
from bot.domain.policy_overrides import EXEMPTIONS, StoredOverride


def export_overrides(overrides: Sequence[StoredOverride]) -> str:
    """Format a community's overrides as TOML, each with who set it and when.

    An exemption that was taken back is a comment: in a file, one takes the id out of the list.
    """
    document = tomlkit.document()
    scoped = sorted(
        (o for o in overrides if o.key not in EXEMPTIONS), key=lambda o: (o.scope, o.key)
    )
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
    labels = tomlkit.table(is_super_table=True)
    for override in overrides:
        if override.key == "mode":
            table.append("mode", _comment(override.value, override))
            continue
        label, _, tier = override.key.partition(".")
        rules = labels.setdefault(label, tomlkit.table())
        is_word = override.value in ("model", "off")
        rules.append(tier, _comment(override.value if is_word else float(override.value), override))
    if labels:
        table.append("labels", labels)
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


def _comment(value: str | float, override: StoredOverride) -> tomlkit.items.Item:
    return tomlkit.item(value).comment(_by(override).strip(" ()"))


def _by(override: StoredOverride) -> str:
    when = f" on {override.set_at:%Y-%m-%d}" if override.set_at else ""
    return f" (by {override.by}{when})"
