"""Log records: JSON without message texts."""

import asyncio
import json
import logging

import structlog
from sqlalchemy.exc import OperationalError

from tests.bot.conftest import Capture

SECRET = "what somebody wrote"


def test_a_record_is_one_line_of_json_with_its_time_in_utc(capture: Capture) -> None:
    structlog.get_logger("bot.test").info("started", platform="fake")
    record = json.loads(capture.text)
    assert (record["event"], record["platform"]) == ("started", "fake")
    assert record["level"] == "info"
    assert record["timestamp"].endswith("Z")


def test_an_exception_is_told_by_type_and_place_not_by_what_it_says(capture: Capture) -> None:
    try:
        raise ValueError(SECRET) from KeyError(SECRET)
    except ValueError:
        structlog.get_logger("bot.test").exception("failed")
    record = json.loads(capture.text)
    assert (record["error"], record["because"]) == ("ValueError", "KeyError")
    assert "test_logging.py" in record["at"][-1]
    assert SECRET not in capture.text


def test_so_it_is_for_the_exceptions_of_libraries(capture: Capture) -> None:
    try:
        raise ValueError(SECRET)
    except ValueError:
        logging.getLogger("somebody.else").exception("failed")
    assert SECRET not in capture.text
    assert json.loads(capture.text)["error"] == "ValueError"


async def test_so_it_is_for_a_task_that_nobody_waited_for(capture: Capture) -> None:
    async def fail() -> None:
        raise ValueError(SECRET)

    task = asyncio.create_task(fail())
    await asyncio.wait([task])
    context = {"message": "never retrieved", "exception": task.exception(), "task": task}
    asyncio.get_running_loop().call_exception_handler(context)
    record = json.loads(capture.text)
    assert (record["event"], record["error"]) == ("never retrieved", "ValueError")
    assert SECRET not in capture.text


def test_the_database_and_the_system_are_quoted_without_values(capture: Capture) -> None:
    for error in (
        OperationalError("INSERT", {"text": SECRET}, Exception("disk is full")),
        OSError(28, "No space left on device"),
    ):
        structlog.get_logger("bot.test").error("failed", exc_info=error)
    assert [json.loads(line)["says"] for line in capture.text.splitlines()] == [
        "disk is full",
        "No space left on device",
    ]
    assert SECRET not in capture.text


def test_what_libraries_say_beside_warnings_is_not_logged(capture: Capture) -> None:
    logging.getLogger("somebody.else").info(SECRET)
    assert capture.text == ""
