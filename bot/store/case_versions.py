"""Versions of a message in its one case: the case table has the one that counts, this the others."""

from collections import defaultdict
from collections.abc import Collection
from dataclasses import dataclass, replace
from typing import Any

from sqlalchemy import ColumnElement, Row, Select, and_, exists, func, insert, select, update
from sqlalchemy.ext.asyncio import AsyncConnection

from bot.domain.buttons import Button
from bot.domain.case import Case
from bot.domain.message import Message
from bot.domain.naming import Naming, parse_naming
from bot.domain.verdict import Verdict
from bot.domain.versions import Placement, is_worse, place_version
from bot.store.cases import Cases
from bot.store.database.reconnect import retry_if_disconnected
from bot.store.database.tables import case_versions, cases, decisions
from bot.store.database.writer import Writer
from bot.store.rows import IN_FORCE, key_to_row, row_to_case
from bot.store.text_ages import note_words
from bot.store.waiting import mark_waiting

MOST_VERSIONS = 100
"""Versions that a case keeps besides its own; of later ones only those that are worse are added."""

_COLUMNS = tuple(name for name in case_versions.c.keys() if name not in ("case", "version"))  # noqa: SIM118
_PENDING = ("result", "done", "reason", "remedy", "closed_at")


@dataclass(frozen=True, slots=True)
class VersionAdded:
    """A case after a version was added to it: pending where that is still to be acted on."""

    case: Case
    placement: Placement


class CaseVersions:
    """The versions of messages that have a case."""

    def __init__(self, writer: Writer, case_repository: Cases) -> None:
        self._writer = writer
        self._case_repository = case_repository

    async def add(self, message: Message, verdict: Verdict) -> VersionAdded | None:
        """Add a version to the case of its message, durably; one that is acted on is pending from then on.

        Return None if the message has no case, or its case has this version.
        """

        async def work(connection: AsyncConnection) -> VersionAdded | None:
            row = (await connection.execute(select_case(message).with_for_update())).first()
            if row is None:
                return None
            # A member may have reported it before the bot has looked at it.
            is_report = row.is_report and is_worse(verdict, than=row_to_case(row).verdict)
            if await _is_known(connection, message) and not is_report:
                return None
            return await self._place(connection, row, message, verdict)

        return await self._writer.write(work)

    @retry_if_disconnected
    async def by_case(self, numbers: Collection[int]) -> dict[int, list[Case]]:
        """Return the versions of these cases besides those that count, oldest first."""
        async with self._writer.reader.connect() as connection:
            return await load_versions(connection, numbers)

    async def _place(
        self, connection: AsyncConnection, row: Row[Any], message: Message, verdict: Verdict
    ) -> VersionAdded:
        case = row_to_case(row)
        others = (await load_versions(connection, [case.number]))[case.number]
        placement = place_version(
            case,
            others,
            message=message,
            verdict=verdict,
            is_decided=await _is_decided(connection, case),
        )
        if len(others) >= MOST_VERSIONS and placement is not Placement.ANEW:
            return VersionAdded(case, Placement.KEPT)
        number = len(others) + 1
        new = self._case_repository.new_row(message, verdict)
        if placement is Placement.KEPT:
            kept = {name: new.get(name) for name in _COLUMNS}
            await _insert(connection, case.number, number, kept)
            await note_words(connection, case.number)
            return VersionAdded(case, placement)
        before = {name: getattr(row, name) for name in _COLUMNS}
        await _insert(connection, case.number, case.version, before)
        changes = {name: new[name] for name in _COLUMNS if name in new} | {"version": number}
        changes |= {"text_at": func.now(), "is_text_kept": True, "queue_at": new["queue_at"]}
        after = replace(
            case,
            message=_with_text(case, message),
            verdict=verdict,
            version=number,
            is_text_kept=True,
        )
        if placement.is_acted_on:
            changes |= dict.fromkeys(_PENDING) | {"holder": new["holder"]}
            after = replace(after, outcome=None)
        if (
            placement is Placement.AGAIN
        ):  # looked at by a sweep, should this process not come to redraw it
            changes |= {"is_card_stale": True}
        if placement is Placement.ANEW:
            changes |= {"alerted_at": None, "is_report": False}
            after = replace(after, is_report=False, is_alerted=False)
        change = update(cases).where(cases.c.number == case.number).values(changes)
        await connection.execute(change)
        await mark_waiting(connection, case.number)
        return VersionAdded(after, placement)


def select_case(message: Message) -> Select[Any]:
    """Select the case of a message, whichever of its versions this is; of a name, the latest one."""
    query = select(cases).where(_is_of(message), ~cases.c.is_superseded)
    return query.order_by(cases.c.number.desc()).limit(1)


def _is_of(message: Message) -> ColumnElement[bool]:
    """Return the condition for the cases of a message, or of a name however often it was given.

    The id of reactions is that of the message to which several people may react.
    """
    key = key_to_row(message.key)
    columns = ("platform", "community", "channel", "message")
    is_same = and_(*(cases.c[name] == key[name] for name in columns))
    is_by_id_alone = parse_naming(message.id) not in (None, Naming.REACTION)
    return is_same if is_by_id_alone else is_same & (cases.c.sent_at == message.sent_at)


async def load_versions(
    connection: AsyncConnection, numbers: Collection[int]
) -> dict[int, list[Case]]:
    """Load the versions of these cases besides those that count by case number, each case's oldest first."""
    query = _select_versions().where(case_versions.c.case.in_(numbers))
    found = defaultdict[int, list[Case]](list)
    for row in await connection.execute(query):
        found[row.number].append(row_to_case(row))
    return found


def _select_versions() -> Select[Any]:
    """Select versions as rows of the case table, in their order."""
    columns = (
        (case_versions if name in (*_COLUMNS, "version") else cases).c[name]
        for name in cases.c.keys()  # noqa: SIM118 - a collection of columns iterates over these
    )
    return (
        select(*columns)
        .select_from(case_versions.join(cases, cases.c.number == case_versions.c.case))
        .order_by(case_versions.c.case, case_versions.c.version)
    )


async def _is_known(connection: AsyncConnection, message: Message) -> bool:
    """Return whether a case of this message has this version: two edits within a second have one time."""
    key = key_to_row(message.key)
    is_kept = exists().where(
        case_versions.c.case == cases.c.number,
        case_versions.c.edited_at == key["edited_at"],
        (case_versions.c.text == message.text) | ~cases.c.is_text_kept,
    )
    is_same = (cases.c.text == message.text) | ~cases.c.is_text_kept
    is_this = and_(cases.c.edited_at == key["edited_at"], is_same)
    query = select(func.count()).select_from(cases).where(_is_of(message), is_this | is_kept)
    return bool(await connection.scalar(query))


async def _is_decided(connection: AsyncConnection, case: Case) -> bool:
    c = decisions.c
    counts = c.result.is_(None) | c.result.in_(IN_FORCE)
    is_about_case = c.button != Button.PURGE.value
    query = select(func.count()).where(
        c.case == case.number, c.version == case.version, is_about_case, counts
    )
    return bool(await connection.scalar(query))


async def _insert(
    connection: AsyncConnection, case: int, version: int, columns: dict[str, Any]
) -> None:
    await connection.execute(insert(case_versions).values(case=case, version=version, **columns))


def _with_text(case: Case, message: Message) -> Message:
    """Return the message of a case with another version's text and time."""
    changes = {name: getattr(message, name) for name in ("text", "edited_at", "parts")}
    return replace(case.message, **changes)
