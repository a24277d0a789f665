"""Imports of libraries without the parts of them that a bot never uses."""

import os
import sys
from collections.abc import Iterator
from contextlib import contextmanager


def skip_unused_parts() -> None:
    """Keep libraries from loading what is never used here; to be called before any of them is imported.

    Pydantic would read what each installed package offers, to find plugins of its own (25 ms). structlog would load
    rich and Pygments, if they are there, for tracebacks in colour (40 ms, 5 MiB), of which logs keep only the places.
    """
    os.environ.setdefault("PYDANTIC_DISABLE_PLUGINS", "__all__")
    with _as_if_missing("rich"):
        import structlog  # noqa: F401, PLC0415 - for what it loads


@contextmanager
def _as_if_missing(module: str) -> Iterator[None]:
    """Let a library find a module missing that it can do without."""
    loaded = sys.modules.get(module)
    sys.modules[module] = None  # type: ignore[assignment]  # as the import system has it
    try:
        yield
    finally:
        del sys.modules[module]
        if loaded:
            sys.modules[module] = loaded
