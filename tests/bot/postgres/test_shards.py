"""Two processes of one bot share its shards: each message is moderated once, also after one of them is killed."""

from collections.abc import AsyncIterator, Sequence
from pathlib import Path

import pytest
from sqlalchemy.engine import URL
from sqlalchemy.ext.asyncio import AsyncEngine

from tests.bot.postgres.moderated_once import check_each_was_moderated_once, list_deleted
from tests.fakes.bot_processes import BotProcesses
from tests.fakes.club import RUDE
from tests.fakes.discord.guilds import Guild, add_guild
from tests.fakes.discord.server import FakeDiscord
from tests.fakes.discord.world import TOKEN

SHARDS = 4


@pytest.fixture
async def discord() -> AsyncIterator[FakeDiscord]:
    async with FakeDiscord() as server:
        server.gateway.shards = server.gateway.max_concurrency = SHARDS
        server.gateway.checks_pace = True
        yield server


@pytest.fixture
def guilds(discord: FakeDiscord) -> Sequence[Guild]:
    return [add_guild(discord.world, shard=shard, count=SHARDS) for shard in range(SHARDS)]


@pytest.fixture
async def processes(
    discord: FakeDiscord, address: URL, tmp_path: Path
) -> AsyncIterator[BotProcesses]:
    (tmp_path / "policy.toml").write_text('mode = "enforce"\n')
    database = address.render_as_string(hide_password=False)
    env = {"DISCORD_TOKEN": TOKEN, "PARLEY_DATABASE": database}
    async with BotProcesses("discord", discord.port, tmp_path, env) as running:
        yield running


async def until_served(discord: FakeDiscord, *, identifies: int) -> None:
    """Wait until each shard is connected once, after so many sessions have begun."""
    gateway = discord.gateway
    await discord.until(
        lambda: gateway.identifies >= identifies and sorted(gateway.served()) == [0, 1, 2, 3],
    )


async def be_rude(discord: FakeDiscord, guild: Guild) -> str:
    message = await discord.say(RUDE, channel=guild.general, guild_id=guild.id)
    return str(message["id"])


async def test_two_processes_share_the_shards_and_moderate_each_message_once(
    discord: FakeDiscord, guilds: Sequence[Guild], processes: BotProcesses, engine: AsyncEngine
) -> None:
    await processes.start("run")
    await until_served(discord, identifies=SHARDS)
    messages = [await be_rude(discord, guild) for guild in guilds]
    await processes.start("run")
    # Two of the shards go over to it.
    await discord.until(lambda: discord.gateway.identifies > SHARDS)
    messages += [await be_rude(discord, guild) for guild in guilds]
    await until_served(discord, identifies=SHARDS + 2)
    messages += [await be_rude(discord, guild) for guild in guilds]
    await check_each_was_moderated_once(discord, engine, messages)
    assert discord.gateway.early_identifies == 0


async def test_the_shards_of_a_process_that_is_killed_are_served_again_and_nothing_is_lost(
    discord: FakeDiscord, guilds: Sequence[Guild], processes: BotProcesses, engine: AsyncEngine
) -> None:
    first = await processes.start("run")
    await until_served(discord, identifies=SHARDS)
    await processes.start("run")
    await until_served(discord, identifies=SHARDS + 2)
    first.kill()
    await first.wait()
    messages = [await be_rude(discord, guild) for guild in guilds]
    await until_served(discord, identifies=SHARDS + 4)
    messages += [await be_rude(discord, guild) for guild in guilds]
    await check_each_was_moderated_once(discord, engine, messages)


async def appeal(discord: FakeDiscord, case: int, why: str) -> None:
    """Appeal as the author of a case, in direct messages, which the first shard hears."""
    kim = discord.world.kim
    dm = discord.world.open_dm(kim["id"])["id"]
    notice = discord.world.add_message("", channel=dm, author=discord.world.bot)
    button = {"custom_id": f"parley:appeal:{case}"}
    form = await (await discord.interactions.press(button, notice, by=kim)).reply()
    field = form["components"][0]["components"][0]["custom_id"]
    filled = await discord.interactions.submit(form, {field: why}, by=kim, in_channel=dm)
    assert (await filled.reply())["embeds"][0]["title"] == "Your appeal was sent"


async def test_an_appeal_is_shown_by_the_process_that_serves_the_server_whichever_hears_it(
    discord: FakeDiscord, guilds: Sequence[Guild], processes: BotProcesses
) -> None:
    await processes.start("run")
    await until_served(discord, identifies=SHARDS)
    await processes.start("run")
    await until_served(discord, identifies=SHARDS + 2)
    for number, guild in enumerate(guilds, 1):
        await be_rude(discord, guild)
        await discord.until(lambda guild=guild: discord.shown(guild.moderators))  # type: ignore[misc]
        await appeal(discord, number, f"joke {number}")
        why = f"joke {number}"
        await discord.until(
            lambda guild=guild, why=why: why in str(discord.shown(guild.moderators))  # type: ignore[misc]
        )
        shown = [each for each in discord.shown(guild.moderators) if why in str(each["embeds"])]
        assert len(shown) == 1


async def test_a_process_with_another_number_of_shards_is_refused(
    discord: FakeDiscord, guilds: Sequence[Guild], processes: BotProcesses, tmp_path: Path
) -> None:
    del guilds
    await processes.start("run")
    await until_served(discord, identifies=SHARDS)
    other = await processes.start("run", PARLEY_SHARDS="2")
    assert await other.wait() == 78
    assert "PARLEY_SHARDS: got 2; allowed: 4" in (tmp_path / "log-1").read_text()


async def test_three_processes_together_make_no_more_requests_than_a_token_may(
    discord: FakeDiscord, guilds: Sequence[Guild], processes: BotProcesses
) -> None:
    for handed_over in (0, 2, 3):  # of the four shards, once there are one, two and three
        await processes.start("run")
        await until_served(discord, identifies=SHARDS + handed_over)
    messages = [await be_rude(discord, guild) for guild in guilds for _ in range(30)]
    await discord.until(lambda: set(list_deleted(discord)) >= set(messages))
    assert discord.rest.limits.global_refusals == 0


async def test_three_processes_are_replaced_one_after_another_and_no_message_is_lost_or_doubled(
    discord: FakeDiscord, guilds: Sequence[Guild], processes: BotProcesses, engine: AsyncEngine
) -> None:
    old = [await processes.start("run") for _ in range(3)]
    await until_served(discord, identifies=SHARDS)
    messages: list[str] = []
    for each in old:
        messages += [await be_rude(discord, guild) for guild in guilds]
        await processes.start("run")
        each.terminate()
        messages += [await be_rude(discord, guild) for guild in guilds]
        await each.wait()
        await discord.until(lambda: sorted(discord.gateway.served()) == [0, 1, 2, 3])
    await check_each_was_moderated_once(discord, engine, messages)
