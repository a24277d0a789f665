"""The command line in a process of its own, in a folder of its own."""

import atexit
import os
import subprocess
import sys
import tempfile
from collections.abc import Mapping, Sequence
from contextlib import nullcontext
from functools import cache
from pathlib import Path

ROOT = Path(__file__).parents[2]
AS_SHIPPED = (sys.executable, "-m", "bot")


def environment(**names: str) -> dict[str, str]:
    """This process's, with these names, and without what would make Python behave as for nobody."""
    own = {name: value for name, value in os.environ.items() if not name.startswith("PYTHON")}
    return {**own, "PYTHONPATH": str(ROOT), **names}


@cache
def with_stand_in() -> tuple[str, ...]:
    """`python -m bot` with the stand-in scorer; what it is forked off is started by who asks first."""
    address = f"{tempfile.mkdtemp(prefix='parley-tests-')}/forks"
    forks = subprocess.Popen(
        [sys.executable, "-m", "tests.fakes.forks", address],
        cwd=ROOT,
        env=environment(),
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        start_new_session=True,  # Ctrl-C is for the tests
    )
    assert forks.stdout
    assert forks.stdout.readline() == b"ready\n"
    forks.stdout.close()
    atexit.register(_end, forks, Path(address).parent)
    return (sys.executable, "-IS", str(ROOT / "tests/fakes/forked.py"), address)


def _end(forks: subprocess.Popen[bytes], folder: Path) -> None:
    forks.communicate()
    folder.rmdir()


def run_bot(
    *arguments: str,
    folder: Path,
    typed: bytes | Path = b"",
    env: Mapping[str, str] | None = None,
    command: Sequence[str] | None = None,
) -> subprocess.CompletedProcess[bytes]:
    """`python -m bot` until it ends, by default with the stand-in scorer; input may be a file."""
    with typed.open("rb") if isinstance(typed, Path) else nullcontext() as file:
        return subprocess.run(
            [*(command or with_stand_in()), *arguments],
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
        [*with_stand_in(), *arguments],
        cwd=folder,
        env=environment(**(env or {})),
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
    )
