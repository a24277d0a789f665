"""A database file that is damaged in its midst: one line that names it and the remedy, and exit 78."""

import sqlite3
from contextlib import closing
from pathlib import Path

import pytest

from tests.fakes.command import run_bot, start_bot

PAGE = 4096


def damage(folder: Path) -> None:
    """Overwrite every page but the first three."""
    file = folder / "parley.db"
    with closing(sqlite3.connect(file)) as connection:
        connection.execute("PRAGMA wal_checkpoint(TRUNCATE)")
    content = bytearray(file.read_bytes())
    for page in range(3 * PAGE, len(content), PAGE):
        content[page : page + 64] = b"\xa5" * 64
    file.write_bytes(content)


@pytest.mark.parametrize("command", [("run", "--json"), ("doctor",)])
def test_a_damaged_database_is_one_line_and_exit_78(
    tmp_path: Path, command: tuple[str, ...]
) -> None:
    assert run_bot("run", "--json", folder=tmp_path, typed=b"you buffoon").returncode == 0
    damage(tmp_path)
    done = run_bot(*command, folder=tmp_path, env={"COLUMNS": "400"})
    assert done.returncode == 78
    lines = (done.stderr if command[0] == "run" else done.stdout).decode().splitlines()
    (line,) = [each for each in lines if "it is damaged" in each]
    assert "parley.db" in line
    assert "put a backup in its place" in line
    assert b"Traceback" not in done.stderr + done.stdout


def test_damage_that_is_found_while_it_runs_ends_it_with_a_line_and_78(tmp_path: Path) -> None:
    with start_bot("run", "--json", folder=tmp_path) as bot:
        assert bot.stdin
        assert bot.stdout
        bot.stdin.write(b"you buffoon\n")
        bot.stdin.flush()
        bot.stdout.readline()
        damage(tmp_path)
        bot.stdin.write(b"you buffoon, again\n" * 3)
        bot.stdin.flush()
        assert bot.wait() == 78
        assert bot.stderr
        *_, last = bot.stderr.read().decode().splitlines()
    assert "it is damaged" in last
