"""Filters of the review queue: what was asked for, as far as the person who asks may see it."""

from dataclasses import replace
from datetime import timedelta

from bot.commands.context import CommandContext
from bot.domain.message import Message
from bot.domain.queue_order import QueueFilter
from bot.interactions.desk_requests import CaseGroup

_AROUND = timedelta(minutes=10)
"""Time before and after a case in which others of its channel belong to the same raid."""


def limit_to_moderated(context: CommandContext, of: QueueFilter) -> QueueFilter:
    """Limit a filter to the channels in which the person who asks moderates."""
    authority = context.authority
    moderated = frozenset(filter(authority.moderates, authority.channels))
    if authority.is_moderator:
        return replace(of, not_in=frozenset(authority.channels) - moderated)
    return replace(of, only_in=moderated)


def filter_group(context: CommandContext, message: Message, group: CaseGroup) -> QueueFilter:
    """Make the filter of the open cases by the author of a message, or of the raid that it is part of."""
    if group is CaseGroup.AUTHOR:
        return limit_to_moderated(context, QueueFilter(author=message.author.id))
    sent_in = (message.sent_at - _AROUND, message.sent_at + _AROUND)
    place = message.thread or message.channel
    return limit_to_moderated(context, QueueFilter(channel=place, sent_in=sent_in))
