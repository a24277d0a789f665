"""A bot in a hall of simcord's."""

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
from tests.fakes.discord.simulated import Hall, Simulated

RUDE = "you buffoon"

Enter = Callable[..., Awaitable[Hall]]


@pytest.fixture
async def enter(make_pipeline: MakePipeline) -> AsyncIterator[Enter]:
    """A function: the bot comes in, or back after a restart; by default it enforces."""
    halls: list[Hall] = []
    tasks: list[asyncio.Task[None]] = []

    async def leave() -> None:
        for task in tasks:
            task.cancel()
            with suppress(asyncio.CancelledError):
                await task

    async def come_in(
        policy: Policy | None = None, *, since: datetime | None = None, shards: int = 1
    ) -> Hall:
        await leave()
        platform = Simulated(halls[0] if halls else None, since=since, shards=shards)
        tasks.append(asyncio.create_task(serve(make_pipeline(platform, policy=policy))))
        async with asyncio.timeout(10):
            halls.append(await platform.hall)
        return halls[-1]

    yield come_in
    await leave()
    await halls[0].env.shutdown()
    halls[0].env.raise_errors()


@pytest.fixture
async def hall(enter: Enter) -> Hall:
    """Where the policy is enforced."""
    return await enter()


def punish(action: Action, **more: object) -> Policy:
    """A policy under which an insult leads to this."""
    return Policy.model_validate(
        {"mode": Mode.ENFORCE, "labels": {Label.INSULT: LabelRule(action=action)}, **more}
    )


def show(message: discord.Message) -> str:
    """All that stands on a card."""
    (card,) = message.embeds
    fields = [f"{field.name}: {field.value}" for field in card.fields]
    return "\n".join([str(card.title), card.description or "", *fields])


def read(result: InteractionResult) -> str:
    """What the person was answered, for their eyes only."""
    assert result.response is not None
    assert result.ephemeral
    return show(result.response.message)


async def press(
    who: MemberActor | UserHandle, message: discord.Message, label: str, *, why: str = ""
) -> InteractionResult:
    """Press a button, and fill in the form that some show first."""
    result: InteractionResult = await who.click(message, label=label)
    if result.modal is None:
        return result
    (row,) = result.modal["components"]
    (field,) = row.get("components") or [row["component"]]
    filled: InteractionResult = await who.submit_modal(result, {field["custom_id"]: why})
    return filled


def told(hall: Hall) -> list[str]:
    """What kim was told in direct messages, oldest first."""
    return [show(said) for said in hall.kim.user.dm_channel.history()]
