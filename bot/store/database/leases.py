"""Leases: what one process works on, no other takes up while that process is connected.

A process gives all its PostgreSQL connections one name and writes it into the rows that it claims. The
server lists the names of its sessions (`pg_stat_activity`): a row is free once its owner is not among
them. A SQLite database has one process only, and so no owners.
"""

import secrets
from collections.abc import Collection, Sequence
from datetime import datetime

from sqlalchemy import (
    BigInteger,
    ColumnElement,
    Table,
    Text,
    Update,
    and_,
    cast,
    column,
    exists,
    false,
    func,
    or_,
    select,
    table,
    true,
    update,
)
from sqlalchemy.ext.asyncio import AsyncEngine

from bot.domain.shards import GUILDS_OF_A_MOMENT, ShardScope
from bot.store.database import tables
from bot.store.database.tables import appeals, cases, decisions

LEASE_SECONDS = 9.0
"""Seconds after which a process that was not heard of serves no shard, and nothing else, any more."""

LEASE_OWNER = "lease_owner"
"""The engine's execution option that holds the name."""

_SESSIONS = table("pg_stat_activity", column("application_name", Text))


def make_lease_owner() -> str:
    """Return a name that no other process has: "parley-5f0c22ab93e1d704"."""
    return f"parley-{secrets.token_hex(8)}"


def lease_owner(engine: AsyncEngine) -> str | None:
    """Return the name under which this process claims rows; None on SQLite."""
    owner: str | None = engine.get_execution_options().get(LEASE_OWNER)
    return owner


def is_unleased(
    rows: Table, engine: AsyncEngine, owners: Collection[str] | None = None
) -> ColumnElement[bool]:
    """Return the SQL condition for rows claimed by this process, or by none that still runs.

    With `owners`, for those of these owners alone, as far as they are not heard of.
    """
    own = lease_owner(engine)
    if own is None:
        return true() if owners is None else false()
    owner = rows.c.holder
    if owners is not None:
        return and_(owner.in_(owners), is_silent(rows, engine))
    return or_(owner.is_(None), owner == own, is_abandoned(rows, engine))


def is_claimable(
    rows: Table,
    engine: AsyncEngine,
    owners: Collection[str] | None,
    shards: ShardScope | None,
) -> ColumnElement[bool]:
    """Return the SQL condition for rows that this process may take up: in shards what others left, else as above."""
    return is_unleased(rows, engine, owners) if shards is None else is_left(rows, engine)


def is_left(rows: Table, engine: AsyncEngine) -> ColumnElement[bool]:
    """Return the SQL condition for rows that nobody who serves shards has claimed; PostgreSQL only.

    A machine that lost its power leaves its sessions with the server for a minute, and its leases for seconds.
    """
    owner, processes = rows.c.holder, tables.processes.c
    serves = exists().where(
        processes.process == owner,
        processes.seen_at > _lease_ago(),
    )
    is_gone = and_(owner != lease_owner(engine), ~serves)
    return or_(owner.is_(None), is_gone, is_abandoned(rows, engine))


def is_abandoned(rows: Table, engine: AsyncEngine) -> ColumnElement[bool]:
    """Return the SQL condition for rows claimed by a process that runs no more; PostgreSQL only."""
    owner = rows.c.holder
    is_running = exists().where(_SESSIONS.c.application_name == owner)
    return and_(owner != lease_owner(engine), ~is_running)


def is_silent(rows: Table, engine: AsyncEngine) -> ColumnElement[bool]:
    """Return the SQL condition for rows claimed by a process without shards that is not heard of; PostgreSQL only.

    One of a release that told nothing of itself is connected while it runs.
    """
    owner, processes = rows.c.holder, tables.platform_processes.c
    told = exists().where(processes.process == owner)
    is_heard = told.where(processes.seen_at > _lease_ago())
    return and_(owner != lease_owner(engine), ~is_heard, or_(told, is_abandoned(rows, engine)))


def _lease_ago() -> ColumnElement[datetime]:
    return func.now() - func.make_interval(0, 0, 0, 0, 0, 0, LEASE_SECONDS)


def in_shards(shards: ShardScope | None) -> ColumnElement[bool]:
    """Return the SQL condition for cases of guilds in these shards; of any community without them."""
    if shards is None:
        return true()
    shard = (cast(cases.c.community, BigInteger) // GUILDS_OF_A_MOMENT) % shards.count
    return shard.in_(list(shards.ids))


def give_up_work(engine: AsyncEngine, platform: str, shards: ShardScope) -> Sequence[Update]:
    """Return the statements by which this process gives up what it has claimed in shards, for others to take."""
    own = lease_owner(engine)
    in_them = and_(cases.c.platform == platform, in_shards(shards))
    numbers = select(cases.c.number).where(
        in_them, or_(cases.c.alerted_at.is_(None), cases.c.result.is_(None))
    )
    return (
        update(cases).where(cases.c.holder == own, cases.c.number.in_(numbers)).values(holder=None),
        *(
            update(rows)
            .where(
                rows.c.holder == own,
                pending,
                rows.c.case.in_(select(cases.c.number).where(in_them)),
            )
            .values(holder=None)
            for rows, pending in (
                (decisions, decisions.c.result.is_(None)),
                (appeals, appeals.c.alerted_at.is_(None)),
            )
        ),
    )
