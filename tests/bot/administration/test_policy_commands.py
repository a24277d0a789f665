"""`parley policy`: a policy checked, shown with its sources, compared, and what was set in the chat as TOML."""

from collections.abc import Mapping
from pathlib import Path

import pytest
from sqlalchemy import make_url

from bot.domain.message import Author
from bot.store.database.engine import open_database
from bot.store.database.writer import Writer
from bot.store.policy_overrides import PolicyOverrides
from tests.fakes.command import run_bot

POLICY = """
mode = "flag"
[labels.toxic]
act = 0.97
[channels.9]
mode = "shadow"
[channels.9.labels.insult]
flag = 0.4
"""


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """A folder with a policy."""
    (tmp_path / "policy.toml").write_text(POLICY)
    return tmp_path


def policy(*argv: str, folder: Path, env: Mapping[str, str] | None = None) -> tuple[int, str]:
    """Run `parley policy`; return its exit code and all that it said, on lines of any length."""
    done = run_bot("policy", *argv, folder=folder, env={"COLUMNS": "200", **(env or {})})
    return done.returncode, (done.stdout + done.stderr).decode()


def find_row(said: str, key: str) -> list[str]:
    """Return a row of a table, by its key."""
    return next(
        line.strip().split(maxsplit=2) for line in said.splitlines() if line.startswith(f"{key} ")
    )


def test_a_sound_policy_is_called_so(folder: Path) -> None:
    assert policy("check", folder=folder) == (
        0,
        "policy.toml: mode flag, 1 places of their own; sound\n",
    )


def test_each_fault_of_a_policy_is_named_as_at_a_start(folder: Path) -> None:
    (folder / "new.toml").write_text('mode = "enforced"\n')
    code, said = policy("check", "new.toml", folder=folder)
    assert code == 78
    assert "did you mean enforce?" in said


def test_a_contradiction_with_the_models_own_thresholds_is_a_fault(folder: Path) -> None:
    (folder / "new.toml").write_text("[labels.toxic]\nflag = 0.999\n")
    code, said = policy("check", "new.toml", folder=folder)
    assert code == 78
    assert said.startswith("labels.toxic: got flag 1.00, act ")


def test_what_holds_is_shown_with_its_source(folder: Path) -> None:
    code, said = policy("show", folder=folder)
    assert code == 0
    assert find_row(said, "labels.toxic.act") == ["labels.toxic.act", "0.97", "policy.toml"]
    assert find_row(said, "labels.toxic.flag")[2] == "the model's own"
    assert find_row(said, "timeout_minutes")[2] == "built in"


def test_a_narrower_place_is_named_as_the_source(folder: Path) -> None:
    _, said = policy("show", "9", "5", folder=folder)
    assert find_row(said, "mode") == ["mode", "shadow", "policy.toml, in 9"]
    assert find_row(said, "labels.insult.flag") == [
        "labels.insult.flag",
        "0.4",
        "policy.toml, in 9",
    ]


def test_two_policies_differ_in_what_is_named_and_in_nothing_else(folder: Path) -> None:
    (folder / "new.toml").write_text(POLICY.replace("0.97", "0.98").replace('"flag"', '"enforce"'))
    code, said = policy("diff", "policy.toml", "new.toml", folder=folder)
    assert code == 1
    assert [line.split() for line in said.splitlines()[1:]] == [
        ["labels.toxic.act", "0.97", "0.98"],
        ["mode", '"flag"', '"enforce"'],
    ]
    assert policy("diff", "new.toml", "new.toml", folder=folder) == (0, "no difference\n")


def test_nothing_that_was_set_in_the_chat_is_no_lines(folder: Path) -> None:
    assert policy("export", "5", folder=folder) == (0, "")


def test_a_file_that_is_not_there_is_named(folder: Path) -> None:
    code, said = policy("diff", "policy.toml", "nowhere.toml", folder=folder)
    assert code == 78
    assert "nowhere.toml" in said


async def test_what_moderators_set_is_shown_with_who_and_when_and_exported(
    folder: Path,
) -> None:
    engine = await open_database(make_url(f"sqlite+aiosqlite:///{folder}/parley.db"))
    changes = [("9", "toxic.act", "0.99")]
    overrides = PolicyOverrides(Writer(engine))
    await overrides.change("discord", "9", changes=changes, by=Author("42", "mona"))
    await engine.dispose()
    _, said = policy("show", "9", folder=folder)
    key, value, source = find_row(said, "labels.toxic.act")
    assert (key, value) == ("labels.toxic.act", "0.99")
    assert source.startswith("/toxicity by 42 on 20")
    code, said = policy("export", "9", folder=folder)
    assert code == 0
    assert said.startswith("[channels.9.labels.toxic]\nact = 0.99 # by 42 on 20")
