"""Acting on Slack, which lets a bot do little: administrators delete, and nobody is timed out."""

from collections.abc import Mapping
from dataclasses import replace
from types import MappingProxyType

from bot.domain.actions import Action, Enforcement, Outcome, OutcomeResult
from bot.domain.notice import Notice
from bot.platforms.shared.action_sequence import run_action
from bot.platforms.slack.connection.tokens import USER
from bot.platforms.slack.connection.workspaces import Workspaces
from bot.platforms.slack.inbound.converter import is_direct, parse_message_id
from bot.platforms.slack.outbound.dm import MemberNotifier
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


class ActionExecutor:
    """Acts in the workspaces that were signed in to."""

    def __init__(self, workspaces: Workspaces, notices: MemberNotifier) -> None:
        self._workspaces = workspaces
        self._notices = notices

    async def enforce(self, enforcement: Enforcement) -> Outcome:
        """Remove what was said, tell the author, and act on them, as far as the action goes."""
        workspace = self._workspaces.of(enforcement.message.community)
        if enforcement.action is Action.DELETE and workspace.admin is None and enforcement.notice:
            # One of many workspaces, where no administrator has installed it.
            enforcement = replace(enforcement, action=Action.WARN, requested=Action.DELETE)
        outcome = await run_action(enforcement, self)
        if enforcement.requested and outcome.result is OutcomeResult.DONE and not outcome.remedy:
            reason, remedy = _LACKING[enforcement.requested]
            return replace(outcome, reason=reason, remedy=remedy)
        return outcome

    async def warn(self, notice: Notice) -> Outcome:
        """In passing, or by direct message."""
        return await self._notices.warn(notice)

    async def notify(self, notice: Notice) -> Outcome:
        """By direct message, or in passing."""
        return await self._notices.notify(notice)

    async def remove(self, enforcement: Enforcement) -> Outcome:
        """Delete the message and its parts, as the administrator whose token there is."""
        message = enforcement.message
        workspace = self._workspaces.of(message.community)
        if is_direct(message.channel):
            return Outcome.refused("nobody but its author can delete a direct message", _TALK)
        if workspace.admin is None:
            return Outcome.refused(*_NO_TOKEN)
        outcome = Outcome.gone(Action.DELETE)
        for ts in dict.fromkeys(map(parse_message_id, (*message.parts, message.id))):
            call = workspace.admin.chat_delete(channel=message.channel, ts=ts)
            one = await attempt(call, Action.DELETE)
            if not one.is_in_force:
                return one
            outcome = one if one.result is OutcomeResult.DONE else outcome
        return outcome

    async def punish(self, enforcement: Enforcement) -> Outcome:
        """Remove the author from the channel."""
        message = enforcement.message
        workspace = self._workspaces.of(message.community)
        call = workspace.web.conversations_kick(channel=message.channel, user=message.author.id)
        return await attempt(call, Action.KICK, gone=("not_in_channel", "user_not_found"))
