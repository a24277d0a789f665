"""Coverage-guided fuzzing of cleaning, scoring and explaining, with atheris. See bench/README.md.

    .venv/bin/pip install 'atheris>=3,<4'
    .venv/bin/python -m bench.fuzz [CORPUS] [-max_total_time=600] [-max_len=400]

Arguments are those of libFuzzer. It ends with the text that broke an invariant, or that took 20 seconds.
"""

import sys
from importlib import import_module
from typing import Any

from tests.classifier.poison import UNITS

MAX_PIECES = 60
RAW = 128
"""Bytes from here on draw a piece of poison, smaller ones a character."""


def main() -> None:
    """Fuzz until libFuzzer is told to stop."""
    atheris: Any = import_module("atheris")
    with atheris.instrument_imports(include=["classifier.text", "classifier.inference.explain"]):
        from classifier import load  # noqa: PLC0415 - imported under instrumentation
        from tests.classifier.invariants import check_text  # noqa: PLC0415

    scorer = load()
    arguments = [sys.argv[0], "-timeout=20", *sys.argv[1:]]
    atheris.Setup(arguments, lambda data: check_text(scorer, make_text(atheris, data)))
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
