"""Selections of the review queue, in its order."""

from sqlalchemy import ColumnElement, Select, and_, or_, select

from bot.domain.queue_order import MOST_HEAD_START, QueueFilter
from bot.store.database.tables import cases


def is_selected(platform: str, community: str, of: QueueFilter) -> ColumnElement[bool]:
    """Return the SQL condition for the open cases of a community that a filter leaves."""
    c = cases.c
    conditions = [c.platform == platform, c.community == community, c.is_waiting]
    if of.label is not None:
        conditions.append(c.label == of.label.value)
    if of.channel is not None:
        conditions.append(or_(c.channel == of.channel, c.thread == of.channel))
    if of.author is not None:
        conditions.append(c.author == of.author)
    if of.sent_in is not None:
        begin, end = of.sent_in
        conditions.append(c.sent_at.between(begin, end))
        conditions.append(
            c.queue_at.between(begin - MOST_HEAD_START, end)
        )  # as the index is in order
    if of.only_in is not None:
        conditions.append(c.channel.in_(of.only_in))
    if of.not_in:
        conditions.append(c.channel.not_in(of.not_in))
    return and_(*conditions)


def select_numbers(where: ColumnElement[bool]) -> Select[int]:
    """Select the numbers of cases in the order of the queue: the oldest and worst first."""
    return select(cases.c.number).where(where).order_by(cases.c.queue_at, cases.c.number)
