"""Memory that is free goes back to the system while the bot runs."""

import asyncio
import ctypes
import os
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import nullcontext
from pathlib import Path

import pytest
import typer

from bot import app, starting
from bot.runner import Served
from bot.runtime.memory_release import releasing_memory
from classifier import keep_large_blocks_apart, release_free_memory
from classifier.inference.free_memory import LARGE_BYTES
from tests.fakes import scorer

BLOCK, BLOCKS = 16 << 10, 4_096
"""Bytes of a block, less than what glibc maps by itself, and blocks: 64 MiB."""


def read_resident_bytes() -> int:
    return int(Path("/proc/self/statm").read_text().split()[1]) << 12


async def test_what_was_given_back_goes_to_the_system() -> None:
    libc = ctypes.CDLL(None)
    libc.malloc.restype = ctypes.c_void_p
    blocks = [ctypes.c_void_p(libc.malloc(ctypes.c_size_t(BLOCK))) for _ in range(BLOCKS)]
    for block in blocks:
        ctypes.memset(block, 1, BLOCK)
    *given_back, last = blocks  # which keeps glibc from cutting the heap behind the others
    for block in given_back:
        libc.free(block)
    before = read_resident_bytes()
    async with releasing_memory(interval=0):
        await asyncio.sleep(0)
        await asyncio.sleep(0)
    assert read_resident_bytes() < before - BLOCK * BLOCKS // 2
    libc.free(last)


class Counters(ctypes.Structure):
    """Counters of glibc's allocator: `struct mallinfo2` of malloc.h."""

    _fields_ = tuple(
        (name, ctypes.c_size_t)
        for name in (
            *("arena", "ordblks", "smblks", "hblks", "hblkhd"),
            *("usmblks", "fsmblks", "uordblks", "fordblks", "keepcost"),
        )
    )


def is_taken_from_the_system(size: int) -> bool:
    """Take a block and give it back; return whether it was none of the heap."""
    libc = ctypes.CDLL(None)
    libc.malloc.restype, libc.mallinfo2.restype = ctypes.c_void_p, Counters
    before = libc.mallinfo2().hblks
    block = ctypes.c_void_p(libc.malloc(ctypes.c_size_t(size)))
    is_apart = libc.mallinfo2().hblks > before
    libc.free(block)
    return bool(is_apart)


def test_large_blocks_are_kept_out_of_the_heap_however_often_one_is_freed() -> None:
    keep_large_blocks_apart()
    release_free_memory()  # else what is free at the end of the heap is taken first
    assert [is_taken_from_the_system(64 * LARGE_BYTES) for _ in range(3)] == [True] * 3
    assert not is_taken_from_the_system(LARGE_BYTES // 2)


@pytest.mark.parametrize("begin", [starting.start, starting.start_worker])
def test_the_bot_does_so_from_its_start(
    begin: Callable[[Mapping[str, str]], None], monkeypatch: pytest.MonkeyPatch
) -> None:
    done: list[str] = []
    monkeypatch.setattr(starting, "_ignore_hangup", lambda: None)
    monkeypatch.setattr(starting, "pause_collection", lambda: None)
    monkeypatch.setattr(starting, "keep_large_blocks_apart", lambda: done.append("apart"))
    with pytest.raises(typer.Exit):
        begin({"PARLEY_DATABASE": "nowhere"})
    assert done == ["apart"]


async def test_it_ends_with_what_it_is_beside() -> None:
    async with releasing_memory():
        (releasing,) = (t for t in asyncio.all_tasks() if t.get_name() == "memory release")
    assert releasing.cancelled()


class LookedError(Exception):
    """The bot was looked at, and need not run on."""


@pytest.fixture
def nobody_types(monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    with Path(os.devnull).open() as nothing:
        monkeypatch.setattr("sys.stdin", nothing)
        yield


@pytest.mark.usefixtures("nobody_types")
async def test_the_bot_gives_memory_back_while_it_serves(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)
    monkeypatch.setattr(app, "load", scorer.load)
    names: set[str] = set()

    def look(_served: Sequence[Served]) -> nullcontext[None]:
        names.update(task.get_name() for task in asyncio.all_tasks())
        raise LookedError

    database = {"PARLEY_DATABASE": f"sqlite:///{tmp_path}/parley.db"}
    plan = app.make_plan(database, platform="console", is_dry_run=False, as_json=False)
    with pytest.raises(ExceptionGroup) as raised:
        await app.run(plan, look)
    assert raised.group_contains(LookedError)
    assert "memory release" in names
