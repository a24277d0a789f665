"""Permissions that the bot may need, why, and the invite link that asks an owner for exactly these."""

from collections.abc import Mapping
from types import MappingProxyType

import discord

from bot.config.errors import ConfigIssue
from bot.domain.actions import Action
from bot.domain.naming import Naming
from bot.domain.policy import Policy
from bot.domain.verdict import list_actions

PERMISSION_REASONS: Mapping[str, str] = MappingProxyType(
    {
        "view_channel": "to read what it moderates",
        "read_message_history": "to read what was written while it was away",
        "send_messages": "to show alerts to the moderators",
        "send_messages_in_threads": "to warn a member in a thread whose direct messages are closed",
        "embed_links": "to show alerts as cards",
        "attach_files": "to send reports and exports",
        "manage_messages": "to delete messages",
        "manage_threads": "to take a rude name from a thread",
        "manage_nicknames": "to take back a rude nickname",
        "moderate_members": "to time members out",
        "kick_members": "to kick, if the policy says so",
        "ban_members": "to ban, if the policy says so",
    }
)
"""Every permission that is asked for, by discord.py's name, and what for."""

MORE_REASONS: Mapping[str, str] = MappingProxyType(
    {
        "manage_channels": "to take a rude name, topic or status from a channel",
        "manage_events": "to cancel a rude event",
        "view_audit_log": "to know who gave a thread, channel or event its name",
    }
)
"""Permissions that the invite link does not ask for, as most servers keep them for few, unless the policy needs them."""

ALL_REASONS: Mapping[str, str] = MappingProxyType({**PERMISSION_REASONS, **MORE_REASONS})
"""Every permission that may be of use, and what for."""

INVITE_PERMISSIONS = discord.Permissions(**dict.fromkeys(PERMISSION_REASONS, True))
"""All of them, as the invite link asks for them."""

ACTION_PERMISSIONS: Mapping[Action, str] = MappingProxyType(
    {
        Action.DELETE: "manage_messages",
        Action.TIMEOUT: "moderate_members",
        Action.KICK: "kick_members",
        Action.BAN: "ban_members",
    }
)
"""The permission that an action needs, by discord.py's name."""

RENAME_PERMISSIONS: Mapping[Naming, str] = MappingProxyType(
    {
        Naming.THREAD: "manage_threads",
        Naming.NICKNAME: "manage_nicknames",
        Naming.PROFILE: "manage_nicknames",
        Naming.CHANNEL: "manage_channels",
        Naming.TOPIC: "manage_channels",
        Naming.EVENT: "manage_events",
        Naming.VOICE_STATUS: "manage_channels",
    }
)
"""The permission that taking a name away needs, in place of that of deleting messages."""


def delete_permission(naming: Naming | None) -> str:
    """Return the permission to delete a message, or to take a name away, by discord.py's name."""
    messages = ACTION_PERMISSIONS[Action.DELETE]
    return RENAME_PERMISSIONS.get(naming, messages) if naming else messages


DEVELOPER_PORTAL = "https://discord.com/developers/applications"

INVALID_TOKEN = ConfigIssue(
    "DISCORD_TOKEN", "(not shown)", f"a bot's token, from Bot > Reset Token at {DEVELOPER_PORTAL}"
)

INTENT_REMEDY = (
    f'switch on "Message Content Intent" under Bot at {DEVELOPER_PORTAL}, save, and start again'
)

NO_MESSAGE_CONTENT = ConfigIssue("DISCORD_TOKEN", "a bot that may not read messages", INTENT_REMEDY)


def permission_name(permission: str) -> str:
    """Return a permission's name in Discord's settings: "manage_messages" -> "Manage Messages"."""
    special = {"moderate_members": "Timeout Members", "view_channel": "View Channels"}
    return special.get(permission, permission.replace("_", " ").title().replace(" In ", " in "))


def required_permissions(policy: Policy) -> frozenset[str]:
    """Return the permissions to read, to show alerts, and to take any action that the policy may lead to."""
    actions = list_actions(policy)
    required = {"view_channel", "read_message_history", "send_messages", "embed_links"}
    required |= {ACTION_PERMISSIONS[action] for action in actions if action in ACTION_PERMISSIONS}
    if max(actions) >= Action.DELETE:
        required |= {ACTION_PERMISSIONS[Action.DELETE], "manage_threads", "manage_nicknames"}
        required |= {"manage_events"} if policy.surfaces.cancel_events else set()
        required |= {"manage_channels"} if policy.surfaces.voice_status else set()
    return frozenset(required)


def invite_url(application: int, policy: Policy) -> str:
    """Return the link by which an owner adds the bot to a guild, with what it needs and no more."""
    needed = discord.Permissions(**dict.fromkeys(required_permissions(policy), True))
    return discord.utils.oauth_url(
        application,
        permissions=INVITE_PERMISSIONS | needed,
        scopes=("bot", "applications.commands"),
    )
