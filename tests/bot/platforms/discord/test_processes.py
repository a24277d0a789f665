"""`python -m bot` as a process on the fake: as an owner starts it."""

import asyncio
import sys
from asyncio.subprocess import PIPE, Process
from pathlib import Path

import pytest

from tests.bot.platforms.discord.conftest import MESSAGE
from tests.fakes.command import environment
from tests.fakes.discord.server import FakeDiscord
from tests.fakes.discord.world import MESSAGE_CONTENT, TOKEN

ENFORCE = 'mode = "enforce"\n'


async def start(
    club: FakeDiscord, *arguments: str, folder: Path, how: str = "with-stand-in", token: str = TOKEN
) -> Process:
    command = (sys.executable, "-m", "tests.fakes.discord.run_bot", str(club.port), how)
    env = environment(DISCORD_TOKEN=token, COLUMNS="80")
    return await asyncio.create_subprocess_exec(
        *command, *arguments, cwd=folder, env=env, stdout=PIPE, stderr=PIPE
    )


async def test_as_shipped_with_a_token_alone_it_deletes_what_is_rude(
    club: FakeDiscord, tmp_path: Path
) -> None:
    (tmp_path / "policy.toml").write_text(ENFORCE)
    bot = await start(club, "run", "--platform", "discord", folder=tmp_path, how="as-shipped")
    await club.gateway.until_connected()
    said = await club.say("you are a stupid idiot and everybody hates you")
    assert (await club.request("DELETE", MESSAGE)).ids["message"] == said["id"]
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
"""What its one message names, and how many IDENTIFYs it took to find out."""


@pytest.mark.parametrize("fault", FAULTS)
async def test_what_only_the_owner_can_mend_ends_it_with_78_after_one_try(
    club: FakeDiscord, tmp_path: Path, fault: str
) -> None:
    if "4004" in fault:
        club.gateway.token = "another"
    if "4014" in fault:
        club.world.allowed_intents = ~MESSAGE_CONTENT
    token = "wrong" if fault == "a wrong token" else TOKEN
    bot = await start(club, "run", folder=tmp_path, token=token)
    _, said = await bot.communicate()
    assert bot.returncode == 78
    (line,) = said.decode().splitlines()
    remedy, identifies = FAULTS[fault]
    assert line.startswith("DISCORD_TOKEN: ")
    assert remedy in line
    assert len(club.requests("GET", "/users/@me")) == 1
    assert club.gateway.identifies == identifies


async def test_doctor_finds_it_healthy_and_prints_the_invite_link(
    club: FakeDiscord, tmp_path: Path
) -> None:
    bot = await start(club, "doctor", folder=tmp_path)
    said = (await bot.communicate())[0].decode()
    assert bot.returncode == 0, said
    assert "may read messages" in said
    assert f"client_id={club.world.bot['id']}" in said
    address = said.splitlines()[-1]
    assert f"permissions={club.world.bot_permissions.value}" in address
    assert "…" not in said
    assert TOKEN not in said
