"""The alert of a raid on Slack: its cases in one message, which is edited, with buttons for all of them."""

from collections.abc import Sequence

from slack_sdk.errors import SlackApiError

from bot.alerts.alert import Alert
from bot.alerts.gathering import Gathering, Gatherings, gather, name_cases
from bot.platforms.slack.connection.api_errors import error_name
from bot.platforms.slack.connection.workspaces import Workspace
from bot.platforms.slack.outbound.alert_blocks import build_gathering_blocks, build_ping
from bot.platforms.slack.outbound.alert_updates import MessageRef
from bot.platforms.slack.outbound.own_messages import make_metadata

_GONE = frozenset({"message_not_found", "cant_update_message", "edit_window_closed"})
"""Slack's codes for a message that cannot be edited any more."""


async def show_gathered(
    gatherings: Gatherings[MessageRef],
    workspace: Workspace,
    channel: str,
    *,
    place: str,
    alerts: Sequence[Alert],
) -> MessageRef:
    """Add alerts to the message of their raid, or post the first one; return the message."""
    if known := gatherings.find(workspace.id, place):
        gathering, ref = known[0].add(alerts), known[1]
        if await _edit(workspace, ref, gathering):
            gatherings.record(workspace.id, gathering, ref)
            return ref
        gatherings.forget(workspace.id, place)
    gathering = gather(place, alerts)
    posted = await workspace.web.chat_postMessage(
        channel=channel,
        text=_text(gathering),
        blocks=[*build_ping(alerts), *build_gathering_blocks(gathering)],
        metadata=make_metadata(_nonces(gathering)),
        unfurl_links=False,
        unfurl_media=False,
    )
    ref = MessageRef(channel, posted["ts"])
    gatherings.record(workspace.id, gathering, ref)
    return ref


async def _edit(workspace: Workspace, ref: MessageRef, gathering: Gathering) -> bool:
    """Edit the message of a raid; return False if it is gone."""
    try:
        await workspace.web.chat_update(
            channel=ref.channel,
            ts=ref.ts,
            text=_text(gathering),
            blocks=build_gathering_blocks(gathering),
            metadata=make_metadata(_nonces(gathering)),
            parse="none",
        )
    except SlackApiError as error:
        if error_name(error) in _GONE:
            return False
        raise
    return True


def _text(gathering: Gathering) -> str:
    return name_cases(gathering.count)


def _nonces(gathering: Gathering) -> list[str]:
    return [alert.nonce for alert in gathering.latest if alert.nonce]
