"""Libraries that only some commands need: each command says in one line how to install its own."""

import subprocess
import sys
from pathlib import Path

import pytest

from classifier.extras import EXTRAS, explain_missing_module
from tests.fakes.command import ROOT, environment

WITHOUT = """
import runpy, sys
sys.modules.update(dict.fromkeys({modules!r}))   # as if not installed
sys.argv = {argv!r}
runpy.run_module(sys.argv[0], run_name="__main__", alter_sys=True)
"""


def run_without(modules: tuple[str, ...], *argv: str) -> subprocess.CompletedProcess[str]:
    """Run a command in a Python that cannot import some modules."""
    code = WITHOUT.format(modules=modules, argv=list(argv))
    return subprocess.run(
        [sys.executable, "-c", code],
        env=environment(),
        cwd=ROOT,
        capture_output=True,
        text=True,
        check=False,
    )


def test_the_api_without_its_libraries_is_one_line_with_the_remedy() -> None:
    done = run_without(EXTRAS["api"], "bot", "web", "--api-only")
    assert done.returncode == 78
    assert done.stderr == (
        "this command needs uvicorn, which the bot alone does not: "
        ".venv/bin/pip install --require-hashes -r locks/api.txt\n"
    )


def test_the_page_without_its_libraries_names_what_brings_them_all() -> None:
    done = run_without((*EXTRAS["api"], *EXTRAS["web"]), "bot", "web")
    assert done.returncode == 78
    assert done.stderr.endswith("-r locks/web.txt\n")


def test_training_without_its_libraries_is_one_line_with_the_remedy(tmp_path: Path) -> None:
    argv = ("classifier", "train", "--data", str(tmp_path), "--run", str(tmp_path / "run"))
    done = run_without(EXTRAS["train"], *argv)
    assert done.returncode == 2
    assert done.stderr.startswith("error: this command needs ")
    assert done.stderr.endswith("-r locks/train.txt\n")
    assert len(done.stderr.splitlines()) == 1


@pytest.mark.parametrize(
    "argv", [("card", "--bundle", "nowhere"), ("evaluate-languages", "--data", "nowhere")]
)
def test_a_file_that_is_not_there_is_one_line(argv: tuple[str, ...]) -> None:
    done = run_without((), "classifier", *argv)
    assert done.returncode == 2
    (said,) = done.stderr.splitlines()
    assert said.startswith("error: nowhere")
    assert said.endswith("No such file or directory")


def test_a_module_that_no_extra_brings_is_a_fault_of_ours_and_not_explained_away() -> None:
    assert explain_missing_module(ModuleNotFoundError("x", name="bot.nowhere")) is None


@pytest.mark.parametrize("extra", sorted(EXTRAS))
def test_each_extra_has_the_lock_that_the_remedy_names(extra: str) -> None:
    assert (ROOT / "locks" / f"{extra}.txt").is_file()
