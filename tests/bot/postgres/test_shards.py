"""Two processes of one bot share its shards: each message is moderated once, also after one of them is killed."""

import asyncio
import sys
from asyncio.subprocess import DEVNULL, Process
from collections.abc import AsyncIterator, Sequence
from pathlib import Path

import pytest
from sqlalchemy.engine import URL

from tests.fakes.club import RUDE
from tests.fakes.command import environment
from tests.fakes.discord.guilds import Guild, add_guild
from tests.fakes.discord.server import FakeDiscord
from tests.fakes.discord.world import TOKEN

SHARDS = 4
PATIENCE = 60.0
MESSAGE = "/channels/{channel}/messages/{message}"


@pytest.fixture
async def discord() -> AsyncIterator[FakeDiscord]:
    async with FakeDiscord() as server:
        server.gateway.shards = server.gateway.max_concurrency = SHARDS
        server.gateway.checks_pace = True
        yield server


@pytest.fixture
def guilds(discord: FakeDiscord) -> Sequence[Guild]:
    return [add_guild(discord.world, shard=shard, count=SHARDS) for shard in range(SHARDS)]


class Processes:
    """Processes of the bot on one database, by their names."""

    def __init__(self, discord: FakeDiscord, database: URL, folder: Path) -> None:
        self._discord = discord
        self._database = database.render_as_string(hide_password=False)
        self._folder = folder
        self._running: list[Process] = []

    async def start(self, **env: str) -> Process:
        command = (sys.executable, "-m", "tests.fakes.discord.run_bot", str(self._discord.port))
        with (self._folder / f"log-{len(self._running)}").open("wb") as log:
            process = await asyncio.create_subprocess_exec(
                *command,
                *("with-stand-in", "run"),
                cwd=self._folder,
                env=environment(DISCORD_TOKEN=TOKEN, PARLEY_DATABASE=self._database, **env),
                stdout=DEVNULL,
                stderr=log,
            )
        self._running.append(process)
        return process

    async def end(self) -> None:
        for process in self._running:
            if process.returncode is None:
                process.kill()
            await process.wait()


@pytest.fixture
async def processes(discord: FakeDiscord, address: URL, tmp_path: Path) -> AsyncIterator[Processes]:
    (tmp_path / "policy.toml").write_text('mode = "enforce"\n')
    running = Processes(discord, address, tmp_path)
    yield running
    await running.end()


async def until_served(discord: FakeDiscord, *, identifies: int) -> None:
    """Wait until each shard is connected once, after so many sessions have begun."""
    gateway = discord.gateway
    await discord.until(
        lambda: gateway.identifies >= identifies and sorted(gateway.served()) == [0, 1, 2, 3],
        seconds=PATIENCE,
    )


async def be_rude(discord: FakeDiscord, guild: Guild) -> str:
    message = await discord.say(RUDE, channel=guild.general, guild_id=guild.id)
    return str(message["id"])


async def check_each_was_moderated_once(
    discord: FakeDiscord, guilds: Sequence[Guild], messages: Sequence[str]
) -> None:
    def deleted() -> list[str]:
        single = [request.ids["message"] for request in discord.requests("DELETE", MESSAGE)]
        return sorted(single)

    def alerts() -> int:
        return sum(len(discord.shown(guild.moderators)) for guild in guilds)

    await discord.until(
        lambda: len(deleted()) >= len(messages) and alerts() >= len(messages), seconds=PATIENCE
    )
    assert deleted() == sorted(messages)
    assert alerts() == len(messages)


async def test_two_processes_share_the_shards_and_moderate_each_message_once(
    discord: FakeDiscord, guilds: Sequence[Guild], processes: Processes
) -> None:
    await processes.start()
    await until_served(discord, identifies=SHARDS)
    messages = [await be_rude(discord, guild) for guild in guilds]
    await processes.start()
    # Two of the shards go over to it.
    await discord.until(lambda: discord.gateway.identifies > SHARDS, seconds=PATIENCE)
    messages += [await be_rude(discord, guild) for guild in guilds]
    await until_served(discord, identifies=SHARDS + 2)
    messages += [await be_rude(discord, guild) for guild in guilds]
    await check_each_was_moderated_once(discord, guilds, messages)
    assert discord.gateway.early_identifies == 0


async def test_the_shards_of_a_process_that_is_killed_are_served_again_and_nothing_is_lost(
    discord: FakeDiscord, guilds: Sequence[Guild], processes: Processes
) -> None:
    first = await processes.start()
    await until_served(discord, identifies=SHARDS)
    await processes.start()
    await until_served(discord, identifies=SHARDS + 2)
    first.kill()
    await first.wait()
    messages = [await be_rude(discord, guild) for guild in guilds]
    await until_served(discord, identifies=SHARDS + 4)
    messages += [await be_rude(discord, guild) for guild in guilds]
    await check_each_was_moderated_once(discord, guilds, messages)


async def test_a_process_with_another_number_of_shards_is_refused(
    discord: FakeDiscord, guilds: Sequence[Guild], processes: Processes, tmp_path: Path
) -> None:
    del guilds
    await processes.start()
    await until_served(discord, identifies=SHARDS)
    other = await processes.start(PARLEY_SHARDS="2")
    assert await other.wait() == 78
    assert "PARLEY_SHARDS: got 2; allowed: 4" in (tmp_path / "log-1").read_text()
