"""Logging to standard error: JSON, or lines on a terminal. Never a message text, never a token."""

import logging
import sys
import traceback
from collections.abc import Iterable
from typing import cast

import structlog
from sqlalchemy.exc import DBAPIError
from structlog.typing import EventDict, WrappedLogger

_MOST_MEMBERS = 8
"""Members of a group of exceptions that are told."""

_TALKATIVE = ("discord", "slack_bolt", "slack_sdk", "aiohttp", "websockets")
"""Libraries through which texts and tokens pass: of what they log, only the words that are their own are kept."""


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
    handler = _Handler(sys.stderr)
    handler.addFilter(_drop_arguments)
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
        event.update(_describe(error))
    return event


def _describe(error: BaseException) -> EventDict:
    described: EventDict = {"error": type(error).__name__, "at": _format_places(error)}
    if isinstance(error, OSError):
        described["says"] = error.strerror
    elif isinstance(error, DBAPIError):
        described["says"] = str(error.orig)
    elif isinstance(error, BaseExceptionGroup):
        described["of"] = [_format_member(member) for member in error.exceptions[:_MOST_MEMBERS]]
    if error.__cause__ is not None:
        described["because"] = type(error.__cause__).__name__
    return described


class _Handler(logging.StreamHandler):  # type: ignore[type-arg]  # generic in the stubs alone
    """Handler that shows nothing of a record which cannot be written; logging's own prints it whole."""

    def handleError(self, record: logging.LogRecord) -> None:  # noqa: N802 - logging's name
        """Say that a record is missing, and where it came from."""
        error = sys.exception()
        kind = type(error).__name__
        sys.stderr.write(f"a record of {record.name} could not be written ({kind})\n")


def _drop_arguments(record: logging.LogRecord) -> bool:
    """Drop what libraries insert into their words, except numbers; a filter that keeps every record."""
    is_talkative = record.name.split(".")[0] in _TALKATIVE
    if is_talkative and isinstance(record.args, tuple):
        record.args = tuple(
            arg if isinstance(arg, int | float) else _Withheld() for arg in record.args
        )
    elif is_talkative and record.args:
        record.args = None
    return True


class _Withheld:
    """Placeholder of an argument that is not logged."""

    def __str__(self) -> str:
        return "…"

    __repr__ = __str__


def _format_places(error: BaseException) -> list[str]:
    frames: Iterable[traceback.FrameSummary] = traceback.extract_tb(error.__traceback__)
    return [f"{frame.filename}:{frame.lineno} {frame.name}" for frame in frames]


def _format_member(error: BaseException) -> str:
    """Format an exception of a group by its type and place: "ValueError at bot/x.py:3 read"."""
    places = _format_places(error)
    return f"{type(error).__name__} at {places[-1]}" if places else type(error).__name__
