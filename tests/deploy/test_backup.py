"""The backup: from the bot's database to S3, and back, by the configuration that is shipped."""

import os
import sqlite3
import subprocess
import sys
from collections.abc import Iterator
from contextlib import closing, contextmanager
from pathlib import Path

import boto3
import pytest

from tests.deploy.conftest import DEPLOY
from tests.fakes.command import run_bot

LITESTREAM = Path(sys.executable).with_name("litestream")
SHIPPED = DEPLOY / "litestream.yml"


@pytest.fixture
def config(aws: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """Configuration that ships, for a database in a folder and an S3 on loopback."""
    region = {"LocationConstraint": "eu-central-1"}
    boto3.client("s3").create_bucket(Bucket="bucket", CreateBucketConfiguration=region)
    monkeypatch.setenv("BACKUP_BUCKET", "bucket")
    text = SHIPPED.read_text().replace("/var/lib/parley/parley.db", str(tmp_path / "parley.db"))
    here = f"region: ${{AWS_DEFAULT_REGION}}\n      endpoint: {aws}\n      force-path-style: true"
    path = tmp_path / "litestream.yml"
    asked_by = f"socket:\n  enabled: true\n  path: {tmp_path / 'ask.sock'}\n"
    path.write_text(asked_by + text.replace("region: ${AWS_DEFAULT_REGION}", here))
    return path


@contextmanager
def backing_up(config: Path) -> Iterator[None]:
    """Litestream beside the bot; stopped as systemd stops it, it first sends what is left."""
    with subprocess.Popen(
        [LITESTREAM, "replicate", "-config", config],
        env=os.environ,
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        text=True,
    ) as process:
        assert process.stdout
        for line in process.stdout:
            if "replicating to" in line:
                break
        yield
        # It looks at the database each second; a bot of the tests may be done before that.
        asked: list[str | Path] = [
            LITESTREAM,
            "sync",
            "-wait",
            "-socket",
            config.with_name("ask.sock"),
        ]
        subprocess.run([*asked, config.with_name("parley.db")], check=True)
        process.terminate()
        assert "error" not in process.stdout.read().lower()
    assert process.returncode == 0


def restore(config: Path, database: Path, *arguments: str) -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        [LITESTREAM, "restore", "-config", config, *arguments, database],
        capture_output=True,
        text=True,
        check=False,
    )


def find_last_state(config: Path, database: Path) -> str:
    """The last state that the backup holds. Moments are whole seconds, too coarse for a test."""
    command: list[str | Path] = [LITESTREAM, "ltx", "-config", config, database]
    done = subprocess.run(command, capture_output=True, text=True, check=True)
    return max(str(line.split()[2]) for line in done.stdout.splitlines()[1:])


def count_cases(database: Path) -> int:
    with closing(sqlite3.connect(database)) as connection:
        number: int = connection.execute("select count(*) from cases").fetchone()[0]
        return number


def moderate(folder: Path, messages: int) -> None:
    """So many cases more."""
    done = run_bot("run", "--json", folder=folder, typed=b"kim: you buffoon\n" * messages)
    assert done.returncode == 0, done.stderr


def test_a_new_machine_gets_the_cases_of_the_lost_one_and_goes_on(
    config: Path, tmp_path: Path
) -> None:
    database = tmp_path / "parley.db"
    as_prepared = ("-if-db-not-exists", "-if-replica-exists")
    assert restore(config, database, *as_prepared).returncode == 0
    assert not database.exists()
    moderate(tmp_path, 1)
    with backing_up(config):
        moderate(tmp_path, 300)
    for path in tmp_path.glob("*parley.db*"):
        subprocess.run(["/bin/rm", "-rf", path], check=True)

    done = restore(config, database, *as_prepared)
    assert done.returncode == 0, done.stderr
    assert count_cases(database) == 301
    with backing_up(config):
        moderate(tmp_path, 9)
    done = restore(config, database, "-o", str(tmp_path / "again.db"))
    assert done.returncode == 0, done.stderr
    assert count_cases(tmp_path / "again.db") == 310


def test_a_database_that_is_there_is_left_alone(config: Path, tmp_path: Path) -> None:
    with backing_up(config):
        moderate(tmp_path, 2)
    moderate(tmp_path, 3)
    assert restore(config, tmp_path / "parley.db", "-if-db-not-exists").returncode == 0
    assert count_cases(tmp_path / "parley.db") == 5


def test_after_going_back_in_time_the_backup_goes_on_from_there(
    config: Path, tmp_path: Path
) -> None:
    database = tmp_path / "parley.db"
    with backing_up(config):
        moderate(tmp_path, 5)
    then = find_last_state(config, database)
    with backing_up(config):
        moderate(tmp_path, 40)
    restored = tmp_path / "restored.db"
    done = restore(config, database, "-o", str(restored), "-txid", then)
    assert done.returncode == 0, done.stderr
    assert count_cases(restored) == 5

    for path in tmp_path.glob("*parley.db*"):  # as `parley restore` does
        subprocess.run(["/bin/rm", "-rf", path], check=True)
    restored.rename(database)
    with backing_up(config):
        moderate(tmp_path, 2)
    done = restore(config, database, "-o", str(tmp_path / "again.db"))
    assert done.returncode == 0, done.stderr
    assert count_cases(tmp_path / "again.db") == 7
