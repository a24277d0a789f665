"""SIGHUP: a real process reads its policy and model again, and loses nothing meanwhile."""

import json
import signal
import socket
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from tests.fakes.command import ROOT, environment, run_bot, start_bot

FLAG, ENFORCE = 'mode = "flag"\n', 'mode = "enforce"\n'


class Bot:
    """A bot that answers a line of JSON to each line."""

    def __init__(self, folder: Path, port: int) -> None:
        self.folder = folder
        self.env = {"PARLEY_HEALTH_PORT": str(port), "PARLEY_BUNDLE": str(folder / "model")}
        env = {**self.env, "PARLEY_LOG_LEVEL": "info"}
        self.process = start_bot("run", "--json", folder=folder, env=env)

    def say(self, text: str) -> dict[str, Any]:
        """Say a line, and return its answer."""
        assert self.process.stdin
        assert self.process.stdout
        self.process.stdin.write(f"{text}\n".encode())
        self.process.stdin.flush()
        answer: dict[str, Any] = json.loads(self.process.stdout.readline())
        return answer

    def hang_up(self, *, until: str) -> str:
        """Send SIGHUP, and return the log line that begins with this event."""
        self.process.send_signal(signal.SIGHUP)
        assert self.process.stderr
        for line in self.process.stderr:
            if until.encode() in line:
                return line.decode()
        raise AssertionError(self.process.wait())

    def doctor(self) -> str:
        """Return what `doctor` says beside it."""
        done = run_bot("doctor", folder=self.folder, env={**self.env, "COLUMNS": "300"})
        return done.stdout.decode()


@pytest.fixture
def bot(tmp_path: Path) -> Iterator[Bot]:
    with socket.create_server(("127.0.0.1", 0)) as free:
        port: int = free.getsockname()[1]
    (tmp_path / "policy.toml").write_text(FLAG)
    bot = Bot(tmp_path, port)
    yield bot
    bot.process.kill()
    bot.process.communicate()


def test_a_good_policy_is_taken_over_at_once(bot: Bot, tmp_path: Path) -> None:
    assert bot.say("you buffoon")["action"] == "flag"
    (tmp_path / "policy.toml").write_text(ENFORCE)
    bot.hang_up(until='"reloaded"')
    assert bot.say("you buffoon")["action"] == "delete"
    (tmp_path / "policy.toml").unlink()
    bot.hang_up(until='"reloaded"')
    assert bot.say("you buffoon")["action"] == "delete"  # what is built in, on the console


def test_own_words_are_compiled_anew_and_a_bad_one_is_refused_by_name(
    bot: Bot, tmp_path: Path
) -> None:
    assert bot.say("k y s")["action"] == "none"
    words = '[words]\nnever = ["you buffoon"]\n[words.always]\n"kys" = { label = "threat" }\n'
    (tmp_path / "policy.toml").write_text(FLAG + words)
    bot.hang_up(until='"reloaded"')
    answer = bot.say("k y s")
    assert (answer["action"], answer["reasons"][0]) == ("flag", 'own word "kys", threat: flag')
    assert bot.say("you buffoon")["action"] == "none"
    (tmp_path / "policy.toml").write_text(FLAG + words.replace('"you buffoon"', '"/(/"'))
    assert "words.never.0: got" in json.loads(bot.hang_up(until='"reload refused"'))["why"]
    assert bot.say("you buffoon")["action"] == "none"


@pytest.mark.parametrize(
    ("policy", "fault"),
    [("mode = ", "policy.toml"), ('mode = "enforced"', "mode: got"), ("colour = 1", "colour")],
)
def test_a_bad_policy_is_refused_in_one_line_and_the_old_one_holds(
    bot: Bot, tmp_path: Path, policy: str, fault: str
) -> None:
    assert bot.say("you buffoon")["action"] == "flag"
    (tmp_path / "policy.toml").write_text(policy)
    line = json.loads(bot.hang_up(until='"reload refused"'))
    assert fault in line["why"]
    assert "what was loaded before holds" in line["remedy"]
    assert bot.say("you buffoon")["action"] == "flag"
    (tmp_path / "policy.toml").write_text(ENFORCE)
    bot.hang_up(until='"reloaded"')
    assert bot.say("you buffoon")["action"] == "delete"


def test_a_model_is_swapped_and_a_damaged_one_is_refused(bot: Bot, tmp_path: Path) -> None:
    assert bot.say("more tea")["action"] == "none"
    (tmp_path / "model").mkdir()
    assert "no bundle.json" in bot.hang_up(until='"reload refused"')
    assert bot.say("more tea")["action"] == "none"
    (tmp_path / "model/version.txt").write_text("9.1")
    line = json.loads(bot.hang_up(until='"reloaded"'))
    assert line["model"] == "9.1"
    assert bot.say("more tea")["action"] == "flag"


def test_no_message_is_lost_or_unscored_while_it_reloads_again_and_again(
    bot: Bot, tmp_path: Path
) -> None:
    bot.say("hello")
    (tmp_path / "model").mkdir()
    assert bot.process.stdin
    for turn in range(10):
        (tmp_path / "model/version.txt").write_text(f"9.{turn}")
        (tmp_path / "policy.toml").write_text(ENFORCE if turn % 2 else FLAG)
        bot.process.send_signal(signal.SIGHUP)
        bot.process.stdin.write(b"you buffoon\nhello\n" * 20)
        bot.process.stdin.flush()
    answers, _ = bot.process.communicate()
    lines = [json.loads(line) for line in answers.splitlines()]
    assert len(lines) == 400
    assert all(line["scores"] is not None for line in lines)
    assert {line["action"] for line in lines[::2]} <= {"flag", "delete"}
    assert bot.process.returncode == 0


def test_doctor_sees_that_the_policy_file_is_not_the_one_that_runs(
    bot: Bot, tmp_path: Path
) -> None:
    bot.say("hello")
    assert "systemctl reload" not in bot.doctor()
    (tmp_path / "policy.toml").write_text(ENFORCE)
    assert "another than the one that it has read" in bot.doctor()
    bot.hang_up(until='"reloaded"')
    assert "systemctl reload" not in bot.doctor()
    (tmp_path / "policy.toml").write_text("colour = 1")
    bot.hang_up(until='"reload refused"')
    (tmp_path / "policy.toml").write_text(ENFORCE)
    assert "it refused to reload: colour" in bot.doctor()


def test_several_hangups_at_once_end_nothing(bot: Bot) -> None:
    bot.say("hello")
    for _ in range(50):
        bot.process.send_signal(signal.SIGHUP)
    assert bot.say("you buffoon")["action"] == "flag"
    bot.process.communicate()
    assert bot.process.returncode == 0


def test_a_hangup_while_it_starts_does_not_end_it(tmp_path: Path) -> None:
    hang_up = "import os, signal, bot.app as app; from bot.config.errors import SettingsError"
    start = "def plan(*_, **__): os.kill(os.getpid(), signal.SIGHUP); raise SettingsError([])"
    script = f"{hang_up}\n{start}\napp.make_plan = plan\nfrom bot.__main__ import cli\ncli(['run'])"
    done = subprocess.run(
        [sys.executable, "-c", script],
        cwd=tmp_path,
        env=environment(PYTHONPATH=str(ROOT)),
        check=False,
    )
    assert done.returncode == 78
