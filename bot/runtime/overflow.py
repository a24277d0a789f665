"""Overflow of a bounded queue, and how to wait for room in it."""

from collections.abc import Awaitable, Callable
from dataclasses import dataclass
from typing import ParamSpec, TypeVar

P = ParamSpec("P")
T = TypeVar("T")


@dataclass(frozen=True, slots=True)
class Overflow:
    """The result of a submission to a full queue: it was not taken. Await `room()`, then submit again."""

    room: Callable[[], Awaitable[object]]


async def submit_when_room(
    submit: Callable[P, Awaitable[T | Overflow]], *args: P.args, **kwargs: P.kwargs
) -> T:
    """Submit until it is taken, waiting for room after each overflow; return the result."""
    while isinstance(result := await submit(*args, **kwargs), Overflow):
        await result.room()
    return result
