"""A pseudo-terminal with the bot in it."""

import fcntl
import os
import pty
import re
import subprocess
import termios
from codecs import getincrementaldecoder
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path

from tests.fakes.command import environment, stand_in_command

_ESCAPE_SEQUENCE = re.compile(r"\x1b\[[0-9;?]*[A-Za-z]")


class Terminal:
    """A terminal with the bot in it; `shown` is all output, with its escape sequences."""

    def __init__(self, descriptor: int) -> None:
        self._descriptor = descriptor
        self.shown = ""
        self._decoder = getincrementaldecoder("utf-8")()
        self._read = 0

    def type(self, line: str) -> None:
        """Type a line and press Enter."""
        os.write(self._descriptor, f"{line}\n".encode())

    def press_end_of_input(self) -> None:
        """Press Ctrl-D."""
        os.write(self._descriptor, b"\x04")

    def press_interrupt(self) -> None:
        """Press Ctrl-C."""
        os.write(self._descriptor, b"\x03")

    def read_to_the_end(self) -> None:
        """Read the output until the bot has ended."""
        with suppress(OSError):  # EIO: the bot has closed its side
            while True:
                self.shown += self._decoder.decode(os.read(self._descriptor, 4096))

    def read_until(self, text: str) -> str:
        """Wait until this is shown; return the plain text since the last call, up to its end."""
        while text not in (unread := _ESCAPE_SEQUENCE.sub("", self.shown)[self._read :]):
            self.shown += self._decoder.decode(os.read(self._descriptor, 4096))
        part = unread[: unread.index(text) + len(text)]
        self._read += len(part)
        return part


def _control_terminal() -> None:
    """Make standard input the controlling terminal of the new process, so that Ctrl-C reaches it."""
    fcntl.ioctl(0, termios.TIOCSCTTY, 0)


@contextmanager
def open_terminal(
    *arguments: str, folder: Path, columns: int = 80, **names: str
) -> Iterator[Terminal]:
    """Open the bot in a terminal of 24 rows; at the end it must have exited with 0."""
    controller, terminal = pty.openpty()
    termios.tcsetwinsize(controller, (24, columns))
    bot = subprocess.Popen(
        [*stand_in_command(), *arguments],
        cwd=folder,
        env=environment(
            **{"TERM": "xterm-256color", "XDG_DATA_HOME": str(folder / "data"), **names}
        ),
        stdin=terminal,
        stdout=terminal,
        stderr=terminal,
        start_new_session=True,
        preexec_fn=_control_terminal,  # noqa: PLW1509 - one system call, and no lock
    )
    os.close(terminal)
    try:
        yield Terminal(controller)
        assert bot.wait() == 0
    finally:
        bot.kill()
        bot.wait()
        os.close(controller)
