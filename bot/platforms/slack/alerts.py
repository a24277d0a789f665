"""Showing cases to the moderators."""

from collections.abc import Collection

from bot.alerts import Alert
from bot.platforms.slack.workspaces import Workspaces


class Alerts:
    """Sends in the workspaces that were signed in to; `chosen` are ids of channels from the policy."""

    def __init__(self, workspaces: Workspaces, chosen: Collection[str]) -> None:
        self._workspaces = workspaces
        self._chosen = chosen

    async def show(self, alert: Alert) -> None:
        """Show it in the moderators' channel."""
        workspace = await self._workspaces.of(alert.case.message.community)
        for channel in self._chosen:
            text = f"Case {alert.case.number}: {alert.done}"
            await workspace.web.chat_postMessage(channel=channel, text=text)
