import json
import signal
import sqlite3
import subprocess
from pathlib import Path
from typing import Any

import pytest

from tests.fakes.command import run_bot, start_bot

KEYS = ["text", "scores", "verdict", "action", "case", "reasons"]


def answers(typed: bytes, *arguments: str, folder: Path) -> list[dict[str, Any]]:
    done = run_bot("run", "--json", *arguments, folder=folder, typed=typed)
    assert done.returncode == 0, done.stderr
    return [json.loads(line) for line in done.stdout.splitlines()]


def test_every_line_is_answered_with_one_object_in_order(tmp_path: Path) -> None:
    typed = b"hello there\nkim: you buffoon\n\nsilly me\nlast without an end"
    found = answers(typed, folder=tmp_path)
    assert [list(answer) for answer in found] == [KEYS] * 5
    assert [(a["text"], a["verdict"], a["action"], a["case"]) for a in found] == [
        ("hello there", "none", "none", None),
        ("you buffoon", "delete", "delete", 1),
        ("", "none", "none", None),
        ("silly me", "flag", "flag", 2),
        ("last without an end", "none", "none", None),
    ]
    assert found[1]["scores"]["insult"] == 0.95
    assert found[1]["reasons"] == ["insult 0.95 is at least 0.90: delete"]
    assert (found[2]["scores"], found[2]["reasons"]) == (None, ["unscored (empty): none"])


def test_without_a_policy_the_console_enforces_and_with_one_it_obeys(tmp_path: Path) -> None:
    policy = tmp_path / "rules.toml"
    policy.write_text('mode = "flag"')
    (answer,) = answers(b"you buffoon\n", "--policy", str(policy), folder=tmp_path)
    assert (answer["verdict"], answer["action"]) == ("delete", "flag")


def test_a_dry_run_does_nothing_and_says_so(tmp_path: Path) -> None:
    (answer,) = answers(b"you buffoon\n", "--dry-run", folder=tmp_path)
    assert (answer["verdict"], answer["action"], answer["case"]) == ("delete", "none", 1)
    assert answer["reasons"][-1] == "withheld: dry run"


def test_without_json_each_message_gets_a_short_line(tmp_path: Path) -> None:
    done = run_bot("run", folder=tmp_path, typed=b"hello\nyou buffoon\n")
    fine, deleted = done.stdout.decode().splitlines()
    assert fine.split() == ["ok", "hello"]
    assert deleted.startswith("deleted    case 1    you buffoon   (insult 0.95")


def test_the_greeting_says_what_runs_and_how_to_connect(tmp_path: Path) -> None:
    said = run_bot("run", folder=tmp_path).stderr.decode().splitlines()
    assert "enforce (built in)" in said[0]
    assert "DISCORD_TOKEN" in said[1]
    assert "SLACK_BOT_TOKEN and SLACK_APP_TOKEN" in said[2]


def test_bytes_that_are_no_text_are_answered_too(tmp_path: Path) -> None:
    poison = [b"\xff\xfe\x80", b"a\x00b buffoon", "\u202edlo".encode(), b"x" * 100_000, b"\r"]
    found = answers(b"\n".join(poison) + b"\n", folder=tmp_path)
    assert [answer["verdict"] for answer in found] == ["none", "delete", "none", "flag", "none"]
    assert found[0]["text"] == "\ufffd\ufffd\ufffd"
    assert found[3]["reasons"] == ["unscored (too_long): flag"]


def test_a_slow_writer_gets_each_answer_before_the_next_line(tmp_path: Path) -> None:
    with start_bot("run", "--json", folder=tmp_path) as bot:
        assert bot.stdin
        assert bot.stdout
        for text in ("hello", "you buffoon", "bye"):
            bot.stdin.write(f"{text}\n".encode())
            bot.stdin.flush()
            assert json.loads(bot.stdout.readline())["text"] == text
        bot.stdin.close()
        assert bot.wait() == 0


def test_many_lines_are_answered_in_order(tmp_path: Path) -> None:
    lines = [f"line {i}{' buffoon' if i % 50 == 0 else ''}" for i in range(2_000)]
    found = answers("\n".join(lines).encode(), folder=tmp_path)
    assert [answer["text"] for answer in found] == lines
    assert [a["case"] for a in found if a["case"]] == list(range(1, 41))


def test_input_may_be_a_file_or_nothing_at_all(tmp_path: Path) -> None:
    lines = tmp_path / "lines.txt"
    lines.write_bytes(b"hello\nyou buffoon\n")
    for source, count in ((lines, 2), (Path("/dev/null"), 0)):
        done = run_bot("run", "--json", folder=tmp_path, typed=source)
        assert (done.returncode, len(done.stdout.splitlines())) == (0, count)


@pytest.mark.parametrize("sent", [signal.SIGINT, signal.SIGTERM])
def test_being_stopped_is_no_failure(tmp_path: Path, sent: signal.Signals) -> None:
    with start_bot("run", "--json", folder=tmp_path) as bot:
        assert bot.stdin
        assert bot.stdout
        assert bot.stderr
        bot.stdin.write(b"hello\n")
        bot.stdin.flush()
        bot.stdout.readline()
        bot.send_signal(sent)
        assert bot.wait() == 0
        assert b"Traceback" not in bot.stderr.read()


def test_a_reader_who_goes_away_ends_it_quietly(tmp_path: Path) -> None:
    with start_bot("run", "--json", folder=tmp_path) as bot:
        assert bot.stdin
        assert bot.stdout
        assert bot.stderr
        bot.stdin.write(b"hello\n")
        bot.stdin.flush()
        bot.stdout.readline()
        bot.stdout.close()
        bot.stdin.write(b"hello again\n")
        bot.stdin.flush()
        assert bot.wait() == 0
        assert b"Broken pipe" not in bot.stderr.read()
        bot.stdin.close()


def test_cases_outlive_the_run_and_their_numbers_go_on(tmp_path: Path) -> None:
    answers(b"you buffoon\n", folder=tmp_path)
    (answer,) = answers(b"you buffoon\n", folder=tmp_path)
    assert answer["case"] == 2
    with sqlite3.connect(tmp_path / "parley.db") as database:
        kept = database.execute("SELECT author, text, done FROM cases").fetchall()
    database.close()
    assert kept == [("someone", "you buffoon", "delete")] * 2


def test_neither_texts_nor_tokens_are_ever_logged(tmp_path: Path) -> None:
    env = {"PARLEY_LOG_LEVEL": "debug", "DISCORD_TOKEN": "secret-token"}
    asked = ("run", "--platform", "console", "--json")
    done = run_bot(*asked, folder=tmp_path, typed=b"you buffoon\n", env=env)
    assert b'"event": "started"' in done.stderr
    assert b"buffoon" not in done.stderr
    assert b"secret-token" not in done.stderr + done.stdout


def failed(done: subprocess.CompletedProcess[bytes]) -> str:
    assert (done.returncode, done.stdout) == (78, b"")
    said = done.stderr.decode()
    assert "Traceback" not in said
    return said


def test_mistakes_start_nothing_and_exit_with_78(tmp_path: Path) -> None:
    (tmp_path / "policy.toml").write_text('mode = "enforced"\ncolour = 1\n')
    said = failed(run_bot("run", folder=tmp_path, typed=b"hello\n"))
    assert [line.partition(":")[0] for line in said.splitlines()] == ["mode", "colour"]
    assert not (tmp_path / "parley.db").exists()


def test_a_platform_that_there_is_not_is_refused_with_78(tmp_path: Path) -> None:
    said = failed(run_bot("run", "--platform", "slak", folder=tmp_path))
    assert said.startswith('--platform: got "slak"; allowed: console')
    assert "did you mean slack?" in said


def test_a_platform_without_its_token_is_refused_with_78(tmp_path: Path) -> None:
    said = failed(run_bot("run", "--platform", "slack", folder=tmp_path))
    assert "SLACK_BOT_TOKEN: got nothing" in said
    assert "SLACK_APP_TOKEN: got nothing" in said


def test_a_database_that_cannot_be_used_is_refused_with_78(tmp_path: Path) -> None:
    said = failed(run_bot("run", "--database", "sqlite:////nowhere/x.db", folder=tmp_path))
    assert "/nowhere/x.db: unable to open database file" in said


def test_where_people_read_the_answers_commands_are_answered_in_their_place(
    tmp_path: Path,
) -> None:
    exports = tmp_path / "exports"
    typed = b"kim: you buffoon\n/toxicity dismiss 1 fine\n/toxicity case 1\n/toxicity export csv\nhello\n"
    done = run_bot("run", folder=tmp_path, typed=typed, env={"PARLEY_EXPORTS": str(exports)})
    lines = done.stdout.decode().splitlines()
    assert lines[0].startswith("deleted    case 1")
    assert lines[1].strip() == "Case 1: Dismiss"
    assert any("dismissed by a moderator" in line or "taken back" in line for line in lines)
    assert lines[-1].split() == ["ok", "hello"]
    assert [path.name for path in exports.iterdir()] == ["parley-cases.csv"]


def test_help_is_a_command_and_other_words_with_a_slash_are_texts_of_a_list(tmp_path: Path) -> None:
    lines = (
        run_bot("run", folder=tmp_path, typed=b"/help\n/me waves\n").stdout.decode().splitlines()
    )
    assert lines[0].strip() == "What I can be asked"
    assert any("dismiss" in line for line in lines)
    assert lines[-1].split() == ["ok", "/me", "waves"]


def test_what_a_program_passes_on_is_never_a_command(tmp_path: Path) -> None:
    found = answers(b"/toxicity mode shadow\nyou buffoon\n", folder=tmp_path)
    assert [(answer["text"], answer["action"]) for answer in found] == [
        ("/toxicity mode shadow", "none"),
        ("you buffoon", "delete"),
    ]
