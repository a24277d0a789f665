"""Acting on Slack."""

from bot.actions import Action, Deed, Outcome
from bot.platforms.slack.messages import read_id
from bot.platforms.slack.refusals import attempt
from bot.platforms.slack.workspaces import Workspaces


class Deeds:
    """Acts in the workspaces that were signed in to."""

    def __init__(self, workspaces: Workspaces) -> None:
        self._workspaces = workspaces

    async def act(self, deed: Deed) -> Outcome:
        """Remove what was said, as far as the action goes."""
        if deed.action <= Action.FLAG:
            return Outcome.done(deed.action)
        message = deed.message
        workspace = await self._workspaces.of(message.community)
        assert workspace.admin
        call = workspace.admin.chat_delete(channel=message.channel, ts=read_id(message.id))
        return await attempt(call, deed.action)
