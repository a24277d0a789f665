"""The store of the desk: sessions, links that sign in or open a case, the audit log, and scores by place."""

from datetime import datetime

from bot.store.agreement import Judgements
from bot.store.database.writer import Writer
from bot.store.desk_audit import DeskAudit
from bot.store.desk_links import DeskLinks
from bot.store.desk_sessions import DeskSessions
from bot.store.score_places import ScorePlaces
from bot.store.signing_keys import SigningKeys


class DeskStore:
    """The tables of the desk."""

    def __init__(self, writer: Writer) -> None:
        self.sessions = DeskSessions(writer)
        self.links = DeskLinks(writer)
        self.audit = DeskAudit(writer)
        self.signing_keys = SigningKeys(writer)
        self.score_places = ScorePlaces(writer.reader)
        self.judgements = Judgements(writer.reader)

    async def forget(self, *, at: datetime) -> None:
        """Delete what is over, or no longer kept."""
        await self.sessions.forget(at=at)
        await self.audit.forget(at=at)
