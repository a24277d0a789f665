"""A database of invented cases for benchmarks: some months of them, with what people did about them."""

import random
from collections.abc import Iterator, Sequence
from datetime import datetime, timedelta
from itertools import islice
from typing import Any

from sqlalchemy import Table, false, func, insert, select, text, update
from sqlalchemy.ext.asyncio import AsyncEngine

from bench.contestants.messages import messages
from bot.domain.actions import Action, Outcome
from bot.domain.buttons import Button
from bot.domain.policy import Mode, Policy
from bot.domain.strikes import is_strike
from bot.domain.verdict import decide
from bot.store.cases import Cases
from bot.store.database.tables import (
    appeals,
    author_names,
    cases,
    counters,
    decisions,
    flags,
)
from bot.store.rows import format_day, outcome_to_row
from bot.store.waiting import needs_review
from classifier import Label, Scores
from tests.fakes.messages import make_message
from tests.fakes.scorer import THRESHOLDS

MOST_OF_AN_AUTHOR = 5_000
"""Cases of each of the ten worst members; a quarter of all cases are theirs at 200,000."""

_HEAVY, _OTHERS = 10, 8_000
_DAYS = 90
_DECIDED, _APPEALED, _REPORTED = 0.6, 0.05, 0.03
"""Shares: of flagged cases that were decided on, of strikes that were appealed, of cases that members reported."""

_BATCH = 5_000
_DONE = (*[Action.FLAG] * 6, *[Action.DELETE] * 2, Action.WARN, Action.TIMEOUT)
"""Actions of the cases, each as often as it stands here."""


def heavy_author(number: int) -> str:
    """Return the id of one of the members with the most cases."""
    return f"heavy-{number % _HEAVY}"


async def fill(engine: AsyncEngine, *, count: int, now: datetime) -> None:
    """Fill an empty database with so many cases of the community "club", the latest at `now`."""
    c = cases.c
    rng = random.Random(0)  # noqa: S311 - the same cases every time
    repository = Cases(engine, model="bench")
    rows = _make_rows(repository, rng, count=count, now=now)
    number = 0
    while batch := list(islice(rows, _BATCH)):
        await _insert(engine, cases, batch)
        numbered = list(enumerate(batch, start=number + 1))
        number += len(batch)
        flagged = [(n, row) for n, row in numbered if row["done"] == Action.FLAG.value]
        decided = [n for n, _ in flagged if rng.random() < _DECIDED]
        await _insert(engine, decisions, [_decision(n, now) for n in decided])
        appealed = [n for n, row in numbered if row["is_strike"] and rng.random() < _APPEALED]
        await _insert(engine, appeals, [_appeal(n, now) for n in appealed])
        reported = [(n, row) for n, row in numbered if rng.random() < _REPORTED]
        await _insert(engine, flags, [_report(n, row) for n, row in reported])
    await _insert(engine, counters, list(_make_counts(now)))
    async with engine.begin() as connection:
        is_waiting = func.coalesce(needs_review(), false())
        await connection.execute(update(cases).values(is_waiting=is_waiting))
        authors = (c.platform, c.community, c.author, c.author_name)
        names = select(*authors).distinct()
        await connection.execute(insert(author_names).from_select(list(author_names.c), names))
    await _settle(engine)


async def _settle(engine: AsyncEngine) -> None:
    """Do what PostgreSQL does by itself some minutes after so many inserts; SQLite does nothing."""
    if engine.dialect.name == "postgresql":
        alone = engine.execution_options(isolation_level="AUTOCOMMIT")
        async with alone.connect() as connection:
            await connection.execute(text("VACUUM (ANALYZE)"))


def _make_rows(
    repository: Cases, rng: random.Random, *, count: int, now: datetime
) -> Iterator[dict[str, Any]]:
    texts = messages(0, least=3, most=24)
    labels = list(Label)
    common = {label: _make_row(repository, label) for label in labels}
    for number in range(count):
        author = _choose_author(rng, count)
        sent_at = now - timedelta(days=_DAYS) * (1 - (number + 1) / count)
        outcome = Outcome.done(rng.choice(_DONE))
        yield {
            **common[rng.choice(labels)],
            **outcome_to_row(outcome),
            "message": str(10**17 + number),
            "channel": f"channel-{rng.randrange(40)}",
            "text": next(texts),
            "author": author,
            "author_name": author,
            "day": format_day(sent_at),
            "is_strike": is_strike(outcome),
            **dict.fromkeys(
                ("sent_at", "queue_at", "opened_at", "closed_at", "alerted_at"), sent_at
            ),
        }


def _make_row(repository: Cases, label: Label) -> dict[str, Any]:
    scores = Scores(dict.fromkeys(Label, 0.01) | {label: 0.95})
    message = make_message(link="https://chat.example/7")
    policy = Policy(mode=Mode.ENFORCE)
    verdict = decide(policy, message, scores=scores, calibrated=THRESHOLDS)
    return {**repository.new_row(message, verdict), "label": label.value}


def _choose_author(rng: random.Random, count: int) -> str:
    if rng.random() < min(0.5, _HEAVY * MOST_OF_AN_AUTHOR / count):
        return heavy_author(rng.randrange(_HEAVY))
    return f"member-{rng.randrange(_OTHERS)}"


def _decision(number: int, now: datetime) -> dict[str, Any]:
    outcome = outcome_to_row(Outcome.done(Action.NONE))
    by = {"by": f"mona-{number % 5}", "by_name": "mona"}
    button = (Button.DISMISS if number % 3 else Button.WARN).value
    return {"case": number, "place": 0, "button": button, "decided_at": now, **by, **outcome}


def _appeal(number: int, now: datetime) -> dict[str, Any]:
    return {"case": number, "why": "it was a joke", "appealed_at": now, "alerted_at": now}


def _report(number: int, row: dict[str, Any]) -> dict[str, Any]:
    where = {name: row[name] for name in ("platform", "community", "channel", "message")}
    return {
        **where,
        "case": number,
        "by": f"max-{number % 500}",
        "by_name": "max",
        "flagged_at": row["sent_at"],
    }


def _make_counts(now: datetime) -> Iterator[dict[str, Any]]:
    for back in range(_DAYS):
        day = format_day(now - timedelta(days=back))
        for kind in ("scored", "unscored language", "unscored empty"):
            yield {"platform": "fake", "community": "club", "day": day, "what": kind, "count": 900}


async def _insert(engine: AsyncEngine, table: Table, rows: Sequence[dict[str, Any]]) -> None:
    if rows:
        async with engine.begin() as connection:
            await connection.execute(insert(table), rows)
