"""Logging to standard error: JSON, or lines on a terminal. Never a message text, never a token."""

import logging
import sys
import traceback
from typing import cast

import structlog
from sqlalchemy.exc import DBAPIError
from structlog.typing import EventDict, WrappedLogger


def configure_logging(level: str) -> None:
    """Log the bot's records from `level` ("info") on, and only warnings of libraries, which may quote texts."""
    shared: list[structlog.typing.Processor] = [
        structlog.stdlib.add_log_level,
        structlog.stdlib.add_logger_name,
        structlog.processors.TimeStamper(fmt="iso", utc=True),
        redact_exceptions,
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


def redact_exceptions(_logger: WrappedLogger, _method: str, event: EventDict) -> EventDict:
    """Replace an exception by its type and traceback; a structlog processor.

    Its message is left out, since it may quote a text ("invalid literal for int(): ..."). Those of the
    operating system and the database stay, as they are about files, locks and space.
    """
    if event.get("logger") == "asyncio":  # whose further lines show tasks and their exceptions
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
