"""`parley replay`: what another policy would have decided differently, by action, label and channel."""

from pathlib import Path

import pytest

from tests.fakes.command import run_bot

STRICTER = "[labels.insult]\nflag = 0.4\nact = 0.55\n"


def replay(*argv: str, folder: Path) -> tuple[int, str]:
    """Run `parley replay`; return its exit code and all that it said, on long lines."""
    done = run_bot("replay", *argv, folder=folder, env={"COLUMNS": "200"})
    return done.returncode, (done.stdout + done.stderr).decode()


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """A folder with a policy, and a database in which three messages have come by."""
    (tmp_path / "policy.toml").write_text('mode = "enforce"\n')
    (tmp_path / "new.toml").write_text(f'mode = "enforce"\n{STRICTER}')
    run_bot("run", folder=tmp_path, typed=b"you buffoon\nhow silly\nhello there\n")
    return tmp_path


def test_what_would_change_is_counted_with_cases_to_look_at(folder: Path) -> None:
    code, said = replay("--policy", "new.toml", folder=folder)
    assert code == 0
    assert "2 messages of the last 30 days (2 cases, 0 near a threshold); 1 would be" in said
    assert "deleted instead of flagged" in said
    assert "insult 0.60: deleted instead of flagged" in said
    assert [
        line.split() for line in said.splitlines() if line.startswith(("insult", "console "))
    ] == [
        ["console", "local"],
        ["insult", "1"],
        ["console", "1"],
    ]


def test_a_message_near_a_threshold_counts_though_it_has_no_case(folder: Path) -> None:
    (folder / "policy.toml").write_text('mode = "flag"\n[labels.insult]\nflag = 0.7\n')
    run_bot("run", folder=folder, typed=b"so silly of me\n")
    (folder / "new.toml").write_text('mode = "flag"\n[labels.insult]\nflag = 0.5\n')
    code, said = replay("--policy", "new.toml", folder=folder)
    assert code == 0
    assert "(2 cases, 1 near a threshold)" in said
    assert "flagged instead of left alone" in said
    assert "silly" not in said


NEW_WORDS = 'mode = "enforce"\n[words]\nnever = ["buffoon"]\n[words.always]\n'
NEW_WORDS += '"how silly" = { label = "threat", tier = "act" }\n'


def test_own_words_of_a_policy_file_are_looked_for_in_the_kept_texts(folder: Path) -> None:
    (folder / "new.toml").write_text(NEW_WORDS)
    code, said = replay("--policy", "new.toml", folder=folder)
    assert code == 0
    assert "2 would be decided on differently" in said
    assert "left alone instead of deleted" in said
    assert "deleted instead of flagged" in said
    assert "Own words were looked for in 2 kept texts; not in messages that were never" in said
    assert "buffoon" not in said


def test_it_is_said_in_how_many_messages_own_words_could_not_be_looked_for(folder: Path) -> None:
    (folder / "policy.toml").write_text('mode = "flag"\n[labels.insult]\nflag = 0.7\n')
    run_bot("run", folder=folder, typed=b"so silly of me\n")
    (folder / "new.toml").write_text(f"{NEW_WORDS}[labels.insult]\nflag = 0.7\n")
    said = replay("--policy", "new.toml", folder=folder)[1]
    assert "looked for in 2 kept texts; not in 1 whose text is not kept, in messages" in said


def test_own_words_that_both_policies_have_are_not_spoken_of(folder: Path) -> None:
    for name in ("policy.toml", "new.toml"):
        (folder / name).write_text(NEW_WORDS)
    assert "Own words" not in replay("--policy", "new.toml", folder=folder)[1]


def test_the_same_policy_changes_nothing(folder: Path) -> None:
    assert (
        "0 would be decided on differently" in replay("--policy", "policy.toml", folder=folder)[1]
    )


def test_without_stored_scores_it_is_said_what_keeps_them(folder: Path) -> None:
    code, said = replay("--policy", "new.toml", "--community", "elsewhere", folder=folder)
    assert code == 0
    assert "no scores are stored" in said


def test_a_file_that_is_no_policy_is_refused_with_its_fault(folder: Path) -> None:
    (folder / "new.toml").write_text('mode = "enforced"\n')
    code, said = replay("--policy", "new.toml", folder=folder)
    assert code == 78
    assert "did you mean enforce?" in said
