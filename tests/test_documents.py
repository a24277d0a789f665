"""The documents agree with the code."""

import json
import re
import tomllib
from collections.abc import Iterator
from pathlib import Path

import pytest
import yaml
from typer.testing import CliRunner

from bot.__main__ import cli as bot_cli
from bot.config.settings import Settings
from classifier.__main__ import app as classifier_cli
from tests.reference.generate import FOLDER
from tests.reference.generate import PAGES as REFERENCE

ROOT = Path(__file__).parents[1]
COMMAND_LINES = {"bot": bot_cli, "classifier": classifier_cli}
PAGES = [
    path
    for pattern in (
        "*.md",
        "models/**/*.md",
        "deploy/**/*.md",
        "bot/**/*.md",
        "bench/*.md",
        "docs/**/*.md",
    )
    for path in sorted(ROOT.glob(pattern))
]


def named(page: Path) -> str:
    return str(page.relative_to(ROOT))


def anchors(page: Path) -> set[str]:
    """The names by which a page's headings can be linked, as forges make them."""
    headings = re.findall(r"^#+ (.+)$", page.read_text(), re.MULTILINE)
    return {re.sub(r"[^\w\- ]", "", heading.lower()).replace(" ", "-") for heading in headings}


@pytest.mark.parametrize("page", PAGES, ids=named)
def test_a_link_leads_somewhere(page: Path) -> None:
    text = page.read_text()
    for target in re.findall(r"\]\(([^)\s]+)\)", text) + re.findall(r'\ssrc="([^"]+)"', text):
        if target.startswith("https://"):
            continue
        file, _, anchor = target.partition("#")
        linked = page.parent / file if file else page
        assert linked.exists(), target
        assert not anchor or anchor in anchors(linked), target


@pytest.mark.parametrize("page", PAGES, ids=named)
def test_a_file_that_is_named_is_there(page: Path) -> None:
    spans = re.findall(
        r"`((?:bot|classifier|bench|tests|deploy|models)/[\w./-]*)`", page.read_text()
    )
    assert [name for name in spans if "NAME" not in name and not (ROOT / name).exists()] == []


@pytest.mark.parametrize("page", PAGES, ids=named)
def test_a_make_command_that_is_named_is_a_target(page: Path) -> None:
    targets = set(re.findall(r"^([a-z-]+):", (ROOT / "Makefile").read_text(), re.MULTILINE))
    said = set(re.findall(r"(?:`|^|\| )make ([a-z-]+)", page.read_text(), re.MULTILINE))
    assert said <= targets


def commands() -> Iterator[tuple[str, str]]:
    """Every `python -m bot|classifier COMMAND` of the documents, also as `a`, `b` and `c` in a row."""
    for page in PAGES:
        for package, first, others in re.findall(
            r"python -m (bot|classifier) ([a-z][a-z-]*)((?:`?(?:, | and )`[a-z-]+(?=`))*)",
            page.read_text(),
        ):
            for command in (first, *re.findall(r"`([a-z-]+)", others)):
                yield package, command


@pytest.mark.parametrize(("package", "command"), sorted(set(commands())))
def test_a_command_that_is_named_can_be_called(package: str, command: str) -> None:
    done = CliRunner().invoke(COMMAND_LINES[package], [command, "--help"])
    assert done.exit_code == 0, done.output


def test_the_sample_environment_lists_every_setting_and_no_other() -> None:
    listed = re.findall(r"^#? ?([A-Z_]+)=", (ROOT / ".env.example").read_text(), re.MULTILINE)
    assert sorted(listed) == sorted(str(field.alias) for field in Settings.model_fields.values())


@pytest.mark.parametrize("page", PAGES, ids=named)
def test_a_setting_that_is_named_is_one(page: Path) -> None:
    known = {str(field.alias) for field in Settings.model_fields.values()}
    said = set(re.findall(r"`((?:PARLEY|DISCORD|SLACK)_[A-Z_]+)\b", page.read_text()))
    assert said <= known


UNITS = {"ms": 1000.0, "%": 100.0}
"""Factors from what is measured to a unit: times are kept in seconds, shares as 0..1."""


FIGURES = [
    *(ROOT / name for name in ("README.md", "bench/README.md")),
    *(ROOT / "docs" / name for name in ("survival.md", "scale.md")),
]
"""Pages with tables of figures."""


def quoted_figures(page: Path) -> list[tuple[str, str, str, str]]:
    """The rows of a page's tables of figures: what, value with its unit, file, and place in it."""
    table = r"^\| ([^|]+) \| ([^|]+) \| \[[^]]+\]\(([^)]+)\) `([^`]+)` \|$"
    shown = re.sub(r"<!--.*?-->", "", page.read_text(), flags=re.DOTALL)
    return re.findall(table, shown, re.MULTILINE)


@pytest.mark.parametrize("page", FIGURES, ids=named)
def test_the_figures_of_a_page_are_the_measured_ones(page: Path) -> None:
    assert quoted_figures(page)
    for what, value, file, place in quoted_figures(page):
        measured = json.loads((page.parent / file).read_text())
        for key in place.split("."):
            measured = measured[key]
        number, _, unit = value.partition(" ")
        digits = len(number.partition(".")[2])
        scaled = float(measured) * UNITS.get(unit, 1.0)
        assert float(number.replace(",", "")) == round(scaled, digits), what


@pytest.mark.parametrize("name", REFERENCE)
def test_a_reference_page_is_what_the_code_says(name: str) -> None:
    assert (FOLDER / name).read_text("utf-8") == REFERENCE[name](), "make reference"


def test_one_version_is_named_everywhere() -> None:
    project = tomllib.loads((ROOT / "pyproject.toml").read_text())["project"]
    citation = yaml.safe_load((ROOT / "CITATION.cff").read_text())
    changelog = re.search(r"^## \[(\d[^\]]*)\]", (ROOT / "CHANGELOG.md").read_text(), re.MULTILINE)
    assert changelog
    assert project["version"] == citation["version"] == changelog[1]


def test_the_forge_calls_what_ci_calls() -> None:
    workflow = yaml.safe_load((ROOT / ".github/workflows/ci.yml").read_text())
    steps = [step.get("run", "") for step in workflow["jobs"]["check"]["steps"]]
    assert any(step.endswith("bash .ci/run") for step in steps)


@pytest.mark.parametrize("file", sorted(ROOT.glob(".github/**/*.yml")), ids=named)
def test_a_form_for_reports_can_be_read(file: Path) -> None:
    form = yaml.safe_load(file.read_text())
    assert "ISSUE_TEMPLATE" not in str(file) or {"name", "description", "body"} <= set(form)
