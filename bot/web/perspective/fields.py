"""Lenient fields: values as Google's parser took them, with a JSON schema that says so.

It took numbers and booleans written as strings, and one language in the place of a list.
"""

from collections.abc import Mapping
from types import MappingProxyType
from typing import Annotated

from pydantic import BeforeValidator, Field, StrictStr, WithJsonSchema

_BOOLEANS: Mapping[object, bool] = MappingProxyType(
    {
        write(word): value
        for value, words in ((True, "true t yes y 1"), (False, "false f no n 0"))
        for word in words.split()
        for write in (str.lower, str.title, str.upper)
    }
)


def _read_boolean(value: object) -> object:
    return _BOOLEANS.get(value, value) if isinstance(value, str) else value


def _read_number(value: object) -> object:
    if not isinstance(value, str):
        return value
    try:
        return float(value) if value.isascii() and "_" not in value else value
    except ValueError:
        return value


def _read_integer(value: object) -> object:
    value = _read_number(value)
    return int(value) if isinstance(value, float) and value.is_integer() else value


def _read_text(value: object) -> object:
    is_number = isinstance(value, int | float) and not isinstance(value, bool)
    return str(value) if is_number else value


def _read_languages(value: object) -> object:
    codes = value.split(",") if isinstance(value, str) else value
    if isinstance(codes, list) and all(isinstance(code, str) for code in codes):
        return [code.strip() for code in codes if code.strip()]
    return value


def _schema(*types: Mapping[str, object]) -> WithJsonSchema:
    return WithJsonSchema({"anyOf": list(types)})


_NUMERIC = r"^[-+]?[0-9]{1,9}(\.[0-9]{1,20})?([eE]-?[0-9]{1,2})?$"

Flag = Annotated[
    bool,
    BeforeValidator(_read_boolean),
    _schema({"type": "boolean"}, {"type": "string", "enum": [str(key) for key in _BOOLEANS]}),
]
"""A boolean, also written as a string."""

Number = Annotated[
    float,
    Field(allow_inf_nan=False),
    BeforeValidator(_read_number),
    _schema({"type": "number"}, {"type": "string", "pattern": _NUMERIC}),
]
"""A finite number, also written as a string."""

Integer = Annotated[
    int,
    BeforeValidator(_read_integer),
    _schema({"type": "integer"}, {"type": "string", "pattern": "^[0-9]{1,9}$"}),
]
"""A whole number, also written as a string."""

Token = Annotated[
    StrictStr, BeforeValidator(_read_text), _schema({"type": "string"}, {"type": "number"})
]
"""An identifier that comes back or is kept, also written as a number."""

Languages = Annotated[
    list[StrictStr],
    BeforeValidator(_read_languages),
    _schema({"type": "array", "items": {"type": "string"}}, {"type": "string"}),
]
"""Language codes: a list, or one string with commas between."""
