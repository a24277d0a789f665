"""Samples of a profile: what waits is left out, and the rest is named by the code that it is in."""

import threading
from pathlib import Path

import pytest
import sqlalchemy

from bench.profile import (
    OUTSIDE,
    Profile,
    build_table,
    name_function,
    name_package,
    read_samples,
)
from bench.under_load import ROOT

WAITING = f"Event.wait ({threading.__file__}:{{line}})"
CLEANING = f"serve ({ROOT}/bot/runner.py:50);clean ({ROOT}/classifier/text/normalize.py:90)"
ASKING = f"find ({ROOT}/bot/store/cases.py:5);execute ({sqlalchemy.__file__}:1)"


@pytest.fixture
def samples(tmp_path: Path) -> Path:
    """Three samples of cleaning, one of asking a database, a hundred of waiting, and one of Python alone."""
    source = Path(threading.__file__).read_text().splitlines()
    line = 1 + next(n for n, text in enumerate(source) if "signaled = self._cond.wait(" in text)
    path = tmp_path / "samples"
    path.write_text(
        f"{CLEANING} 3\n{ASKING} 1\n{WAITING.format(line=line)} 100\n_run (<frozen runpy>:9) 1\n"
    )
    return path


def test_a_thread_that_waits_is_not_counted(samples: Path) -> None:
    assert read_samples(samples).total() == 5


def test_a_stack_is_named_by_its_innermost_package_and_function_of_the_project(
    samples: Path,
) -> None:
    named = {(name_package(stack), name_function(stack)) for stack in read_samples(samples)}
    assert named == {
        ("classifier/text", "classifier/text/normalize.py: clean"),
        ("sqlalchemy", "bot/store/cases.py: find"),
        ("python", OUTSIDE),
    }


def test_a_share_of_the_samples_is_as_large_a_share_of_the_time(samples: Path) -> None:
    profiles = {"clean": Profile(read_samples(samples), milliseconds=2.0)}
    table = build_table("package", profiles, name=name_package, top=2)
    assert [list(column.cells) for column in table.columns] == [
        ["classifier/text", "python", "all"],
        ["1,200", "400", "2,000"],
    ]
