"""Measuring and citing: the page and the citation name what there is."""

import re
import tomllib
from pathlib import Path

from classifier import load

ROOT = Path(__file__).parents[3]


def test_the_page_on_measuring_names_the_bundle_that_ships() -> None:
    page = (ROOT / "docs/measuring.md").read_text("utf-8")
    assert set(re.findall(r"\b20\d\d\.\d+\.\d+\b", page)) == {load().version}


def test_the_citation_names_the_version_of_the_program() -> None:
    project = tomllib.loads((ROOT / "pyproject.toml").read_text("utf-8"))["project"]
    citation = (ROOT / "CITATION.cff").read_text("utf-8")
    assert f'version: "{project["version"]}"' in citation
    assert f"license: {project['license']}" in citation
