"""A clock that stands where a test sets it."""

from datetime import datetime

from tests.fakes.messages import NOON


class Clock:
    """A clock that begins at noon; `now` is set by the test."""

    def __init__(self, now: datetime = NOON) -> None:
        self.now = now

    def __call__(self) -> datetime:
        return self.now
