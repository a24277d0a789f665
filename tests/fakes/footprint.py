"""Footprint of this process: what a bot keeps, which must stay constant however long it runs."""

import asyncio
import gc
import threading
from collections import Counter, deque
from collections.abc import Iterator, Mapping, MutableMapping, MutableSequence, MutableSet
from dataclasses import dataclass
from functools import _lru_cache_wrapper
from pathlib import Path
from typing import Any

from cachetools import Cache

_PACKAGES = ("bot.", "classifier.inference.")


@dataclass(frozen=True, slots=True)
class Footprint:
    """A count of what one process keeps.

    `containers` are the entries in lists, dictionaries and sets of objects that are no values, by class and
    attribute, `caches` those in caches with a bound: these fill, and then stay.
    """

    tasks: int
    threads: int
    descriptors: int
    sockets: int
    containers: dict[str, int]
    caches: dict[str, int]


def measure_footprint() -> Footprint:
    """Count what this process keeps, after a collection of what it does not. In a running loop."""
    is_frozen = gc.get_freeze_count() > 0
    gc.unfreeze()  # the bot exempts what it has loaded from collection, and so from what is listed here
    gc.collect()
    targets = list(_list_descriptors())
    containers, caches = Counter[str](), Counter[str]()
    for found in gc.get_objects():
        if isinstance(found, _lru_cache_wrapper):
            info = found.cache_info()
            counts = containers if info.maxsize is None else caches
            counts[_name(found)] += info.currsize
        elif str(type(found).__module__).startswith(_PACKAGES) and not _is_value(found):
            for attribute, value in _list_attributes(found):
                if isinstance(value, MutableMapping | MutableSequence | MutableSet | deque):
                    counts = caches if isinstance(value, Cache) else containers
                    counts[f"{_name(type(found))}.{attribute}"] += len(value)
    if is_frozen:  # else it collects garbage far less often from now on
        gc.freeze()
    return Footprint(
        tasks=len(asyncio.all_tasks()),
        threads=threading.active_count(),
        descriptors=len(targets),
        sockets=sum(target.startswith("socket:") for target in targets),
        containers=dict(containers),
        caches=dict(caches),
    )


def _is_value(found: object) -> bool:
    """Return whether an object never changes, so that it is kept by others only."""
    parameters = getattr(type(found), "__dataclass_params__", None)
    return isinstance(found, Mapping) or bool(parameters and parameters.frozen)


def _name(found: Any) -> str:
    return f"{getattr(found, '__module__', '')}.{getattr(found, '__qualname__', '')}"


def _list_attributes(found: Any) -> Iterator[tuple[str, Any]]:
    yield from getattr(found, "__dict__", {}).items()
    for name in getattr(type(found), "__slots__", ()):
        yield name, getattr(found, name, None)


def _list_descriptors() -> Iterator[str]:
    """Return the targets of this process's open files: "socket:[17]"."""
    for link in Path("/proc/self/fd").iterdir():
        try:
            yield str(link.readlink())
        except FileNotFoundError:  # the one that listed them
            continue
