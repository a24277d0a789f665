"""Mutation of JSON: payloads as no platform documents them. `draw(n)` chooses a number below n."""

import copy
from collections.abc import Callable, Iterator
from typing import Any, TypeAlias

Draw: TypeAlias = Callable[[int], int]

Path: TypeAlias = tuple[str | int, ...]


def _nest(depth: int) -> Any:
    nested: Any = "tea"
    for level in range(depth):
        nested = [nested] if level % 2 else {"elements": nested, "type": "rich_text"}
    return nested


HOSTILE: tuple[Any, ...] = (
    None,
    True,
    -1,
    0,
    7.5,
    1 << 70,
    "",
    "0",
    "tea",
    "\ud800",
    "a\x00b",
    "9" * 40,
    "İ" * 300,
    [],
    {},
    [None],
    [[]],
    ["tea", 7],
    [{}],
    {"type": None},
    {"id": None, "text": ["tea"]},
    _nest(40),
    _nest(300),
)
"""Values of every type, where another is expected."""


def list_paths(value: Any, path: Path = ()) -> Iterator[Path]:
    """Yield the path of every value inside an object."""
    items = value.items() if isinstance(value, dict) else enumerate(value)
    for key, inner in items:
        yield (*path, key)
        if isinstance(inner, dict | list):
            yield from list_paths(inner, (*path, key))


def mutate(payload: dict[str, Any], draw: Draw) -> tuple[dict[str, Any], set[str]]:
    """Return a copy with one to three values replaced or removed, and the top keys of those."""
    mutated = copy.deepcopy(payload)
    touched: set[str] = set()
    for _ in range(1 + draw(3)):
        paths = list(list_paths(mutated))
        if not paths:
            break
        *parents, key = paths[draw(len(paths))]
        owner: Any = mutated
        for parent in parents:
            owner = owner[parent]
        touched.add(str(parents[0] if parents else key))
        choice = draw(len(HOSTILE) + 1)
        if choice == len(HOSTILE):
            del owner[key]
        else:
            owner[key] = copy.deepcopy(HOSTILE[choice])
    return mutated, touched
