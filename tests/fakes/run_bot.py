"""All of `python -m bot` but the classifier: `python -m tests.fakes.run_bot run --json`."""

import classifier
from tests.fakes import scorer

classifier.load = scorer.load  # type: ignore[assignment]  # before anything takes it from there

from bot.__main__ import cli  # noqa: E402

cli()
