"""New thresholds in a policy file: they replace, and nothing else changes."""

import stat
import tomllib
from pathlib import Path

import pytest

from bot.domain.policy import Policy
from bot.web.migrate.old_scores import MigrationError
from bot.web.migrate.policy_file import write_into_policy
from bot.web.migrate.threshold_migration import NewRule
from classifier import Label

EXAMPLE = Path(__file__).parents[4] / "policy.example.toml"
RULES = [NewRule(Label.TOXIC, 0.61234, 0.93, ()), NewRule(Label.THREAT, 0.5, None, ())]


def write(folder: Path, text: str) -> str:
    """The policy after the rules were written into it."""
    path = folder / "policy.toml"
    path.write_text(text)
    write_into_policy(path, RULES)
    Policy.model_validate(tomllib.loads(path.read_text()))
    return path.read_text()


def test_only_the_lines_of_its_labels_change(tmp_path: Path) -> None:
    before = EXAMPLE.read_text().splitlines()
    after = write(tmp_path, EXAMPLE.read_text()).splitlines()
    changed = [(a, b) for a, b in zip(before, after, strict=True) if a != b]
    assert changed == [
        ('flag = "model"', "flag = 0.6123"),
        ('act = "model"', "act = 0.93"),
        ('flag = "model"', "flag = 0.5"),
        ('act = "model"', 'act = "off"'),
    ]


@pytest.mark.parametrize(
    "text",
    [
        'mode = "flag" # as agreed\n',
        'mode = "flag" # as agreed\n[channels.C1]\nmode = "shadow"\n',
        'labels = { toxic = { flag = 0.3, action = "warn" } } # as agreed\n',
        '[labels] # as agreed\ntoxic = { flag = 0.3, action = "warn" }\n',
    ],
    ids=["none", "others", "inline", "mixed"],
)
def test_a_policy_of_any_shape_gets_them(tmp_path: Path, text: str) -> None:
    after = write(tmp_path, text)
    assert "# as agreed" in after
    labels = tomllib.loads(after)["labels"]
    assert labels["toxic"]["flag"] == 0.6123
    assert labels["threat"] == {"flag": 0.5, "act": "off"}


def test_its_permissions_stay(tmp_path: Path) -> None:
    path = tmp_path / "policy.toml"
    path.write_text("")
    path.chmod(0o640)
    write_into_policy(path, RULES)
    assert stat.S_IMODE(path.stat().st_mode) == 0o640
    assert [each.name for each in tmp_path.iterdir()] == ["policy.toml"]


@pytest.mark.parametrize(
    ("text", "says"),
    [
        ("mode = flag", "policy.toml: "),
        ('mode = "fierce"', "policy.toml: mode: got"),
        ("[labels.toxic]\nflag = 2\n", "policy.toml: labels.toxic.flag: got"),
    ],
)
def test_a_file_that_is_no_policy_is_left_alone(tmp_path: Path, text: str, says: str) -> None:
    path = tmp_path / "policy.toml"
    path.write_text(text)
    with pytest.raises(MigrationError, match=says):
        write_into_policy(path, RULES)
    assert path.read_text() == text
