"""Deletions of messages: what waits in a channel is deleted in one bulk call."""

import asyncio
from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import timedelta

import discord

from bot.domain.actions import Action, Outcome, OutcomeResult
from bot.platforms.discord.outbound.errors import attempt
from bot.platforms.discord.outbound.refusals import explain_code
from bot.platforms.discord.outbound.sanctions import MAX_REASON_LENGTH
from bot.platforms.discord.permissions import ACTION_PERMISSIONS

MAX_BULK = 100
"""Messages in one bulk call, at most; two at least."""

_MAX_BULK_AGE = timedelta(days=13)
"""Discord deletes at once only messages younger than 14 days."""

_TOO_OLD = explain_code(50034)
"""The refusal of a bulk call in which a message is too old after all."""

_PERMISSION = ACTION_PERMISSIONS[Action.DELETE]


@dataclass(eq=False, slots=True)
class _Deletion:
    """Messages of one case that are to be deleted, and what became of it."""

    ids: Sequence[int]
    reason: str
    outcome: Outcome | None = None


@dataclass(slots=True)
class _Queue:
    """The deletions of a channel that wait while one is carried out."""

    lock: asyncio.Lock = field(default_factory=asyncio.Lock)
    waiting: list[_Deletion] = field(default_factory=list)


class MessageDeleter:
    """Deleter of messages; a lone one is deleted at once, those that come meanwhile together."""

    def __init__(self, client: discord.Client) -> None:
        self._client = client
        self._queues: dict[int, _Queue] = {}

    async def delete(self, channel: int, ids: Sequence[int], *, reason: str) -> Outcome:
        """Delete messages of a channel, at most 100; GONE if none of them was left."""
        queue = self._queues.setdefault(channel, _Queue())
        deletion = _Deletion(sorted(set(ids)), reason)
        queue.waiting.append(deletion)
        try:
            async with queue.lock:
                # Whoever gets the lock deletes for all that wait; the others then find it done.
                if deletion.outcome is None:
                    await self._delete_waiting(channel, queue, deletion)
            assert deletion.outcome
            return deletion.outcome
        finally:
            if deletion in queue.waiting:
                queue.waiting.remove(deletion)
            if not queue.waiting and not queue.lock.locked():
                self._queues.pop(channel, None)

    async def _delete_waiting(self, channel: int, queue: _Queue, first: _Deletion) -> None:
        """Delete what waits, as far as it fits into one call; the first of them in any case."""
        batch, size = [first], len(first.ids)
        for other in queue.waiting:
            if other is not first and size + len(other.ids) <= MAX_BULK and _is_young(other):
                batch.append(other)
                size += len(other.ids)
        outcome = None
        if size > 1 and _is_young(first):
            outcome = await self._delete_bulk(channel, batch)
        if outcome is None:
            batch = [first]
            outcome = await self._delete_each(channel, first)
        for each in batch:
            each.outcome = outcome
        queue.waiting[:] = [each for each in queue.waiting if each not in batch]

    async def _delete_bulk(self, channel: int, batch: Sequence[_Deletion]) -> Outcome | None:
        """Delete messages at once; None where Discord does not take them together."""
        ids = sorted({number for each in batch for number in each.ids})
        if len(ids) == 1:
            return None
        reason = " | ".join(each.reason for each in batch)[:MAX_REASON_LENGTH]
        call = self._client.http.delete_messages(channel, list(ids), reason=reason)
        outcome = await attempt(call, Action.DELETE, permission=_PERMISSION)
        return None if outcome == _TOO_OLD else outcome

    async def _delete_each(self, channel: int, deletion: _Deletion) -> Outcome:
        outcome = Outcome.gone(Action.DELETE)
        for number in deletion.ids:
            call = self._client.http.delete_message(channel, number, reason=deletion.reason)
            deleted = await attempt(call, Action.DELETE, permission=_PERMISSION)
            if not deleted.is_in_force:
                return deleted
            outcome = deleted if deleted.result is OutcomeResult.DONE else outcome
        return outcome


def is_young(message: int) -> bool:
    """Return True if Discord deletes a message together with others."""
    written_at = discord.utils.snowflake_time(message)
    return discord.utils.utcnow() - written_at < _MAX_BULK_AGE


def _is_young(deletion: _Deletion) -> bool:
    return is_young(deletion.ids[0])
