"""Shipped files: bundle, documentation and examples, in a checkout and in an installed wheel.

A checkout has them beside this package; a wheel inside it, as pyproject.toml says
(`tool.hatch.build.targets.wheel.force-include`).
"""

from pathlib import Path

_PACKAGE = Path(__file__).resolve().parent
_INSIDE = _PACKAGE / "shipped"


def is_installed() -> bool:
    """Return whether this runs from an installed wheel, and not from a checkout."""
    return _INSIDE.is_dir()


def find_shipped(name: str) -> Path:
    """Return the path of a shipped file or folder: "docs" -> <checkout>/docs, if this is one."""
    return (_INSIDE if is_installed() else _PACKAGE.parent) / name
