"""`python -m bot` as a process on the fake, as an owner starts it."""

import sys
from asyncio.subprocess import PIPE, Process
from contextlib import AbstractAsyncContextManager
from pathlib import Path

import pytest

from bot.platforms.slack.connection.tokens import APP, BOT, USER
from tests.bot.platforms.slack.conftest import TOKENS
from tests.fakes.command import environment, running_process
from tests.fakes.slack.server import FakeSlack
from tests.fakes.slack.world import APP_TOKEN

ENFORCE_POLICY = 'mode = "enforce"\nalerts = ["{moderators}"]\n'


def running_bot(
    club: FakeSlack, *arguments: str, folder: Path, how: str = "with-stand-in", **tokens: str
) -> AbstractAsyncContextManager[Process]:
    command = (sys.executable, "-m", "tests.fakes.slack.run_bot", str(club.port), how)
    env = environment(COLUMNS="200", **{**TOKENS, **tokens})
    return running_process(*command, *arguments, cwd=folder, env=env, stdout=PIPE, stderr=PIPE)


async def test_as_shipped_with_tokens_alone_it_deletes_what_is_rude(
    club: FakeSlack, tmp_path: Path
) -> None:
    policy = ENFORCE_POLICY.format(moderators=club.world.moderators)
    (tmp_path / "policy.toml").write_text(policy)
    async with running_bot(
        club, "run", "--platform", "slack", folder=tmp_path, how="as-shipped"
    ) as bot:
        await club.socket_mode.wait_until_connected()
        posted = await club.say("you are a stupid idiot and everybody hates you")
        assert (await club.wait_for_call("chat.delete"))["ts"] == posted["ts"]
        assert "Case 1: deleted" in str(await club.alert())
        bot.terminate()
        _, log = await bot.communicate()
    assert bot.returncode == 0
    assert b"idiot" not in log
    assert not any(token.encode() in log for token in TOKENS.values())


@pytest.mark.parametrize(
    ("token", "expected"),
    [(BOT, "OAuth & Permissions"), (APP, "connections:write"), (USER, "administrator")],
)
async def test_a_wrong_token_ends_it_with_78_and_one_line_that_names_it(
    club: FakeSlack, tmp_path: Path, token: str, expected: str
) -> None:
    wrong = f"{TOKENS[token][:5]}wrong"
    async with running_bot(club, "run", folder=tmp_path, **{token: wrong}) as bot:
        _, output = await bot.communicate()
    assert bot.returncode == 78
    *logged, line = output.decode().splitlines()
    assert all(entry.startswith("{") for entry in logged)
    assert line.startswith(f"{token}: ")
    assert expected in line
    assert wrong not in output.decode()


async def test_doctor_says_what_is_right_and_what_is_not_and_ends_with_78(
    club: FakeSlack, tmp_path: Path
) -> None:
    club.world.tokens[APP_TOKEN].error = "token_revoked"
    async with running_bot(club, "doctor", folder=tmp_path) as bot:
        output, _ = await bot.communicate()
    assert bot.returncode == 78
    assert "alerts go to #moderators" in output.decode()
    assert "SLACK_APP_TOKEN: got a token that was revoked" in output.decode()
