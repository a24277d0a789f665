"""Processor time of a message in multiples of a fixed piece of work, beside the last one recorded. See bench/README.md."""

import json
import os
import resource
import subprocess
import sys
import tempfile
import time
from collections.abc import Sequence
from itertools import islice
from statistics import median
from typing import Annotated, NamedTuple

import typer
from rich.console import Console

from bench.contestants.messages import friendly_messages
from bench.under_load import MAX_WORDS, MIN_WORDS, ROOT, RUDE, RUDE_EVERY

RECORDED = ROOT / "bench/message_cost.json"

MAX_GROWTH = 1.25
"""Growth of the cost over the recorded one from which the check fails."""

MESSAGES = 2_000
ROUNDS = 5
"""Rounds at most: one that is within the bound is enough, as what else runs on the machine only adds to it."""

_SPINS = 400_000


class Cost(NamedTuple):
    """Seconds of processor time of a message, and of the fixed work, measured side by side."""

    message: float
    spin: float

    @property
    def ratio(self) -> float:
        """A message in multiples of the fixed work: about the same on every machine."""
        return self.message / self.spin


def main(
    *,
    record: Annotated[
        bool, typer.Option("--record", help="Record the median of the rounds, and compare nothing.")
    ] = False,
    rounds: Annotated[int, typer.Option(help="Rounds at most.")] = ROUNDS,
) -> None:
    """Measure what a message costs the bot on the console; exit with 1 if that has grown by a quarter."""
    console = Console()
    bound = None if record else MAX_GROWTH * json.loads(RECORDED.read_text())["ratio"]
    ratios: list[float] = []
    for _ in range(rounds):
        cost = measure()
        ratios.append(cost.ratio)
        console.print(
            f"a message {1000 * cost.message:.2f} ms, the fixed work {1000 * cost.spin:.1f} ms:"
            f" {cost.ratio:.4f}" + (f", at most {bound:.4f}" if bound else "")
        )
        if bound and cost.ratio <= bound:
            return
    if record:
        RECORDED.write_text(json.dumps({"ratio": round(median(ratios), 4)}) + "\n")
        return
    console.print(
        "a message costs a quarter more than was recorded: see bench.profile", style="red"
    )
    raise typer.Exit(1)


def measure() -> Cost:
    """Measure a round: the fixed work before and after a bot, with messages and without any."""
    texts = list(islice(friendly_messages(0, least=MIN_WORDS, most=MAX_WORDS), MESSAGES))
    texts[::RUDE_EVERY] = [f"{RUDE} {number}" for number in range(0, MESSAGES, RUDE_EVERY)]
    before = _spin()
    idle, busy = _run_bot([]), _run_bot(texts)
    return Cost(max(0.0, busy - idle) / MESSAGES, (before + _spin()) / 2)


def _spin() -> float:
    """Do the fixed work: strings in a dictionary that is larger than caches, as what the bot knows is. Return its seconds."""
    began, known = time.process_time(), dict[str, int]()
    for number in range(_SPINS):
        word = f"word{number * 7_919 % _SPINS}"
        known[word] = known.get(word, 0) + len(word.upper())
    return time.process_time() - began


def _run_bot(texts: Sequence[str]) -> float:
    """Have a bot moderate texts on the console; return the seconds of processor time that it took."""
    before = resource.getrusage(resource.RUSAGE_CHILDREN)
    with tempfile.TemporaryDirectory() as folder:
        subprocess.run(
            [sys.executable, "-m", "bot", "run", "--platform", "console", "--json"],
            input="".join(f"{text}\n" for text in texts).encode(),
            stdout=subprocess.DEVNULL,
            stderr=subprocess.DEVNULL,
            cwd=folder,
            env={"PATH": os.environ["PATH"], "PYTHONPATH": str(ROOT)},
            check=True,
        )
    after = resource.getrusage(resource.RUSAGE_CHILDREN)
    return after.ru_utime + after.ru_stime - before.ru_utime - before.ru_stime


if __name__ == "__main__":
    typer.run(main)
