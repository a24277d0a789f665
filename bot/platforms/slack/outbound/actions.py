"""Action executor: deletes with an administrator's token, warns, and removes from channels; Slack allows no more."""

from collections.abc import Collection, Mapping
from dataclasses import replace
from types import MappingProxyType

from slack_sdk.web.async_client import AsyncWebClient

from bot.domain.actions import Action, Enforcement, Outcome, OutcomeResult
from bot.domain.message import Message
from bot.domain.naming import UNKNOWN_AUTHOR, Naming, parse_naming
from bot.platforms.slack.connection.api_errors import CALL_ERRORS
from bot.platforms.slack.connection.outcomes import attempt
from bot.platforms.slack.connection.refusals import NOT_IN_CHANNEL
from bot.platforms.slack.connection.tokens import USER
from bot.platforms.slack.connection.workspaces import Workspace, Workspaces
from bot.platforms.slack.inbound.converter import is_direct_channel, message_ts
from bot.platforms.slack.outbound.restoring import CLEARED

NO_ADMIN_TOKEN = (
    f"only an administrator may delete, and there is no {USER}",
    f"Set {USER} to the token of an administrator: deploy/slack.md says how (or let one follow the link).",
)

_DIRECT_REMEDY = "Warn them; an administrator of the workspace can deactivate an account."

_UNSUPPORTED: Mapping[Action, tuple[str, str]] = MappingProxyType(
    {
        Action.DELETE: NO_ADMIN_TOKEN,
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
"""Reason and remedy for each action that cannot be taken."""


_LEFT_CODES = ("not_in_channel", "user_not_found")
"""Codes that mean that somebody is not in a channel."""


class ActionExecutor:
    """The action primitives of Slack, in the signed-in workspaces."""

    cuts_contact: Collection[Action] = ()
    """None: a member removed from a channel is still in the workspace, and can be told."""

    def __init__(self, workspaces: Workspaces) -> None:
        self._workspaces = workspaces

    def adapt(self, enforcement: Enforcement) -> Enforcement:
        """Return a warning in place of a deletion that the workspace does not make possible."""
        workspace = self._workspaces.resolve(enforcement.message.community)
        is_told = enforcement.notice is not None or enforcement.is_told_later
        is_name = parse_naming(enforcement.message.id) is not None
        if (
            enforcement.action is Action.DELETE
            and workspace.admin is None
            and is_told
            and not is_name
        ):
            # A workspace of many, in which no administrator has installed the app.
            return replace(enforcement, action=Action.WARN, requested=Action.DELETE)
        return enforcement

    async def foresee_sanction(self, enforcement: Enforcement) -> Outcome | None:  # noqa: ARG002
        """Return None: nothing is foreseen, as nobody is told before."""
        return None

    def possible_on(self, message: Message, actions: Collection[Action]) -> list[Action]:
        """Return those of these actions that can be taken on a message in the place where it stands."""
        workspace = self._workspaces.resolve(message.community)
        is_direct = is_direct_channel(message.channel)
        naming = parse_naming(message.id)
        may_delete = naming in CLEARED if naming else workspace.admin is not None and not is_direct
        impossible = set() if may_delete else {Action.DELETE}
        impossible |= {Action.KICK} if is_direct or not message.channel else set()
        return [action for action in actions if action not in impossible]

    async def delete_content(self, enforcement: Enforcement) -> Outcome:
        """Delete a message and its parts with the administrator's token; clear a topic or purpose as the bot."""
        message = enforcement.message
        workspace = self._workspaces.resolve(message.community)
        if naming := parse_naming(message.id):
            return await _clear(workspace, naming, message.channel)
        if is_direct_channel(message.channel):
            return Outcome.refused(
                "nobody but its author can delete a direct message", _DIRECT_REMEDY
            )
        if workspace.admin is None:
            return Outcome.refused(*NO_ADMIN_TOKEN)
        outcome = Outcome.gone(Action.DELETE)
        for ts in dict.fromkeys(map(message_ts, (*message.parts, message.id))):
            call = workspace.admin.chat_delete(channel=message.channel, ts=ts)
            deleted = await attempt(call, Action.DELETE)
            if not deleted.is_in_force:
                return deleted
            outcome = deleted if deleted.result is OutcomeResult.DONE else outcome
        return outcome

    async def sanction_author(self, enforcement: Enforcement) -> Outcome:
        """Remove the author from the channel."""
        message = enforcement.message
        workspace = self._workspaces.resolve(message.community)
        if message.author.id == UNKNOWN_AUTHOR.id or not message.channel:
            return Outcome.refused(*_NOWHERE)
        web, channel = workspace.web, message.channel
        call = web.conversations_kick(channel=channel, user=message.author.id)
        outcome = await attempt(call, Action.KICK, gone=_LEFT_CODES)
        if outcome.result is not OutcomeResult.GONE:
            return outcome
        # Slack says the same where it is the bot that is not in the channel.
        if await _is_member(web, channel):
            return Outcome.gone(Action.KICK, "the author has left the channel")
        return NOT_IN_CHANNEL


async def _clear(workspace: Workspace, naming: Naming, channel: str) -> Outcome:
    """Clear the topic or purpose of a channel; refuse all else that is no message."""
    if naming not in CLEARED:
        return Outcome.refused(*_STAYS.get(naming, _NAME_STAYS))
    if naming is Naming.TOPIC:
        call = workspace.web.conversations_setTopic(channel=channel, topic="")
    else:
        call = workspace.web.conversations_setPurpose(channel=channel, purpose="")
    outcome = await attempt(call, Action.DELETE)
    if outcome.result is not OutcomeResult.REFUSED:
        return outcome
    return replace(outcome, remedy=f"{outcome.remedy} {_BY_HAND}".strip())


_BY_HAND = (
    "Until then whoever may edit the channel can clear it: the channel's name > About > Edit."
)

_NAME_STAYS = (
    "Slack lets no bot change what people say in their profiles",
    "Ask them to change it, or an administrator: Manage members > Edit profile.",
)
_STAYS: Mapping[Naming, tuple[str, str]] = MappingProxyType(
    {
        Naming.CHANNEL: (
            "Slack lets only administrators and who made a channel rename it",
            "Rename it by hand: the channel's name > Settings.",
        ),
        Naming.REACTION: (
            "Slack lets nobody take away the reactions of others",
            "Ask them, or delete the message.",
        ),
    }
)
"""Reason and remedy of what stays."""

_NOWHERE = (
    "it is in no channel from which somebody could be removed",
    "An administrator can deactivate an account, under Manage members.",
)


async def _is_member(web: AsyncWebClient, channel: str) -> bool:
    """Return whether the bot is in a channel; True where Slack does not say."""
    try:
        shown = await web.conversations_info(channel=channel)
    except CALL_ERRORS:
        return True
    return bool(shown["channel"].get("is_member", True))


def explain_substitute(outcome: Outcome, requested: Action | None) -> Outcome:
    """Add to the outcome of a milder action why the requested one was not taken, and the remedy."""
    if requested is None or outcome.result is not OutcomeResult.DONE or outcome.remedy:
        return outcome
    reason, remedy = _UNSUPPORTED[requested]
    return replace(outcome, reason=reason, remedy=remedy)
