"""Fixtures: the bot on simcord, which simulates Discord and its users."""

import asyncio
from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import suppress
from datetime import datetime

import discord
import pytest
from simcord import InteractionResult, MemberActor, UserHandle

from bot.domain.actions import Action
from bot.domain.policy import LabelRule, Mode, Policy
from bot.runner import serve
from classifier import Label
from tests.bot.conftest import MakePipeline
from tests.fakes.discord.simulated import SimulatedGuild, SimulatedPlatform
from tests.fakes.waiting import TIMEOUT

RUDE = "you buffoon"

StartBot = Callable[..., Awaitable[SimulatedGuild]]


@pytest.fixture
async def start_bot(make_pipeline: MakePipeline) -> AsyncIterator[StartBot]:
    """A function that starts the bot in a guild, or restarts it there; by default it enforces."""
    clubs: list[SimulatedGuild] = []
    tasks: list[asyncio.Task[None]] = []

    async def stop() -> None:
        for task in tasks:
            task.cancel()
            with suppress(asyncio.CancelledError):
                await task

    async def start(
        policy: Policy | None = None, *, since: datetime | None = None, shards: int = 1
    ) -> SimulatedGuild:
        await stop()
        platform = SimulatedPlatform(clubs[0] if clubs else None, since=since, shards=shards)
        tasks.append(asyncio.create_task(serve(make_pipeline(platform, policy=policy))))
        async with asyncio.timeout(TIMEOUT):
            clubs.append(await platform.club)
        return clubs[-1]

    yield start
    await stop()
    await clubs[0].env.shutdown()
    clubs[0].env.raise_errors()


@pytest.fixture
async def club(start_bot: StartBot) -> SimulatedGuild:
    """A guild in which the bot enforces its policy."""
    return await start_bot()


def make_policy(action: Action, **more: object) -> Policy:
    """Make a policy that enforces an action on insults."""
    return Policy.model_validate(
        {"mode": Mode.ENFORCE, "labels": {Label.INSULT: LabelRule(action=action)}, **more}
    )


def embed_text(message: discord.Message) -> str:
    """Return all text of a message's one embed."""
    (embed,) = message.embeds
    fields = [f"{field.name}: {field.value}" for field in embed.fields]
    return "\n".join([str(embed.title), embed.description or "", *fields])


def reply_text(result: InteractionResult) -> str:
    """Return the text of a reply, which must be ephemeral."""
    assert result.response is not None
    assert result.ephemeral
    return embed_text(result.response.message)


async def press(
    user: MemberActor | UserHandle, message: discord.Message, label: str, *, reason: str = ""
) -> InteractionResult:
    """Press a button, and submit the form that some open."""
    result: InteractionResult = await user.click(message, label=label)
    if result.modal is None:
        return result
    (row,) = result.modal["components"]
    (field,) = row.get("components") or [row["component"]]
    submitted: InteractionResult = await user.submit_modal(result, {field["custom_id"]: reason})
    return submitted


def dm_texts(club: SimulatedGuild) -> list[str]:
    """Return the texts of the direct messages to kim, oldest first."""
    return [embed_text(message) for message in club.kim.user.dm_channel.history()]
