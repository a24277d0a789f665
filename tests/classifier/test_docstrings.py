import doctest
from importlib import import_module
from pathlib import Path

import pytest

import classifier

FOLDER = Path(classifier.__file__).parent
MODULES = sorted(
    ".".join(file.relative_to(FOLDER.parent).with_suffix("").parts).removesuffix(".__init__")
    for file in FOLDER.rglob("*.py")
    if ">>> " in file.read_text("utf-8")
)


@pytest.mark.parametrize("name", MODULES)
def test_examples_in_docstrings_are_true(name: str) -> None:
    assert not doctest.testmod(import_module(name)).failed
