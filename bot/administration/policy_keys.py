"""Policy keys: a policy flattened to the keys and values that a TOML file has for it. Pure."""

import json
from collections.abc import Iterator, Mapping
from typing import Any

from bot.domain.policy import Policy


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
