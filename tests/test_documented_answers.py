"""Answers and scripts that the documents show are those of the bundle that ships."""

import re
import subprocess
import sys
from pathlib import Path

from classifier import Label, Scores, load
from tests.fakes.command import environment

DOCS = Path(__file__).parents[1] / "docs"


def test_the_answer_and_the_version_that_pages_show_are_those_of_the_bundle() -> None:
    scorer = load()
    (scores,) = scorer.score(["You clown!"])
    assert isinstance(scores, Scores)
    first_request = (DOCS / "from-perspective.md").read_text()
    assert re.findall(r'"value": (0\.\d+)', first_request) == [f"{scores[Label.TOXIC]:.3f}"]
    measuring = (DOCS / "measuring.md").read_text()
    versions = set(re.findall(r"\b20\d\d\.\d+\.\d+\b", first_request + measuring))
    assert versions == {scorer.version}


def test_the_script_that_scores_a_file_runs_as_it_stands(tmp_path: Path) -> None:
    (script,) = re.findall(
        r"^```python\n(.*?)^```", (DOCS / "measuring.md").read_text(), re.MULTILINE | re.DOTALL
    )
    (tmp_path / "comments.csv").write_text("id,text\n1,You clown!\n2,\n")
    done = subprocess.run(
        [sys.executable, "-c", script],
        cwd=tmp_path,
        env=environment(),
        capture_output=True,
        text=True,
        check=True,
    )
    scored, unscored = done.stdout.splitlines()
    assert scored.startswith("You clown!\t")
    assert "toxic" in scored
    assert "empty" in unscored
