"""Shipped files: bundle, documentation and examples, in a checkout and in an installed wheel.

A checkout has them beside this package; a wheel inside it, as pyproject.toml says
(`tool.hatch.build.targets.wheel.force-include`).
"""

import json
import tomllib
from pathlib import Path

_PACKAGE = Path(__file__).resolve().parent
_INSIDE = _PACKAGE / "shipped"


def is_installed() -> bool:
    """Return whether this runs from an installed wheel, and not from a checkout."""
    return _INSIDE.is_dir()


def find_shipped(name: str) -> Path:
    """Return the path of a shipped file or folder: "docs" -> <checkout>/docs, if this is one."""
    return (_INSIDE if is_installed() else _PACKAGE.parent) / name


def read_version() -> str:
    """Read the version of Parley: "0.2.0"."""
    if is_installed():
        from importlib.metadata import version  # noqa: PLC0415 - with mail and archives, for a checkout in vain

        return version("parley")
    project = tomllib.loads((_PACKAGE.parent / "pyproject.toml").read_text("utf-8"))["project"]
    return str(project["version"])


def read_bundle_version() -> str:
    """Read the version of the bundle that ships: "2026.12.0"."""
    manifest = find_shipped("models/toxicity-lstm") / "bundle.json"
    return str(json.loads(manifest.read_text("utf-8"))["version"])
