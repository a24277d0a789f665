"""Workers: several processes answer on one address; they are forked once the model is loaded, and share its memory."""

import contextlib
import gc
import os
import signal
import sys
import time
from collections.abc import Callable
from types import FrameType
from typing import NoReturn

import structlog

log: structlog.stdlib.BoundLogger = structlog.get_logger(__name__)

_STOPPING = (signal.SIGTERM, signal.SIGINT)

_MIN_LIFE = 5.0
"""Seconds for which a worker lives at least where its end is no fault of its start."""


def run_workers(count: int, work: Callable[[], None]) -> None:
    """Run `work` in so many forks of this process until it is told to stop; one that dies is replaced.

    Raises:
        SystemExit: one ended by itself within seconds of its start; its log says why.
    """
    gc.collect()
    gc.freeze()  # else collecting would write into, and so copy, what they share
    workers = _Workers(work)
    for number in _STOPPING:
        signal.signal(number, workers.stop)
    for _ in range(count):
        workers.start()
    workers.keep()


class _Workers:
    """The workers that run, by process id, each with the time of its start."""

    def __init__(self, work: Callable[[], None]) -> None:
        self._work = work
        self._started_at: dict[int, float] = {}
        self._is_stopping = False

    def start(self) -> None:
        """Start another, unless all are to stop."""
        # A signal that came between the fork and its record would not reach the new one.
        signal.pthread_sigmask(signal.SIG_BLOCK, _STOPPING)
        try:
            if not self._is_stopping:
                self._started_at[_fork(self._work)] = time.monotonic()
        finally:
            signal.pthread_sigmask(signal.SIG_UNBLOCK, _STOPPING)

    def stop(self, number: int, _frame: FrameType | None) -> None:
        """Pass a signal on to all."""
        self._is_stopping = True
        for worker in self._started_at:
            os.kill(worker, number)

    def keep(self) -> None:
        """Replace those that die, until all have stopped."""
        while self._started_at:
            worker, status = os.wait()
            lifetime = time.monotonic() - self._started_at.pop(worker)
            if self._is_stopping:
                continue
            code = os.waitstatus_to_exitcode(status)
            log.error("a worker has ended, another takes its place", worker=worker, code=code)
            if lifetime < _MIN_LIFE and code >= 0:  # below 0 a signal has ended it
                self.stop(signal.SIGTERM, None)
                sys.exit(1)
            self.start()


def _fork(work: Callable[[], None]) -> int:
    """Fork a worker, and return its process id."""
    _flush()  # else each worker would write what the first process has not written yet
    worker = os.fork()
    if worker == 0:
        _work_and_end(work)
    log.info("worker started", worker=worker)
    return worker


def _work_and_end(work: Callable[[], None]) -> NoReturn:
    code = 1
    try:
        for number in _STOPPING:
            signal.signal(
                number, _end_on_signal
            )  # uvicorn sends itself the signal again at its end
        signal.pthread_sigmask(signal.SIG_UNBLOCK, _STOPPING)
        work()
        code = 0
    finally:
        _end(code, sys.exception())


def _end_on_signal(number: int, _frame: FrameType | None) -> None:
    _flush()
    signal.signal(number, signal.SIG_DFL)
    signal.raise_signal(number)


def _end(code: int, error: BaseException | None) -> NoReturn:
    """End a worker with all that it wrote, but without what the first process is to do at its end."""
    try:
        if error is not None and not isinstance(error, SystemExit):
            sys.excepthook(type(error), error, error.__traceback__)
        _flush()
    finally:
        os._exit(code)


def _flush() -> None:
    """Write what standard output and error hold back; a reader that has gone misses it."""
    for stream in (sys.stdout, sys.stderr):
        with contextlib.suppress(OSError):
            stream.flush()
