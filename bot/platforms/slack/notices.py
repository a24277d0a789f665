"""Telling a member why they were acted on."""

from bot.actions import Action, Outcome
from bot.notice import Notice
from bot.platforms.slack.refusals import attempt
from bot.platforms.slack.workspaces import Workspaces


class Notices:
    """Sends in the workspaces that were signed in to."""

    def __init__(self, workspaces: Workspaces) -> None:
        self._workspaces = workspaces

    async def tell(self, notice: Notice) -> Outcome:
        """By direct message."""
        return await attempt(self._send(notice), Action.WARN)

    async def warn(self, notice: Notice) -> Outcome:
        """As `tell` does."""
        return await self.tell(notice)

    async def _send(self, notice: Notice) -> None:
        workspace = await self._workspaces.of(notice.message.community)
        opened = await workspace.web.conversations_open(users=notice.message.author.id)
        await workspace.web.chat_postMessage(channel=opened["channel"]["id"], text=notice.title)
