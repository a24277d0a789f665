"""`python -m bot` as a process on the fake, as an owner starts it."""

import sys
from asyncio.subprocess import PIPE, Process
from contextlib import AbstractAsyncContextManager
from pathlib import Path

import pytest

from tests.bot.platforms.discord.conftest import MESSAGE
from tests.fakes.command import environment, running_process
from tests.fakes.discord.payloads import MESSAGE_CONTENT
from tests.fakes.discord.server import FakeDiscord
from tests.fakes.discord.world import TOKEN

ENFORCE = 'mode = "enforce"\n'


def running_bot(
    club: FakeDiscord, *arguments: str, folder: Path, how: str = "with-stand-in", token: str = TOKEN
) -> AbstractAsyncContextManager[Process]:
    command = (sys.executable, "-m", "tests.fakes.discord.run_bot", str(club.port), how)
    env = environment(DISCORD_TOKEN=token, COLUMNS="80")
    return running_process(*command, *arguments, cwd=folder, env=env, stdout=PIPE, stderr=PIPE)


async def test_the_shipped_bot_deletes_a_rude_message(club: FakeDiscord, tmp_path: Path) -> None:
    (tmp_path / "policy.toml").write_text(ENFORCE)
    async with running_bot(
        club, "run", "--platform", "discord", folder=tmp_path, how="as-shipped"
    ) as bot:
        await club.gateway.wait_until_connected()
        message = await club.say("you are a stupid idiot and everybody hates you")
        assert (await club.request("DELETE", MESSAGE)).ids["message"] == message["id"]
        assert "stupid" in (await club.alert())["embeds"][0]["description"]
        bot.terminate()
        _, log = await bot.communicate()
    assert bot.returncode == 0
    assert b"idiot" not in log
    assert TOKEN.encode() not in log


FAULTS = {
    "a wrong token": ("Reset Token", 0),
    "a token that was reset meanwhile (4004)": ("Reset Token", 1),
    "no intent (4014)": ("Message Content Intent", 1),
}
"""The remedy that the one line of output names, and the number of IDENTIFYs before it."""


@pytest.mark.parametrize("fault", FAULTS)
async def test_a_setting_that_only_the_owner_can_correct_exits_with_78_after_one_try(
    club: FakeDiscord, tmp_path: Path, fault: str
) -> None:
    if "4004" in fault:
        club.gateway.token = "another"
    if "4014" in fault:
        club.world.allowed_intents = ~MESSAGE_CONTENT
    token = "wrong" if fault == "a wrong token" else TOKEN
    async with running_bot(club, "run", folder=tmp_path, token=token) as bot:
        _, errors = await bot.communicate()
    assert bot.returncode == 78
    (line,) = errors.decode().splitlines()
    remedy, identifies = FAULTS[fault]
    assert line.startswith("DISCORD_TOKEN: ")
    assert remedy in line
    assert len(club.requests("GET", "/users/@me")) == 1
    assert club.gateway.identifies == identifies


async def test_doctor_passes_and_prints_the_invite_link(club: FakeDiscord, tmp_path: Path) -> None:
    async with running_bot(club, "doctor", folder=tmp_path) as bot:
        output = (await bot.communicate())[0].decode()
    assert bot.returncode == 0, output
    assert "may read messages" in output
    assert f"client_id={club.world.bot['id']}" in output
    address = output.splitlines()[-1]
    assert f"permissions={club.world.bot_permissions.value}" in address
    assert "…" not in output
    assert TOKEN not in output
