"""Logs on standard error: JSON, or lines for people on a terminal. Never a text, never a token."""

import logging
import sys
import traceback
from typing import cast

import structlog
from sqlalchemy.exc import DBAPIError
from structlog.typing import EventDict, WrappedLogger


def start_logging(level: str) -> None:
    """Log ours from `level` ("info") on; of the libraries only warnings, as they may know texts."""
    shared: list[structlog.typing.Processor] = [
        structlog.stdlib.add_log_level,
        structlog.stdlib.add_logger_name,
        structlog.processors.TimeStamper(fmt="iso", utc=True),
        describe_errors,
    ]
    structlog.configure(
        processors=[*shared, structlog.stdlib.ProcessorFormatter.wrap_for_formatter],
        logger_factory=structlog.stdlib.LoggerFactory(),
        wrapper_class=structlog.stdlib.BoundLogger,
    )
    renderer = (
        structlog.dev.ConsoleRenderer()
        if sys.stderr.isatty()
        else structlog.processors.JSONRenderer()
    )
    formatter = structlog.stdlib.ProcessorFormatter(
        foreign_pre_chain=shared,
        processors=[structlog.stdlib.ProcessorFormatter.remove_processors_meta, renderer],
    )
    handler = logging.StreamHandler(sys.stderr)
    handler.setFormatter(formatter)
    logging.basicConfig(handlers=[handler], level=logging.WARNING, force=True)
    logging.getLogger("bot").setLevel(level.upper())


def describe_errors(_logger: WrappedLogger, _method: str, event: EventDict) -> EventDict:
    """Put in the place of an exception what it is and where it came from.

    What it says is left out, since it may quote a message ("invalid literal for int(): ..."); the
    operating system and the database are believed, as they speak of files, locks and space.
    """
    if event.get("logger") == "asyncio":  # whose further lines show tasks with what they raised
        event["event"], *_ = str(event["event"]).splitlines()
    error = event.pop("exc_info", None)
    if isinstance(error, tuple):
        error = cast("BaseException | None", error[1])
    elif error is True:
        error = sys.exception()
    if isinstance(error, BaseException):
        event["error"] = type(error).__name__
        event["at"] = [
            f"{frame.filename}:{frame.lineno} {frame.name}"
            for frame in traceback.extract_tb(error.__traceback__)
        ]
        if isinstance(error, OSError):
            event["says"] = error.strerror
        elif isinstance(error, DBAPIError):
            event["says"] = str(error.orig)
        if error.__cause__ is not None:
            event["because"] = type(error.__cause__).__name__
    return event
