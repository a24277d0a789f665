"""The bus over the wire: what a gateway on the fake Discord publishes, workers judge, and the gateway acts on."""

from collections.abc import AsyncIterator
from pathlib import Path

import pytest
from sqlalchemy.engine import URL
from sqlalchemy.ext.asyncio import AsyncEngine

from bot.bus.connection import Bus
from bot.bus.streams import message_stream
from tests.bot.postgres.moderated_once import (
    MESSAGE,
    check_each_was_moderated_once,
    list_deleted,
)
from tests.fakes.bot_processes import BotProcesses
from tests.fakes.club import RUDE
from tests.fakes.discord.server import FakeDiscord
from tests.fakes.discord.world import TOKEN
from tests.fakes.nats_server import NatsServer


@pytest.fixture
async def discord() -> AsyncIterator[FakeDiscord]:
    async with FakeDiscord() as server:
        yield server


@pytest.fixture
async def processes(
    discord: FakeDiscord, address: URL, nats: NatsServer, tmp_path: Path
) -> AsyncIterator[BotProcesses]:
    (tmp_path / "policy.toml").write_text('mode = "enforce"\n')
    env = {
        "PARLEY_DATABASE": address.render_as_string(hide_password=False),
        "PARLEY_BUS": nats.address,
    }
    async with BotProcesses("discord", discord.port, tmp_path, env) as running:
        yield running


async def start_gateway(discord: FakeDiscord, processes: BotProcesses) -> None:
    await processes.start("run", DISCORD_TOKEN=TOKEN)
    await discord.gateway.wait_until_connected()


async def be_rude(discord: FakeDiscord, *, times: int) -> list[str]:
    return [str((await discord.say(RUDE))["id"]) for _ in range(times)]


async def test_a_message_goes_over_the_bus_to_a_worker_and_its_case_back_to_the_gateway(
    discord: FakeDiscord, processes: BotProcesses
) -> None:
    await processes.start("worker")  # without a token
    await start_gateway(discord, processes)
    (message,) = await be_rude(discord, times=1)
    assert (await discord.request("DELETE", MESSAGE)).ids["message"] == message
    assert "buffoon" in (await discord.alert())["embeds"][0]["description"]


async def test_when_a_worker_is_killed_in_the_middle_nothing_is_lost_or_done_twice(
    discord: FakeDiscord, processes: BotProcesses, engine: AsyncEngine
) -> None:
    workers = [await processes.start("worker") for _ in range(2)]
    await start_gateway(discord, processes)
    messages = await be_rude(discord, times=20)
    await discord.until(lambda: list_deleted(discord))
    workers[0].kill()
    messages += await be_rude(discord, times=20)
    await check_each_was_moderated_once(discord, engine, messages)
    assert list_deleted(discord) == sorted(messages)


async def test_what_a_full_stream_refuses_is_read_back_from_the_channel(
    discord: FakeDiscord, processes: BotProcesses, engine: AsyncEngine, bus: Bus
) -> None:
    await bus.stream.update_stream(message_stream(max_bytes=5000))
    await start_gateway(discord, processes)
    messages = await be_rude(discord, times=30)
    notice = await discord.alert()
    assert "More is written here than I can judge at once" in str(notice)
    await processes.start("worker")
    await check_each_was_moderated_once(discord, engine, messages)
    assert list_deleted(discord) == sorted(messages)


async def test_a_worker_that_is_stopped_ends_at_once_with_0(
    discord: FakeDiscord, processes: BotProcesses
) -> None:
    worker = await processes.start("worker")
    await start_gateway(discord, processes)
    await be_rude(discord, times=1)
    await discord.request("DELETE", MESSAGE)
    worker.terminate()
    assert await worker.wait() == 0
