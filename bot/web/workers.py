"""Workers: several processes answer on one address; they are forked once the model is loaded, and share its memory."""

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
    started_at = {_fork(work): time.monotonic() for _ in range(count)}
    is_stopping = False

    def stop(number: int, _frame: FrameType | None) -> None:
        nonlocal is_stopping
        is_stopping = True
        for worker in started_at:
            os.kill(worker, number)

    for number in _STOPPING:
        signal.signal(number, stop)
    while started_at:
        worker, status = os.wait()
        lifetime = time.monotonic() - started_at.pop(worker)
        if is_stopping:
            continue
        code = os.waitstatus_to_exitcode(status)
        log.error("a worker has ended, another takes its place", worker=worker, code=code)
        if lifetime < _MIN_LIFE and code >= 0:  # below 0 a signal has ended it
            stop(signal.SIGTERM, None)
            sys.exit(1)
        started_at[_fork(work)] = time.monotonic()


def _fork(work: Callable[[], None]) -> int:
    """Fork a worker, and return its process id."""
    worker = os.fork()
    if worker == 0:
        _work_and_end(work)
    log.info("worker started", worker=worker)
    return worker


def _work_and_end(work: Callable[[], None]) -> NoReturn:
    code = 1
    try:
        for number in _STOPPING:
            signal.signal(number, signal.SIG_DFL)
        work()
        code = 0
    finally:
        os._exit(code)  # what the first process is to do at its end is not done here
