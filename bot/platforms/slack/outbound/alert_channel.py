"""Alert channel: the channel of a workspace in which moderators get alerts.

An owner names it in the policy (`alerts`): then it is this one or none. Else it is found among those that the
bot is in: one called "parley", or one with a moderators' name, which is private, shared with nobody, and made
by an administrator of this workspace.
"""

from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from bot.alerts.channel_names import is_bot_channel, is_moderator_channel
from bot.domain.actions import Action, Outcome
from bot.platforms.slack.connection.administrators import may_delete
from bot.platforms.slack.connection.workspaces import Workspace
from bot.platforms.slack.inbound.channels import list_joined

REMEDY = (
    'have an administrator make a private channel called "parley" and write "/invite @Parley" in it, or name '
    'a channel in the policy that Parley is in: alerts = ["id of the channel"]'
)
"""Advice for a workspace without an alert channel."""

_SHARED = (
    "is_shared",
    "is_ext_shared",
    "is_org_shared",
    "is_pending_ext_shared",
    "pending_shared",
    "pending_connected_team_ids",
)
"""Fields of a channel that others see, or are invited to."""


@dataclass(frozen=True, slots=True)
class ChannelChoice:
    """The alert channel of a workspace, None with the refusal that says why, and a warning about it if any."""

    channel: str | None
    outcome: Outcome
    name: str = ""
    warning: str = ""
    is_named: bool = False


async def choose_alert_channel(
    workspace: Workspace,
    configured: Collection[str],
    *,
    is_only: bool,
    confirmed: str | None = None,
) -> ChannelChoice:
    """Choose the alert channel of a workspace; `is_only`: the ids of the policy can be of no other.

    `confirmed` by an administrator is taken as long as it is private and shared with nobody.

    Raises:
        SlackApiError: Slack does not list the channels, or does not say who made one.
    """
    joined = await list_joined(workspace, "public_channel", "private_channel")
    if named := next((c for c in joined if c["id"] in configured), None):
        return _judge_named(named)
    if configured and is_only:
        reason = f"alerts names {min(configured)}, where Parley is not, or which is archived"
        remedy = 'Write "/invite @Parley" in that channel, or name another in the policy.'
        return ChannelChoice(None, Outcome.refused(reason, remedy))
    for each in joined:
        if each["id"] == confirmed and each["is_private"] and not is_shared(each):
            return ChannelChoice(confirmed, Outcome.done(Action.FLAG), each["name"])
    for channel in list_candidates(joined):
        creator = channel.get("creator") or ""
        if creator and await may_delete(workspace.web, creator, team=workspace.id):
            return ChannelChoice(channel["id"], Outcome.done(Action.FLAG), channel["name"])
    reason = "no private channel of an administrator is there for alerts"
    return ChannelChoice(None, Outcome.refused(reason, f"{REMEDY}."))


def list_candidates(channels: Sequence[Mapping[str, Any]]) -> Iterator[Mapping[str, Any]]:
    """Yield the private channels that may be meant for alerts, the likeliest first."""
    private = [c for c in channels if c["is_private"] and not is_shared(c)]
    yield from (c for c in private if is_bot_channel(c["name"]))
    yield from (c for c in private if is_moderator_channel(c["name"]))


def is_shared(channel: Mapping[str, Any]) -> bool:
    """Return whether another workspace sees a channel, or is invited to it."""
    return any(channel.get(field) for field in _SHARED)


def _judge_named(channel: Mapping[str, Any]) -> ChannelChoice:
    warning = ""
    if is_shared(channel):
        warning = f"#{channel['name']} is shared: others than this workspace can read alerts in it"
    elif not channel["is_private"]:
        warning = f"#{channel['name']} is public: every member can read alerts in it"
    done = Outcome.done(Action.FLAG)
    return ChannelChoice(channel["id"], done, channel["name"], warning, is_named=True)
