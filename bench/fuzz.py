"""Coverage-guided fuzzing, with atheris: of cleaning, scoring and explaining, and of events. See bench/README.md.

    make fuzz                               # all three, a minute each
    .venv/bin/python -m bench.fuzz [text|discord|slack] [CORPUS] [-max_total_time=600] [-max_len=400]

Arguments are those of libFuzzer. It ends with what broke an invariant, or took 20 seconds.
"""

import asyncio
import sys
from collections.abc import Callable, Mapping
from contextlib import AbstractAsyncContextManager
from importlib import import_module
from typing import Any

from classifier.extras import explain_missing_module
from tests.classifier.poison import UNITS

MAX_PIECES = 60
RAW = 128
"""Bytes from here on draw a piece of poison, smaller ones a character."""

EVENTS: Mapping[str, str] = {"discord": "open_discord", "slack": "open_slack"}
"""Functions of `tests.fakes.event_fuzzing` that open the fuzzer of a platform's events."""


def main() -> None:
    """Fuzz until libFuzzer is told to stop."""
    try:
        atheris: Any = import_module("atheris")
    except ModuleNotFoundError as error:
        raise SystemExit(explain_missing_module(error)) from error
    target, *arguments = sys.argv[1:] or ["text"]
    if target in EVENTS:
        _fuzz_events(atheris, EVENTS[target], arguments)
    else:
        _fuzz_texts(atheris, arguments if target == "text" else [target, *arguments])


def _fuzz_texts(atheris: Any, arguments: list[str]) -> None:
    with atheris.instrument_imports(include=["classifier.text", "classifier.inference.explain"]):
        from classifier import load  # noqa: PLC0415 - imported under instrumentation
        from tests.classifier.invariants import check_text  # noqa: PLC0415

    scorer = load()
    _fuzz(atheris, arguments, lambda data: check_text(scorer, make_text(atheris, data)))


def _fuzz_events(atheris: Any, opener: str, arguments: list[str]) -> None:
    with atheris.instrument_imports(include=["bot.platforms"]):
        from tests.fakes import event_fuzzing  # noqa: PLC0415 - imported under instrumentation

    opened: AbstractAsyncContextManager[Any] = getattr(event_fuzzing, opener)()
    with asyncio.Runner() as runner:
        fuzzer = runner.run(opened.__aenter__())

        def check(data: bytes) -> None:
            provider = atheris.FuzzedDataProvider(data)
            runner.run(fuzzer.check(lambda most: provider.ConsumeIntInRange(0, most - 1)))

        _fuzz(atheris, arguments, check)


def _fuzz(atheris: Any, arguments: list[str], check: Callable[[bytes], object]) -> None:
    atheris.Setup([sys.argv[0], "-timeout=20", *arguments], check)
    atheris.Fuzz()


def make_text(atheris: Any, data: bytes) -> str:
    """Return a text that bytes choose, piece by piece: characters of all planes, and poison."""
    provider = atheris.FuzzedDataProvider(data)
    pieces: list[str] = []
    while provider.remaining_bytes() and len(pieces) < MAX_PIECES:
        choice = provider.ConsumeIntInRange(0, 255)
        if choice < RAW:
            pieces.append(provider.ConsumeUnicode(1 + choice % 8))
        else:
            unit = UNITS[provider.ConsumeIntInRange(0, len(UNITS) - 1)]
            pieces.append(unit * (1 + choice - RAW))
    return "".join(pieces)


if __name__ == "__main__":
    main()
