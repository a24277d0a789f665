"""A run of `python -m bot` without what only Unix has, as Windows would see it: its modules, calls and waiting for files."""

import asyncio
import os
import runpy
import signal
import sys

_MODULES = ("fcntl", "grp", "pty", "pwd", "resource", "syslog", "termios", "tty", "uvloop")


class _Loop(asyncio.SelectorEventLoop):
    """An event loop that takes no signals and waits for no files, as that of Windows."""

    def add_signal_handler(self, *_: object) -> None:
        raise NotImplementedError

    def add_reader(self, *_: object) -> None:
        raise NotImplementedError


def main() -> None:
    """Run the module that the arguments name."""
    sys.modules.update(dict.fromkeys(_MODULES))  # type: ignore[arg-type]  # as if not there
    for name in ("fork", "wait", "geteuid", "getuid"):
        delattr(os, name)
    for name in ("SIGHUP", "pthread_sigmask"):
        delattr(signal, name)
    asyncio.events.new_event_loop = _Loop  # which asyncio.run calls
    _, *sys.argv = sys.argv
    runpy.run_module(sys.argv[0], run_name="__main__", alter_sys=True)


if __name__ == "__main__":
    main()
