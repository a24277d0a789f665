"""Acting on Slack, which lets a bot do little: administrators delete, and nobody is timed out."""

from collections.abc import Mapping
from dataclasses import replace
from types import MappingProxyType

from bot.domain.actions import Action, Deed, Outcome, Result
from bot.domain.notice import Notice
from bot.platforms.shared.action_sequence import act
from bot.platforms.slack.connection.tokens import USER
from bot.platforms.slack.connection.workspaces import Workspaces
from bot.platforms.slack.inbound.converter import is_direct, read_id
from bot.platforms.slack.outbound.dm import Notices
from bot.platforms.slack.outbound.outcomes import attempt

_NO_TOKEN = (
    f"only an administrator may delete, and there is no {USER}",
    f"Set {USER} to the token of an administrator: deploy/slack.md says how (or let one follow the link).",
)

_TALK = "Speak with them; what they write to Parley nobody else reads."

_LACKING: Mapping[Action, tuple[str, str]] = MappingProxyType(
    {
        Action.DELETE: _NO_TOKEN,
        Action.TIMEOUT: (
            "Slack has no timeouts",
            'Let the policy ask for "delete" or "kick", which removes from the channel.',
        ),
        Action.BAN: (
            "Slack lets no bot deactivate an account",
            "An administrator can, under Manage members.",
        ),
    }
)
"""Why there is no such action, and what would help."""


class Deeds:
    """Acts in the workspaces that were signed in to."""

    def __init__(self, workspaces: Workspaces, notices: Notices) -> None:
        self._workspaces = workspaces
        self._notices = notices

    async def act(self, deed: Deed) -> Outcome:
        """Remove what was said, tell the author, and act on them, as far as the action goes."""
        workspace = self._workspaces.of(deed.message.community)
        if deed.action is Action.DELETE and workspace.admin is None and deed.notice:
            # One of many workspaces, where no administrator has installed it.
            deed = replace(deed, action=Action.WARN, asked=Action.DELETE)
        outcome = await act(deed, self)
        if deed.asked and outcome.result is Result.DONE and not outcome.remedy:
            reason, remedy = _LACKING[deed.asked]
            return replace(outcome, reason=reason, remedy=remedy)
        return outcome

    async def warn(self, notice: Notice) -> Outcome:
        """In passing, or by direct message."""
        return await self._notices.warn(notice)

    async def tell(self, notice: Notice) -> Outcome:
        """By direct message, or in passing."""
        return await self._notices.tell(notice)

    async def remove(self, deed: Deed) -> Outcome:
        """Delete the message and its parts, as the administrator whose token there is."""
        message = deed.message
        workspace = self._workspaces.of(message.community)
        if is_direct(message.channel):
            return Outcome.refused("nobody but its author can delete a direct message", _TALK)
        if workspace.admin is None:
            return Outcome.refused(*_NO_TOKEN)
        outcome = Outcome.gone(Action.DELETE)
        for ts in dict.fromkeys(map(read_id, (*message.parts, message.id))):
            call = workspace.admin.chat_delete(channel=message.channel, ts=ts)
            one = await attempt(call, Action.DELETE)
            if not one.is_in_force:
                return one
            outcome = one if one.result is Result.DONE else outcome
        return outcome

    async def punish(self, deed: Deed) -> Outcome:
        """Remove the author from the channel."""
        message = deed.message
        workspace = self._workspaces.of(message.community)
        call = workspace.web.conversations_kick(channel=message.channel, user=message.author.id)
        return await attempt(call, Action.KICK, gone=("not_in_channel", "user_not_found"))
