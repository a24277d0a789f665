"""The terminal's chat as SVG: the real bot in a pseudo-terminal, typed at."""

import os
import pty
import re
import select
import sys
from collections.abc import Iterator, Sequence
from io import StringIO
from pathlib import Path

from rich.console import Console
from rich.text import Text

from tests.fakes.command import environment

_COLUMNS = 84
_PROMPT = b"you > "


def draw_chat(lines: Sequence[str], *, folder: Path, title: str) -> str:
    """Type lines into the bot's chat in an empty folder, and return a picture of the terminal."""
    console = Console(record=True, width=_COLUMNS, file=StringIO())
    console.print(Text.from_ansi(_replay(_chat(lines, folder))))
    svg = console.export_svg(title=title)
    return re.sub(r"@font-face \{.*?\}\s*", "", svg, flags=re.DOTALL)  # fetched from elsewhere


def _chat(lines: Sequence[str], folder: Path) -> str:
    """Return what the terminal got."""
    process, terminal = pty.fork()
    if process == 0:
        os.chdir(folder)
        env = environment(TERM="xterm-256color", COLUMNS=str(_COLUMNS))
        os.execve(sys.executable, [sys.executable, "-m", "bot", "run"], env)  # noqa: S606 - the bot itself
    said = b"".join(_read_to_prompt(terminal))
    for line in lines:
        os.write(terminal, f"{line}\n".encode())
        said += b"".join(_read_to_prompt(terminal))
    os.write(terminal, b"\x04")
    os.waitpid(process, 0)
    return said.decode()


def _read_to_prompt(terminal: int) -> Iterator[bytes]:
    got = b""
    while not re.sub(rb"\x1b\[[0-9;]*m", b"", got).endswith(_PROMPT):
        select.select([terminal], [], [], 60)
        got = os.read(terminal, 65_536)
        yield got


def _replay(said: str) -> str:
    """Carry out the cursor's way up and the erasing of a line, which are all that the chat uses."""
    shown: list[str] = []
    for line in said.replace("\r\n", "\n").split("\n"):
        *_, last = line.split("\x1b[2K")
        if "\x1b[1A" in line:
            shown.pop()
        shown.append(last)
    return "\n".join(shown[:-1]).rstrip()
