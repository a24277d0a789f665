"""The command line in a process of its own, in a folder of its own."""

import os
import subprocess
import sys
from collections.abc import Mapping, Sequence
from contextlib import nullcontext
from pathlib import Path

ROOT = Path(__file__).parents[2]
WITH_STAND_IN = (sys.executable, "-m", "tests.fakes.run_bot")
AS_SHIPPED = (sys.executable, "-m", "bot")


def environment(**names: str) -> dict[str, str]:
    """This process's, with these names, and without what would make Python behave as for nobody."""
    own = {name: value for name, value in os.environ.items() if not name.startswith("PYTHON")}
    return {**own, "PYTHONPATH": str(ROOT), **names}


def run_bot(
    *arguments: str,
    folder: Path,
    typed: bytes | Path = b"",
    env: Mapping[str, str] | None = None,
    command: Sequence[str] = WITH_STAND_IN,
) -> subprocess.CompletedProcess[bytes]:
    """`python -m bot` until it ends, by default with the stand-in scorer; input may be a file."""
    with typed.open("rb") if isinstance(typed, Path) else nullcontext() as file:
        return subprocess.run(
            [*command, *arguments],
            cwd=folder,
            env=environment(**(env or {})),
            stdin=file,
            input=None if isinstance(typed, Path) else typed,
            capture_output=True,
            check=False,
        )


def start_bot(
    *arguments: str, folder: Path, env: Mapping[str, str] | None = None
) -> subprocess.Popen[bytes]:
    """The same, to be talked to while it runs."""
    return subprocess.Popen(
        [*WITH_STAND_IN, *arguments],
        cwd=folder,
        env=environment(**(env or {})),
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
    )
