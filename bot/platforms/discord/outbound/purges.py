"""Purges on Discord: many messages of one member are deleted, together where they are young enough."""

from collections import Counter, defaultdict
from collections.abc import Iterator, Sequence
from functools import partial

from bot.domain.message import Message
from bot.domain.surroundings import DeletedMessages
from bot.platforms.discord.inbound.converter import parse_target
from bot.platforms.discord.outbound.deletions import MAX_BULK, MessageDeleter, is_young
from bot.runtime.rate_limits import retry_while_limited


async def purge_messages(
    deleter: MessageDeleter, messages: Sequence[Message], *, reason: str
) -> DeletedMessages:
    """Delete messages, channel by channel; those that are gone already count as deleted."""
    places = defaultdict[int, list[int]](list)
    for message in messages:
        places[int(message.thread or message.channel)].append(parse_target(message.id).id)
    done, refused = 0, Counter[str]()
    for place, ids in places.items():
        for batch in _split(ids):
            delete = partial(deleter.delete, place, batch, reason=reason)
            outcome = await retry_while_limited(delete)
            if outcome.is_in_force:
                done += len(batch)
            else:
                refused[outcome.reason] += len(batch)
    reasons = [f"{count} not: {why}" for why, count in refused.most_common()]
    return DeletedMessages(done, tuple(reasons))


def _split(ids: Sequence[int]) -> Iterator[list[int]]:
    """Yield ids that Discord deletes together, then each of those that are too old for that."""
    young = [number for number in ids if is_young(number)]
    for begin in range(0, len(young), MAX_BULK):
        yield young[begin : begin + MAX_BULK]
    yield from ([number] for number in ids if not is_young(number))
