"""Profile of a bot under load: which code the processor time of a message goes to. See bench/README.md."""

import asyncio
import linecache
import shutil
import signal
import sysconfig
import tempfile
from asyncio.subprocess import DEVNULL
from collections import Counter
from collections.abc import AsyncIterator, Callable, Mapping, Sequence
from contextlib import asynccontextmanager
from itertools import islice
from pathlib import Path
from typing import Annotated, NamedTuple, TypeAlias

import typer
from rich.box import SIMPLE_HEAD
from rich.console import Console
from rich.table import Table

from bench.contestants.messages import friendly_messages
from bench.core_loads import LOADS, CoreLoad, send_texts
from bench.under_load import AUTHORS, MAX_WORDS, MIN_WORDS, ROOT, RUDE, launch_bot

SAMPLES_A_SECOND = 400

WAITS = (".get(", ".acquire(", ".poll(", ".wait(")
"""Calls on whose line a thread waits, which takes no processor time."""

OUTSIDE = "(none)"
"""The function of what runs without one of the project around it: the event loop, a thread of a library."""


class Frame(NamedTuple):
    """A frame of a stack: a function, and the line that it is at."""

    function: str
    path: str
    line: int


Stack: TypeAlias = tuple[Frame, ...]
"""Frames, the outermost first."""


class Profile(NamedTuple):
    """Samples by stack, and the milliseconds of processor time a message that all of them stand for."""

    samples: Counter[Stack]
    milliseconds: float


def main(
    platform: Annotated[str, typer.Option(help="discord or slack.")] = "discord",
    seconds: Annotated[int, typer.Option(help="How long each load lasts.")] = 20,
    top: Annotated[int, typer.Option(help="How many functions are shown.")] = 25,
) -> None:
    """Sample a real bot on a fake platform, and print which code its messages spend their time in."""
    if (sampler := find_sampler()) is None:
        raise SystemExit("py-spy is not installed: pip install --require-hashes -r locks/bench.txt")
    profiles = asyncio.run(profile(LOADS[platform], seconds=seconds, sampler=sampler))
    console = Console()
    console.print(build_table("package", profiles, name=name_package, top=top))
    console.print(build_table("function of the project", profiles, name=name_function, top=top))


def find_sampler() -> str | None:
    """Find the py-spy of this environment, or another; None if there is none."""
    return shutil.which("py-spy", path=sysconfig.get_path("scripts")) or shutil.which("py-spy")


async def profile(core: CoreLoad, *, seconds: int, sampler: str) -> Mapping[str, Profile]:
    """Profile a bot with clean messages, and with flagged ones."""
    texts = friendly_messages(0, least=MIN_WORDS, most=MAX_WORDS)
    async with core.open_load("as-shipped") as load:
        flagged_rate = core.rate / load.rude_every
        flagged = [f"{RUDE} {number}" for number in range(int(flagged_rate * seconds))]
        with tempfile.TemporaryDirectory() as folder:
            bot = await launch_bot(load, Path(folder))
            try:
                await send_texts(load, bot.pid, [*islice(texts, AUTHORS), RUDE], rate=core.rate)
                clean = [*islice(texts, core.rate * seconds), f"{RUDE} at last"]
                profiles = {}
                for name, sent, rate in (
                    ("clean", clean, core.rate),
                    ("flagged", flagged, flagged_rate),
                ):
                    path = Path(folder) / name
                    async with _sampling(bot.pid, path, sampler=sampler):
                        spent = await send_texts(load, bot.pid, sent, rate=rate)
                    profiles[name] = Profile(read_samples(path), spent.all_threads)
            finally:
                bot.terminate()
                await bot.wait()
    return profiles


@asynccontextmanager
async def _sampling(process: int, path: Path, *, sampler: str) -> AsyncIterator[None]:
    """Sample the threads of a process, and write their stacks to a file at the end."""
    running = await asyncio.create_subprocess_exec(
        *(sampler, "record", "--pid", str(process), "--format", "raw", "--output", str(path)),
        *("--rate", str(SAMPLES_A_SECOND), "--duration", "unlimited", "--full-filenames"),
        stdout=DEVNULL,
        stderr=DEVNULL,
    )
    try:
        yield
    finally:
        running.send_signal(signal.SIGINT)
        await running.wait()
    if not path.exists():  # noqa: ASYNC240 - it is on this machine
        raise SystemExit(
            f"py-spy may not look at process {process}: try as root, or with CAP_SYS_PTRACE"
        )


def read_samples(path: Path) -> Counter[Stack]:
    """Read samples of threads that work, not of those that wait: `f (path:1);g (path:2) 3`, a stack a line."""
    samples: Counter[Stack] = Counter()
    for line in path.read_text().splitlines():
        folded, _, count = line.rpartition(" ")
        stack = tuple(map(_read_frame, folded.split(";")))
        if not _is_waiting(stack[-1]):
            samples[stack] += int(count)
    return samples


def _read_frame(written: str) -> Frame:
    function, _, place = written.rpartition(" (")
    path, _, line = place.rstrip(")").rpartition(":")
    return Frame(function, path, int(line) if line.isdigit() else 0)


def _is_waiting(frame: Frame) -> bool:
    source = linecache.getline(frame.path, frame.line)
    return any(call in source for call in WAITS)


def name_package(stack: Stack) -> str:
    """Name the package of the innermost frame: a folder of the project, a library, or "python"."""
    path = _shorten(stack[-1].path)
    if not path:
        return "python"
    parts = Path(path).parts
    if parts[0] not in ("bot", "classifier"):
        return parts[0]
    return "/".join(parts[: 3 if parts[:2] == ("bot", "platforms") else 2])


def name_function(stack: Stack) -> str:
    """Name the innermost function of the project on a stack, with its file."""
    for frame in reversed(stack):
        path = _shorten(frame.path)
        if path.startswith(("bot/", "classifier/")):
            return f"{path}: {frame.function}"
    return OUTSIDE


def _shorten(path: str) -> str:
    """Return a path below the project or below the libraries; "" for what is in neither."""
    for folder in (sysconfig.get_path("purelib"), str(ROOT)):
        if path.startswith(f"{folder}/"):
            return path.removeprefix(f"{folder}/")
    return ""


def build_table(
    title: str, profiles: Mapping[str, Profile], *, name: Callable[[Stack], str], top: int
) -> Table:
    """Build a table of the microseconds a message by package or function, the most first."""
    spent = {load: _share(profile, name) for load, profile in profiles.items()}
    rows = sorted({row for shares in spent.values() for row in shares})
    rows.sort(key=lambda row: -sum(_relative(spent, profiles, row)))
    table = Table(box=SIMPLE_HEAD, caption="microseconds of processor time a message")
    table.add_column(title)
    for load in profiles:
        table.add_column(load, justify="right")
    for row in rows[:top]:
        table.add_row(row, *(f"{spent[load][row]:,.0f}" for load in profiles))
    table.add_row("all", *(f"{1000 * each.milliseconds:,.0f}" for each in profiles.values()))
    return table


def _share(profile: Profile, name: Callable[[Stack], str]) -> Counter[str]:
    """Return the microseconds a message of each package or function, rounded."""
    counted: Counter[str] = Counter()
    for stack, count in profile.samples.items():
        counted[name(stack)] += count
    each = 1000.0 * profile.milliseconds / max(1, counted.total())
    return Counter({row: round(count * each) for row, count in counted.items()})


def _relative(
    spent: Mapping[str, Counter[str]], profiles: Mapping[str, Profile], row: str
) -> Sequence[float]:
    return [
        spent[load][row] / each.milliseconds for load, each in profiles.items() if each.milliseconds
    ]


if __name__ == "__main__":
    typer.run(main)
