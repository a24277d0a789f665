"""Config errors: every issue with its key, the value found there and what is allowed."""

import json
import os
from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass
from difflib import get_close_matches
from typing import Any, get_args

from pydantic import BaseModel, ValidationError
from pydantic_core import ErrorDetails

_MAX_VALUE_LENGTH = 60
"""Characters of a wrong value that are shown."""


@dataclass(frozen=True, slots=True)
class ConfigIssue:
    """An issue to correct: 'mode: got "enforced"; allowed: shadow, flag or enforce'."""

    key: str
    got: str
    allowed: str

    def __str__(self) -> str:
        return f"{self.key}: got {self.got}; allowed: {self.allowed}"


class SettingsError(Exception):
    """The settings or the policy file cannot be used. Holds every issue, not only the first."""

    def __init__(self, issues: Sequence[ConfigIssue]) -> None:
        super().__init__("\n".join(map(str, issues)))
        self.issues = tuple(issues)


def to_issues(error: ValidationError, model: type[BaseModel]) -> list[ConfigIssue]:
    """Convert pydantic's errors about a `model` to issues in an owner's words."""
    return [_to_issue(detail, model) for detail in error.errors(include_url=False)]


def did_you_mean(word: object, known: Iterable[str]) -> str:
    """Suggest the known word that was probably meant: ("flg", ["flag", "act"]) -> " (did you mean flag?)"."""
    meant = suggest(word, known)
    return f" (did you mean {meant}?)" if meant else ""


def suggest(word: object, known: Iterable[str]) -> str | None:
    """Return the known word that was probably meant, None if none is near."""
    return next(iter(get_close_matches(str(word), list(known), n=1)), None)


def format_value(value: object) -> str:
    """Format a value as it stands in the file, cut to a line's length."""
    shown = json.dumps(value, default=str, ensure_ascii=False)
    return shown if len(shown) <= _MAX_VALUE_LENGTH else f"{shown[:_MAX_VALUE_LENGTH]}..."


def explain_os_error(error: OSError) -> str:
    """Return the system's words for an error: "Connection refused", without what a library adds of its own."""
    if error.errno and error.errno > 0:
        return os.strerror(error.errno)
    return error.strerror or str(error) or type(error).__name__


def _to_issue(detail: ErrorDetails, model: type[BaseModel]) -> ConfigIssue:
    path = [str(part) for part in detail["loc"] if part != "[key]"]
    value, kind, context = detail["input"], detail["type"], detail.get("ctx", {})
    if kind == "extra_forbidden":
        known = _list_keys(model, path[:-1])
        allowed = f"one of {', '.join(known)}{did_you_mean(path[-1], known)}"
        return ConfigIssue(".".join(path), "an unknown key", allowed)
    if kind in ("enum", "literal_error"):
        known = context["expected"].replace("'", "").replace(" or ", ", ").split(", ")
        allowed = f"{', '.join(known)}{did_you_mean(value, known)}"
    elif kind == "value_error":
        allowed = str(context["error"])
    else:
        allowed = _EXPECTED.get(kind, "a value as in .env.example and policy.example.toml")
        allowed = allowed.format_map(context)
    return ConfigIssue(".".join(path), format_value(value), allowed)


_EXPECTED = {
    "string_type": 'text in quotes, as in "123"',
    "string_too_short": "text that is not empty",
    "bool_type": "true or false",
    "bool_parsing": "true or false",
    "int_type": "a whole number",
    "int_parsing": "a whole number",
    "int_from_float": "a whole number",
    "float_type": "a number",
    "float_parsing": "a number",
    "finite_number": "a number that is not endless",
    "greater_than": "a number above {gt:.10g}",
    "greater_than_equal": "a number of {ge:.10g} or more",
    "less_than": "a number below {lt:.10g}",
    "less_than_equal": "a number of {le:.10g} or less",
    "missing": "a value; there is none",
    "dict_type": "a table, as in [labels.toxic]",
    "model_type": "a table, as in [labels.toxic]",
    "tuple_type": 'a list in brackets, as in ["123", "456"]',
    "frozen_set_type": 'a list in brackets, as in ["123", "456"]',
}
"""Values allowed, by the type of pydantic's error; in braces what pydantic knows of the bound."""


def _list_keys(model: type[BaseModel], path: Sequence[str]) -> Collection[str]:
    """Return the keys of the table at a path such as ["channels", "123", "labels", "toxic"]."""
    table: Any = model
    for part in path:
        # A table of tables (labels.<label>, channels.<id>) takes any key here: its values say more.
        table = (
            table.model_fields[part].annotation
            if hasattr(table, "model_fields")
            else get_args(table)[-1]
        )
    return list(table.model_fields)
