"""Shed notices: moderators hear once that more is written than is judged at once, and once how it ended."""

import asyncio
from collections.abc import Callable

import structlog

from bot.interactions.replies import Reply
from bot.runtime.error_boundary import run_guarded
from bot.runtime.message_books import MessageBooks, Shedding
from bot.runtime.platform_port import Platform
from bot.runtime.result import Failed

log: structlog.stdlib.BoundLogger = structlog.get_logger(__name__)

_BEGIN = Reply.of(
    "More is written here than I can judge at once",
    "I read the rest again as soon as I can, and judge it then: it may take minutes until I act.",
    "What helps: slow mode, or a pause for new members, until it is over.",
)


class ShedNotices:
    """Notices to the communities in which messages were shed.

    `find_reason` says why, where it is not that there are too many; "" where it is.
    """

    def __init__(
        self, platform: Platform, books: MessageBooks, find_reason: Callable[[], str]
    ) -> None:
        self._platform = platform
        self._books = books
        self._find_reason = find_reason
        self._concerned: dict[str, bool] = {}
        """The communities in which messages are shed, and whether they were told of it."""
        self._has_news = asyncio.Event()

    def note_shed(self, community: str) -> None:
        """Have the moderators of a community told, unless they are already."""
        if community not in self._concerned:
            log.warning("more messages than can be judged at once", community=community)
            self._concerned[community] = False
            self._has_news.set()

    def note_progress(self, community: str) -> None:
        """Look whether a community has none left that is to be read again."""
        if not self._books.has_shed(community) or self._books.shedding(community).waiting:
            return
        if community in self._concerned:
            self._has_news.set()
        else:  # of what waited for the database they hear otherwise
            self._books.close(community)

    async def run(self) -> None:
        """Tell them, until cancelled."""
        while True:
            await self._has_news.wait()
            self._has_news.clear()
            for community, is_told in list(self._concerned.items()):
                if not is_told:
                    self._concerned[community] = True
                    await self._announce(community, _describe_beginning(self._find_reason()))
                shedding = self._books.shedding(community)
                if not shedding.waiting:
                    del self._concerned[community]
                    self._books.close(community)
                    log.info("all is judged again", community=community, given_up=shedding.given_up)
                    await self._announce(community, _describe_end(shedding))

    async def _announce(self, community: str, reply: Reply) -> None:
        told = await run_guarded(self._platform.announce(community, reply), community=community)
        if isinstance(told, Failed) or not told.is_in_force:
            log.warning("moderators were not told of what was shed", community=community)


def _describe_beginning(reason: str) -> Reply:
    if not reason:
        return _BEGIN
    return Reply.of(
        "I cannot judge what is written at the moment",
        f"Why: {reason}",
        "What helps: whoever runs me looks at it. I read what is written meanwhile again, and judge it then.",
    )


def _describe_end(shedding: Shedding) -> Reply:
    read = shedding.shed - shedding.given_up
    if not shedding.given_up:
        return Reply.of("I have caught up", f"All {read:,} messages that had to wait are judged.")
    return Reply.of(
        "I have caught up, but for some messages",
        f"{read:,} messages that had to wait are judged.",
        f"{shedding.given_up:,} could not be read again: they were deleted meanwhile, or I may not "
        "read what was written before in their channel.",
        "What helps: look through the channel yourselves.",
    )
