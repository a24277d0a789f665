"""Exports: files that a command answers with, saved in a folder of their own for nobody else to read."""

import os
from collections.abc import Mapping
from pathlib import Path

from bot.interactions.replies import File


def default_folder(environment: Mapping[str, str]) -> Path:
    """Return the folder where PARLEY_EXPORTS names none: `parley` among the user's own data files (XDG)."""
    data = environment.get("XDG_DATA_HOME") or Path.home() / ".local" / "share"
    return Path(data) / "parley"


def save(file: File, folder: Path) -> Path:
    """Save a file, over an older one of its name; only its owner may read it, and look into the folder.

    Raises:
        OSError: it cannot be written there.
    """
    folder.mkdir(mode=0o700, parents=True, exist_ok=True)
    path = folder / file.name
    descriptor = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600)
    with os.fdopen(descriptor, "wb") as opened:
        path.chmod(0o600)  # an older one may have been open to others
        opened.write(file.content)
    return path
