"""Example files: `.env` and `policy.toml` to begin with, copied into the owner's folder."""

import os
from pathlib import Path

from classifier.shipped_files import find_shipped

EXAMPLES = {".env": ".env.example", "policy.toml": "policy.example.toml"}
"""Files of an owner, and the examples they begin as."""


def write_examples(folder: Path) -> dict[str, bool]:
    """Copy the examples into a folder, readable by their owner alone; return which were written.

    A file that is there already is kept as it is.

    Raises:
        OSError: the folder cannot be written.
    """
    return {
        name: _write_new(folder / name, find_shipped(example).read_bytes())
        for name, example in EXAMPLES.items()
    }


def _write_new(file: Path, content: bytes) -> bool:
    try:
        handle = os.open(file, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
    except FileExistsError:
        return False
    with os.fdopen(handle, "wb") as target:
        target.write(content)
    return True
