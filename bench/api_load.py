"""Load test of the API: requests a second and latency, beside a Flask wrapper. See bench/README.md."""

import asyncio
import json
import os
import socket
import subprocess
import sys
import time
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from functools import partial
from pathlib import Path
from statistics import median, quantiles
from tempfile import TemporaryFile
from typing import IO, Annotated

import typer
from rich.box import SIMPLE_HEAD
from rich.console import Console
from rich.table import Table

from bench.contestants.messages import messages

ROOT = Path(__file__).resolve().parent.parent
PORT = 8123
START_SECONDS = 60.0
ANSWER_SECONDS = 30.0
"""Seconds after the end of a load in which what was sent must be answered."""

GOAL_RATE, GOAL_P99 = 1000.0, 0.050
CONNECTIONS = 32


@dataclass(frozen=True, slots=True)
class Service:
    """A server to be measured: its command, and the request that it gets for a text."""

    title: str
    command: tuple[str, ...]
    path: str
    build_request: Callable[[str], object]


SERVICES = {
    "parley": Service(
        "Parley",
        ("-m", "bot", "web", "--api-only", "--port", str(PORT)),
        "/v1alpha1/comments:analyze?key=bench",
        lambda text: {"comment": {"text": text}, "requestedAttributes": {"TOXICITY": {}}},
    ),
    "flask": Service(
        "Flask + alt-profanity-check",
        ("-m", "bench.contestants.flask_profanity", str(PORT)),
        "/score",
        lambda text: {"text": text},
    ),
}


@dataclass(frozen=True, slots=True)
class ServiceFigures:
    """Requests a second by the clock and of the server's own processor time; latencies in seconds, memory in MiB."""

    per_second: float
    per_cpu_second: float
    p50: float
    p99: float
    resident: float


class ServerFailedError(Exception):
    """A server that ended, did not listen in time, or stopped answering; says what it said last, or what failed."""


def main(
    seconds: Annotated[float, typer.Option(help="How long each load lasts.")] = 10.0,
    json_file: Annotated[
        Path | None, typer.Option("--json", help="Write the figures here.")
    ] = None,
) -> None:
    """Load the API with short texts, no two alike, and print what it makes of them."""
    console = Console()
    measured: dict[str, ServiceFigures] = {}
    for name, service in SERVICES.items():
        try:
            with (
                Console(stderr=True).status(f"measuring {service.title}"),
                _run_server(service) as server,
            ):
                measured[name] = asyncio.run(_measure(service, server, seconds=seconds))
        except ServerFailedError as error:
            console.print(f"{service.title} is left out: {error}")
    if not measured:
        raise typer.Exit(1)
    console.print(_build_table(measured))
    console.print(f"{os.cpu_count()} cores, load {os.getloadavg()[0]:.1f}", style="dim")
    if json_file:
        figures = {
            name: {f: getattr(each, f) for f in ServiceFigures.__slots__}
            for name, each in measured.items()
        }
        json_file.write_text(json.dumps(figures, indent=2) + "\n")


@contextmanager
def _run_server(service: Service) -> Iterator[subprocess.Popen[bytes]]:
    """Run a server on one core of its own, from when it listens; the load comes from another."""
    cores = sorted(os.sched_getaffinity(0))
    _check_port()
    with (
        TemporaryFile() as errors,
        subprocess.Popen(
            [sys.executable, *service.command],
            cwd=ROOT,
            preexec_fn=partial(os.sched_setaffinity, 0, {cores[-1]}),  # noqa: PLW1509 - one system call, and no lock
            env=os.environ | {"OMP_NUM_THREADS": "1"},
            stderr=errors,
        ) as server,
    ):
        os.sched_setaffinity(0, set(cores[:-1]) or set(cores))
        try:
            if not asyncio.run(_wait_until_listening(server)):
                raise ServerFailedError(_last_line(errors))
            yield server
        finally:
            os.sched_setaffinity(0, set(cores))
            server.terminate()


def _check_port() -> None:
    """Check that nobody listens on the port: their answers would be measured, or waited for."""
    with socket.socket() as other:
        if other.connect_ex(("127.0.0.1", PORT)) == 0:
            raise ServerFailedError(f"port {PORT} is taken")


async def _wait_until_listening(server: subprocess.Popen[bytes]) -> bool:
    """Wait for a server's port; false if the server ended, or took more than `START_SECONDS`."""
    patience = time.monotonic() + START_SECONDS
    while server.poll() is None and time.monotonic() < patience:
        try:
            _, writer = await asyncio.open_connection("127.0.0.1", PORT)
        except ConnectionError:
            await asyncio.sleep(0.05)
        else:
            writer.close()
            return server.poll() is None
    return False


def _last_line(errors: IO[bytes]) -> str:
    errors.seek(0)
    lines = errors.read().decode(errors="replace").strip().splitlines()
    return lines[-1] if lines else f"it did not listen on port {PORT} in {START_SECONDS:.0f} s"


async def _measure(
    service: Service, server: subprocess.Popen[bytes], *, seconds: float
) -> ServiceFigures:
    requests = (_request(service, text) for text in messages(7, least=3, most=12))
    await _send_requests(requests, seconds=1.0, rate=None)  # warm
    spent, began = _cpu_seconds(server.pid), time.perf_counter()
    times = await _send_requests(requests, seconds=seconds, rate=None)
    took, used = time.perf_counter() - began, _cpu_seconds(server.pid) - spent
    waits = await _send_requests(requests, seconds=seconds, rate=GOAL_RATE / 2)
    return ServiceFigures(
        per_second=len(times) / took,
        per_cpu_second=len(times) / used,
        p50=median(waits),
        p99=quantiles(waits, n=100)[-1],
        resident=_resident_mebibytes(server.pid),
    )


async def _send_requests(
    requests: Iterator[bytes], *, seconds: float, rate: float | None
) -> list[float]:
    """Send requests, as many as can be or `rate` a second, and return the seconds each took.

    With a rate, waiting counts from when the request was due, so that a server that stalls pays
    for all that it kept waiting.
    """
    began = time.perf_counter()
    due = (began + number / rate for number in range(int(seconds * rate))) if rate else None
    times: list[float] = []

    async def connect() -> None:
        reader, writer = await asyncio.open_connection("127.0.0.1", PORT)
        while True:
            start = next(due, None) if due else time.perf_counter()
            if start is None or start > began + seconds:
                break
            if (early := start - time.perf_counter()) > 0:
                await asyncio.sleep(early)
            writer.write(next(requests))
            await _read_answer(reader)
            times.append(time.perf_counter() - start)
        writer.close()

    try:
        async with asyncio.timeout(seconds + ANSWER_SECONDS):
            await asyncio.gather(*(connect() for _ in range(CONNECTIONS)))
    except (TimeoutError, ConnectionError, EOFError) as error:
        raise ServerFailedError(f"it stopped answering ({type(error).__name__})") from error
    return times


def _request(service: Service, text: str) -> bytes:
    body = json.dumps(service.build_request(text)).encode()
    head = (
        f"POST {service.path} HTTP/1.1\r\nHost: localhost\r\nContent-Type: application/json\r\n"
        f"Content-Length: {len(body)}\r\n\r\n"
    )
    return head.encode() + body


async def _read_answer(reader: asyncio.StreamReader) -> None:
    head = (await reader.readuntil(b"\r\n\r\n")).lower()
    if not head.startswith(b"http/1.1 200"):
        raise RuntimeError(head.decode())
    length = head.partition(b"content-length:")[2].partition(b"\r\n")[0]
    await reader.readexactly(int(length))


def _cpu_seconds(pid: int) -> float:
    fields = Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()
    return (int(fields[11]) + int(fields[12])) / os.sysconf("SC_CLK_TCK")


def _resident_mebibytes(pid: int) -> float:
    pages = int(Path(f"/proc/{pid}/statm").read_text().split()[1])
    return pages * os.sysconf("SC_PAGE_SIZE") / 2**20


def _build_table(measured: Mapping[str, ServiceFigures]) -> Table:
    table = Table(box=SIMPLE_HEAD)
    table.add_column("")
    table.add_column("goal", justify="right", style="dim")
    for name in measured:
        table.add_column(SERVICES[name].title, justify="right")
    rows: tuple[tuple[str, str, Callable[[ServiceFigures], str]], ...] = (
        ("requests a second", f">= {GOAL_RATE:,.0f}", lambda f: f"{f.per_second:,.0f}"),
        ("of processor time", f">= {GOAL_RATE:,.0f}", lambda f: f"{f.per_cpu_second:,.0f}"),
        (f"median at {GOAL_RATE / 2:,.0f}/s", "", lambda f: f"{1000 * f.p50:,.1f} ms"),
        (
            f"p99 at {GOAL_RATE / 2:,.0f}/s",
            f"<= {1000 * GOAL_P99:.0f} ms",
            lambda f: f"{1000 * f.p99:,.1f} ms",
        ),
        ("memory", "", lambda f: f"{f.resident:,.0f} MiB"),
    )
    for title, goal, show in rows:
        table.add_row(title, goal, *(show(figures) for figures in measured.values()))
    return table


if __name__ == "__main__":
    typer.run(main)
