"""A check of several processes on the fake Discord: each rude message is moderated, in one case."""

import asyncio
from collections.abc import Sequence

from sqlalchemy import text
from sqlalchemy.ext.asyncio import AsyncEngine

from tests.fakes.discord.server import FakeDiscord
from tests.fakes.waiting import TIMEOUT

MESSAGE = "/channels/{channel}/messages/{message}"
_BULK_DELETE = "/channels/{channel}/messages/bulk-delete"


def list_deleted(discord: FakeDiscord) -> list[str]:
    """Return the ids of the messages whose deletion was asked for, as often as it was."""
    single = [request.ids["message"] for request in discord.requests("DELETE", MESSAGE)]
    bulk = discord.requests("POST", _BULK_DELETE)
    return sorted([*single, *(str(each) for request in bulk for each in request.body["messages"])])


async def check_each_was_moderated_once(
    discord: FakeDiscord, engine: AsyncEngine, messages: Sequence[str]
) -> None:
    """Check that each has been deleted, in one case that moderators were shown.

    A process that is stopped in the middle leaves a deletion to the next, for which the message is gone.
    """
    counts = text("SELECT count(*), count(alerted_at) FROM cases")
    async with asyncio.timeout(TIMEOUT), engine.connect() as connection:
        await discord.until(lambda: set(list_deleted(discord)) >= set(messages))
        while (found := (await connection.execute(counts)).one())[1] < len(messages):
            pass  # the mark comes after the alert itself
    assert tuple(found) == (len(messages), len(messages))
    assert set(list_deleted(discord)) == set(messages)
