"""Crashes: exceptions that nobody caught, logged by type and place, as their messages may quote texts."""

import sys
import threading
from types import TracebackType

import structlog

from bot.health.logging import configure_logging

log: structlog.stdlib.BoundLogger = structlog.get_logger(__name__)


def log_crashes() -> None:
    """Log what ends the process, a thread or an object's deletion, in place of a traceback with its message.

    Of asyncio's tasks and of libraries, the records go through `configure_logging` anyway.
    """
    if not structlog.is_configured():
        configure_logging("warning")
    sys.excepthook = _log_end
    threading.excepthook = _log_thread_end
    sys.unraisablehook = _log_unraisable


def _log_end(kind: type[BaseException], error: BaseException, trace: TracebackType | None) -> None:
    if issubclass(kind, KeyboardInterrupt):
        sys.__excepthook__(kind, error, trace)
        return
    log.critical("crashed", exc_info=(kind, error, trace), remedy=_REMEDY)


def _log_thread_end(crash: "threading.ExceptHookArgs") -> None:
    error = crash.exc_value
    if error is not None and not isinstance(error, SystemExit):
        name = crash.thread.name if crash.thread else ""
        log.critical("a thread crashed", thread=name, exc_info=error)


def _log_unraisable(crash: "sys.UnraisableHookArgs") -> None:
    if crash.exc_value is not None:
        log.error("ignored", exc_info=crash.exc_value)


_REMEDY = "start again; if it comes again, report this line to Parley's makers: no text is in it"
