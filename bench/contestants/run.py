"""Measure one contestant in this process: `python -m bench.contestants.run NAME` prints JSON.

It imports only the standard library by itself, so that what a contestant imports is counted.
"""

import json
import os
import sys
import time
from collections.abc import Callable, Iterator, Sequence
from importlib import import_module
from itertools import islice
from pathlib import Path
from statistics import median, quantiles

from bench.contestants.messages import messages

Score = Callable[[Sequence[str]], object]

SECONDS = 4.0
"""Seconds that each figure is measured, at most, after `LEAST` messages."""
LEAST, MOST = 20, 3000
BATCH = 512


def main(name: str) -> dict[str, float]:
    """All figures of a contestant, from the first import on; times in seconds, memory in MiB."""
    began = time.perf_counter()
    score = import_module(f"bench.contestants.{name}").make_ready()
    score(["hello there"])
    figures = {"ready": time.perf_counter() - began}
    _times(score, messages(0, least=12, most=12), seconds=1.0)
    figures["resident_ready"] = _resident()
    for words in (12, 60, 200):
        times = _times(score, messages(words, least=words, most=words), seconds=SECONDS)
        figures[f"words_{words}_p50"] = median(times)
        figures[f"words_{words}_p99"] = quantiles(times, n=100)[-1]
    figures["per_second"] = _throughput(score, messages(1, least=3, most=12))
    figures["resident_end"] = _resident()
    return figures


def _times(score: Score, texts: Iterator[str], *, seconds: float) -> list[float]:
    """Return the seconds that each message takes when it comes alone."""
    times: list[float] = []
    until = time.perf_counter() + seconds
    while len(times) < LEAST or (time.perf_counter() < until and len(times) < MOST):
        text = [next(texts)]
        began = time.perf_counter()
        score(text)
        times.append(time.perf_counter() - began)
    return times


def _throughput(score: Score, texts: Iterator[str]) -> float:
    """Messages a second of processor time, when many come at once.

    Processor time, because whatever else runs on the machine would halve a figure by the clock.
    """
    done, spent = 0, 0.0
    while spent < SECONDS:
        batch = list(islice(texts, BATCH))
        began = time.process_time()
        score(batch)
        spent += time.process_time() - began
        done += BATCH
    return done / spent


def _resident() -> float:
    """The process's memory in MiB: `VmRSS` of Linux."""
    [line] = [
        line
        for line in Path("/proc/self/status").read_text().splitlines()
        if line.startswith("VmRSS:")
    ]
    return int(line.split()[1]) / 1024


if __name__ == "__main__":
    os.sched_setaffinity(0, {max(os.sched_getaffinity(0))})
    print(json.dumps(main(sys.argv[1])))
