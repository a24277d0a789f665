"""Fields of Slack's JSON, each of the type that Slack documents, or empty. Pure."""

import re
from collections.abc import Mapping
from typing import Any, TypeAlias

JSON: TypeAlias = Mapping[str, Any]

_TS = re.compile(r"\d{1,11}\.\d{1,9}", re.ASCII)
"""Form of a `ts`: "1700000000.000100"."""


def get_text(raw: JSON, key: str) -> str:
    """Return a text, "" for anything else: {"title": "tea"} -> "tea", {"title": 7} -> ""."""
    value = raw.get(key)
    return value if isinstance(value, str) else ""


def get_object(raw: JSON, key: str) -> JSON:
    """Return an object, an empty one for anything else."""
    value = raw.get(key)
    return value if isinstance(value, Mapping) else {}


def get_objects(raw: JSON, key: str) -> list[JSON]:
    """Return the objects of a list, none for anything else."""
    value = raw.get(key)
    return [each for each in value if isinstance(each, Mapping)] if isinstance(value, list) else []


def get_ts(raw: JSON, key: str) -> str | None:
    """Return a `ts`, None for anything else."""
    value = raw.get(key)
    return value if isinstance(value, str) and _TS.fullmatch(value) else None
