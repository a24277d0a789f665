"""`python -m bot doctor`, as a command."""

import socket
from pathlib import Path

from tests.fakes.command import run_bot, start_bot


def test_a_healthy_bot_is_told_so(tmp_path: Path) -> None:
    done = run_bot("doctor", folder=tmp_path)
    said = done.stdout.decode()
    assert done.returncode == 0, said
    for what in ("settings", "policy", "model", "database", "discord", "slack"):
        assert what in said
    assert "✗" not in said


def test_every_fault_is_named_with_its_remedy(tmp_path: Path) -> None:
    (tmp_path / "policy.toml").write_text('mode = "enforced"\n[labels.toxic]\nflag = 2\n')
    done = run_bot("doctor", folder=tmp_path)
    said = " ".join(done.stdout.decode().split())
    assert done.returncode == 78
    assert "did you mean enforce?" in said
    assert "labels.toxic.flag: got 2" in said


def test_a_database_that_cannot_be_opened_is_a_fault(tmp_path: Path) -> None:
    done = run_bot("doctor", "--database", "sqlite:////nowhere/x.db", folder=tmp_path)
    assert done.returncode == 78
    assert "unable to open database file" in " ".join(done.stdout.decode().split())


def test_a_database_that_others_can_read_is_named_with_the_remedy(tmp_path: Path) -> None:
    env = {"COLUMNS": "200"}
    assert b"chmod" not in run_bot("doctor", folder=tmp_path, env=env).stdout
    (tmp_path / "parley.db").chmod(0o644)
    done = run_bot("doctor", folder=tmp_path, env=env)
    assert b"can read parley.db: chmod 600 parley.db" in done.stdout
    assert done.returncode == 0


def test_a_token_is_not_shown(tmp_path: Path) -> None:
    env = {"DISCORD_TOKEN": "secret-token", "SLACK_BOT_TOKEN": "secret-token"}
    done = run_bot("doctor", folder=tmp_path, env=env)
    assert done.returncode == 78
    assert b"SLACK_BOT_TOKEN" in done.stdout
    assert b"secret-token" not in done.stdout + done.stderr


def test_half_of_what_a_platform_takes_is_a_fault_that_names_the_other_half(tmp_path: Path) -> None:
    done = run_bot("doctor", folder=tmp_path, env={"SLACK_BOT_TOKEN": "xoxb-of-somebody"})
    assert done.returncode == 78
    assert "SLACK_APP_TOKEN is not set" in done.stdout.decode()


def test_it_asks_the_bot_that_runs_beside_it(tmp_path: Path) -> None:
    with socket.create_server(("127.0.0.1", 0)) as server:
        port = str(server.getsockname()[1])
    env = {"PARLEY_HEALTH_PORT": port}
    silent = run_bot("doctor", folder=tmp_path, env=env)
    assert silent.returncode == 0
    assert f"nothing answers on port {port}" in silent.stdout.decode()
    with start_bot("run", "--json", folder=tmp_path, env=env) as bot:
        assert bot.stdin
        assert bot.stdout
        bot.stdin.write(b"hello\n")
        bot.stdin.flush()
        bot.stdout.readline()
        asked = run_bot("doctor", folder=tmp_path, env=env)
        bot.stdin.close()
    assert asked.returncode == 0
    assert f"ready, and answers on port {port}" in asked.stdout.decode()


def test_a_desk_is_checked_where_there_is_one(tmp_path: Path) -> None:
    assert b"desk" not in run_bot("doctor", folder=tmp_path).stdout
    env = {"COLUMNS": "200", "PARLEY_DESK_PORT": "8090"}
    done = run_bot("doctor", folder=tmp_path, env=env)
    assert done.returncode == 0
    assert "on port 8090, signing in by `python -m bot desk link`" in done.stdout.decode()


def test_a_desk_that_would_let_strangers_in_is_a_fault(tmp_path: Path) -> None:
    env = {"COLUMNS": "200", "PARLEY_DESK_PORT": "8090", "PARLEY_DESK_HOST": "0.0.0.0"}  # noqa: S104
    done = run_bot("doctor", folder=tmp_path, env=env | {"PARLEY_DESK_SLACK_ID": "1.2"})
    said = " ".join(done.stdout.decode().split())
    assert done.returncode == 78
    assert "once PARLEY_DESK_URL is an https address" in said
    assert "PARLEY_DESK_SLACK_SECRET" in said


def test_a_bus_on_the_database_of_one_process_is_a_fault(tmp_path: Path) -> None:
    done = run_bot("doctor", folder=tmp_path, env={"PARLEY_BUS": "nats://me:pass@127.0.0.1:1"})
    assert done.returncode == 78
    assert "PARLEY_DATABASE" in done.stdout.decode()
    assert b"pass@" not in done.stdout + done.stderr
