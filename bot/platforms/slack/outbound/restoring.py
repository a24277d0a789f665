"""Restoring on Slack: who was removed from a channel is invited again, and a topic that was cleared is set again."""

from typing import Final

from bot.domain.actions import Action, Enforcement, Outcome
from bot.domain.message import Message
from bot.domain.naming import UNKNOWN_AUTHOR, Naming, parse_naming
from bot.platforms.slack.connection.api_errors import CALL_ERRORS
from bot.platforms.slack.connection.outcomes import attempt
from bot.platforms.slack.connection.workspaces import Workspace, Workspaces
from bot.platforms.slack.inbound.converter import is_direct_channel
from bot.platforms.slack.inbound.json_fields import get_object, get_text

CLEARED: Final = (Naming.TOPIC, Naming.PURPOSE)
"""Texts that a bot may clear and set while it is in the channel."""

_CHANGED = Outcome.gone(Action.DELETE, "it was changed since, which stays")


def find_reversible(message: Message) -> list[Action]:
    """Return the actions on a message that can be taken back: no deletion of a message itself."""
    is_in_channel = bool(message.channel) and not is_direct_channel(message.channel)
    is_member = is_in_channel and message.author.id != UNKNOWN_AUTHOR.id
    is_cleared = parse_naming(message.id) in CLEARED and bool(message.text)
    return [*([Action.DELETE] if is_cleared else []), *([Action.KICK] if is_member else [])]


class Restorer:
    """Restorer of members and of texts of channels, in the signed-in workspaces."""

    def __init__(self, workspaces: Workspaces) -> None:
        self._workspaces = workspaces

    async def undo(self, enforcement: Enforcement) -> Outcome:
        """Take an action back; GONE where it is as before already, or somebody has changed it since."""
        action, message = enforcement.action, enforcement.message
        if action not in find_reversible(message):
            return Outcome.withheld(f"Slack takes back no {action.value}")
        workspace = self._workspaces.resolve(message.community)
        if action is Action.KICK:
            inviting = workspace.web.conversations_invite(
                channel=message.channel, users=[message.author.id]
            )
            return await attempt(inviting, Action.KICK, gone=("already_in_channel",))
        return await _set_again(workspace, message)


async def _set_again(workspace: Workspace, message: Message) -> Outcome:
    """Set a topic or purpose again, unless there is another one now."""
    naming, channel = parse_naming(message.id), message.channel
    if await _read(workspace, channel, "topic" if naming is Naming.TOPIC else "purpose"):
        return _CHANGED
    if naming is Naming.TOPIC:
        call = workspace.web.conversations_setTopic(channel=channel, topic=message.text)
    else:
        call = workspace.web.conversations_setPurpose(channel=channel, purpose=message.text)
    return await attempt(call, Action.DELETE)


async def _read(workspace: Workspace, channel: str, key: str) -> str:
    """Return the topic or purpose of a channel; "" where Slack does not say."""
    try:
        shown = await workspace.web.conversations_info(channel=channel)
    except CALL_ERRORS:
        return ""
    return get_text(get_object(shown["channel"], key), "value")
