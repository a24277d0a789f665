"""The wheel, installed as an owner installs it: `make test-wheel` puts it into an environment of its own."""

import json
import os
import subprocess
import sys
import zipfile
from pathlib import Path

import pytest

HERE = Path(sys.prefix) / "wheel"
PARLEY = HERE / "env" / "bin" / "parley"


@pytest.fixture(scope="module")
def names() -> frozenset[str]:
    """The files in the wheel."""
    (wheel,) = HERE.glob("*.whl")
    with zipfile.ZipFile(wheel) as archive:
        return frozenset(archive.namelist())


def run_parley(*argv: str, folder: Path, typed: str = "") -> subprocess.CompletedProcess[str]:
    """Run the installed command in an empty folder, without anything of the checkout."""
    return subprocess.run(
        [PARLEY, *argv],
        cwd=folder,
        env={"PATH": os.environ["PATH"], "HOME": str(folder)},
        input=typed,
        capture_output=True,
        text=True,
        check=False,
    )


def test_messages_are_moderated_with_the_bundle_inside(tmp_path: Path) -> None:
    done = run_parley("run", "--json", folder=tmp_path, typed="good morning\nyou stupid idiot\n")
    assert done.returncode == 0, done.stderr
    answers = [json.loads(line) for line in done.stdout.splitlines()]
    assert [answer["verdict"] for answer in answers] == ["none", "delete"]


def test_both_versions_are_named(tmp_path: Path) -> None:
    assert run_parley("--version", folder=tmp_path).stdout.startswith("Parley 0.")


def test_what_to_begin_with_is_written_and_accepted(tmp_path: Path) -> None:
    assert run_parley("init", folder=tmp_path).returncode == 0
    assert {path.name for path in tmp_path.iterdir()} == {".env", "policy.toml"}
    done = run_parley("doctor", folder=tmp_path)
    assert done.returncode == 0, done.stdout


@pytest.mark.parametrize(
    ("argv", "extra"),
    [(["web", "--api-only"], "api"), (["desk"], "desk"), (["desk", "link"], "desk")],
    ids=["web", "desk", "link"],
)
def test_the_extra_that_is_missing_is_named(tmp_path: Path, argv: list[str], extra: str) -> None:
    done = run_parley(*argv, folder=tmp_path)
    assert done.returncode == 78
    assert f"install Parley again with its extra `{extra}`" in done.stderr


def test_the_desk_has_its_pages_and_what_they_need(names: frozenset[str]) -> None:
    desk = "bot/web/desk"
    for name in ("templates/queue.html", "static/desk.js", "static/htmx.min.js"):
        assert f"{desk}/{name}" in names
    assert f"{desk}/static/htmx.LICENSE.txt" in names
    assert "bot/locales/de/LC_MESSAGES/desk.po" in names


def test_the_documentation_lies_inside_and_no_test_does(names: frozenset[str]) -> None:
    assert "classifier/shipped/docs/from-perspective.md" in names
    assert "classifier/shipped/policy.example.toml" in names
    roots = {name.partition("/")[0] for name in names}
    assert {root for root in roots if not root.endswith(".dist-info")} == {"bot", "classifier"}
