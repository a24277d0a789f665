"""Options of several of the classifier's commands."""

from pathlib import Path
from typing import Annotated

import typer

BundleFolder = Annotated[
    Path | None, typer.Option("--bundle", help="A model folder; by default the one that ships.")
]
Run = Annotated[Path, typer.Option("--run", help="Where a run keeps its weights, curves and log.")]
