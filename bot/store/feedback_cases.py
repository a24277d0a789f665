"""Cases that people said something of: decided, appealed or reported ones, oldest first, in pages."""

from collections.abc import AsyncIterator

from sqlalchemy import exists, or_, select
from sqlalchemy.ext.asyncio import AsyncEngine

from bot.domain.feedback import Feedback
from bot.store.database.reconnect import retry_if_disconnected
from bot.store.database.tables import appeals, cases, decisions, flags
from bot.store.rows import IN_FORCE, row_to_case, row_to_decision

_PAGE = 200


class FeedbackCases:
    """Read-only query over the cases of one community, or of all."""

    def __init__(self, engine: AsyncEngine) -> None:
        self._engine = engine

    async def read(
        self, *, platform: str | None = None, community: str | None = None
    ) -> AsyncIterator[Feedback]:
        """Read them in pages: so that memory never holds them all."""
        number = 0
        while page := await self._read_page(number, platform, community):
            for each in page:
                yield each
            number = page[-1].case.number

    @retry_if_disconnected
    async def _read_page(
        self, after: int, platform: str | None, community: str | None
    ) -> list[Feedback]:
        c = cases.c
        is_appealed, is_reported = (
            exists().where(table.c.case == c.number) for table in (appeals, flags)
        )
        is_decided = exists().where(decisions.c.case == c.number, decisions.c.result.in_(IN_FORCE))
        here = [
            column == value
            for column, value in ((c.platform, platform), (c.community, community))
            if value is not None
        ]
        query = (
            select(cases, is_appealed.label("is_appealed"), is_reported.label("is_reported"))
            .where(c.number > after, ~c.is_superseded, *here)
            .where(or_(is_decided, is_appealed, is_reported))
            .order_by(c.number)
            .limit(_PAGE)
        )
        async with self._engine.connect() as connection:
            rows = (await connection.execute(query)).all()
            numbers = [row.number for row in rows]
            pressed = await connection.execute(
                select(decisions)
                .where(decisions.c.case.in_(numbers))
                .order_by(decisions.c.case, decisions.c.place)
            )
            decided = [(row.case, row_to_decision(row)) for row in pressed]
        return [
            Feedback(
                row_to_case(row),
                [decision for number, decision in decided if number == row.number],
                is_appealed=bool(row.is_appealed),
                is_reported=bool(row.is_reported),
            )
            for row in rows
        ]
