"""A terminal with the bot in it: one types, and reads what is on the screen."""

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

from tests.fakes.command import environment, with_stand_in

_CONTROL = re.compile(r"\x1b\[[0-9;?]*[A-Za-z]")


class Terminal:
    """80 columns and 24 rows; `shown` is all that was written, escape sequences among it."""

    def __init__(self, descriptor: int) -> None:
        self._descriptor = descriptor
        self.shown = ""
        self._decoder = getincrementaldecoder("utf-8")()
        self._read = 0

    def type(self, line: str) -> None:
        """Type a line, with its Enter."""
        os.write(self._descriptor, f"{line}\n".encode())

    def press_end_of_input(self) -> None:
        """Ctrl-D."""
        os.write(self._descriptor, b"\x04")

    def press_interrupt(self) -> None:
        """Ctrl-C."""
        os.write(self._descriptor, b"\x03")

    def read_to_the_end(self) -> None:
        """Read what is shown until the bot has ended."""
        with suppress(OSError):  # how Linux says that nobody holds the other side any more
            while True:
                self.shown += self._decoder.decode(os.read(self._descriptor, 4096))

    def read_until(self, text: str) -> str:
        """Wait until this is shown; returns the plain text that leads to it since the last time."""
        while text not in (unread := _CONTROL.sub("", self.shown)[self._read :]):
            self.shown += self._decoder.decode(os.read(self._descriptor, 4096))
        part = unread[: unread.index(text) + len(text)]
        self._read += len(part)
        return part


def _take_the_terminal() -> None:
    """In the new process: make the terminal its own, so that Ctrl-C reaches it."""
    fcntl.ioctl(0, termios.TIOCSCTTY, 0)


@contextmanager
def open_terminal(*arguments: str, folder: Path, **names: str) -> Iterator[Terminal]:
    """`python -m bot` in a terminal; at the end it must have ended well."""
    ours, its = pty.openpty()
    termios.tcsetwinsize(ours, (24, 80))
    bot = subprocess.Popen(
        [*with_stand_in(), *arguments],
        cwd=folder,
        env=environment(TERM="xterm-256color", **names),
        stdin=its,
        stdout=its,
        stderr=its,
        start_new_session=True,
        preexec_fn=_take_the_terminal,  # noqa: PLW1509 - one system call, and no lock
    )
    os.close(its)
    try:
        yield Terminal(ours)
        assert bot.wait() == 0
    finally:
        bot.kill()
        bot.wait()
        os.close(ours)
