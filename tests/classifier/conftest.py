import shutil
from pathlib import Path

import pytest

from classifier import Scorer, load
from classifier.inference.bundle import DEFAULT


@pytest.fixture(scope="session")
def scorer() -> Scorer:
    """Load the bundle that ships."""
    return load()


@pytest.fixture
def bundle(tmp_path: Path) -> Path:
    """Copy the bundle that ships, to be damaged."""
    return Path(shutil.copytree(DEFAULT, tmp_path / "bundle"))
