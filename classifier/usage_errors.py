"""Usage errors of a command line in plain words, instead of those of the library that checks its options."""

from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

import typer
from typer.core import TyperGroup

_EXPECTED = {
    "int_type": "a whole number is needed",
    "int_parsing": "a whole number is needed",
    "int_from_float": "a whole number is needed",
    "float_type": "a number is needed",
    "float_parsing": "a number is needed",
    "finite_number": "a number that is not endless is needed",
    "greater_than_equal": "{ge:.10g} or more is needed",
    "less_than_equal": "{le:.10g} or less is needed",
    "value_error": "{error}",
}
"""Words by the type of pydantic's error; in braces what it knows of the bound."""


class PlainGroup(TyperGroup):
    """A group of commands whose errors about a value name what is needed."""

    def make_context(self, *args: Any, **kwargs: Any) -> Any:
        """Parse the options of the group."""
        with _plain_words():
            return super().make_context(*args, **kwargs)

    def invoke(self, ctx: Any) -> Any:
        """Parse the options of a command, and run it."""
        with _plain_words():
            return super().invoke(ctx)


@contextmanager
def _plain_words() -> Iterator[None]:
    try:
        yield
    except typer.BadParameter as error:
        details = getattr(error.__cause__, "errors", None)
        if details is not None:
            detail, *_ = details()
            words = _EXPECTED.get(detail["type"], "another value is needed")
            error.message = words.format_map(detail.get("ctx", {}))
        raise
