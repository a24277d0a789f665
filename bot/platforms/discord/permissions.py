"""What the bot may need to be allowed, why, and the link that asks an owner for exactly that."""

from collections.abc import Mapping
from types import MappingProxyType

import discord

from bot.config.errors import ConfigIssue
from bot.domain.actions import Action
from bot.domain.policy import Policy
from bot.domain.verdict import list_actions

REASONS: Mapping[str, str] = MappingProxyType(
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
"""Every permission that is asked for, and what for."""

NEEDED = discord.Permissions(**dict.fromkeys(REASONS, True))

FOR_ACTION: Mapping[Action, str] = MappingProxyType(
    {
        Action.DELETE: "manage_messages",
        Action.TIMEOUT: "moderate_members",
        Action.KICK: "kick_members",
        Action.BAN: "ban_members",
    }
)

INTENTS_PAGE = "https://discord.com/developers/applications"

WRONG_TOKEN = ConfigIssue(
    "DISCORD_TOKEN", "(not shown)", f"a bot's token, from Bot > Reset Token at {INTENTS_PAGE}"
)

MISSING_INTENT = (
    f'switch on "Message Content Intent" under Bot at {INTENTS_PAGE}, save, and start again'
)

NO_CONTENT = ConfigIssue("DISCORD_TOKEN", "a bot that may not read messages", MISSING_INTENT)


def name(permission: str) -> str:
    """As Discord's settings call it: "manage_messages" -> "Manage Messages"."""
    special = {"moderate_members": "Timeout Members", "view_channel": "View Channels"}
    return special.get(permission, permission.replace("_", " ").title().replace(" In ", " in "))


def list_needed(policy: Policy) -> frozenset[str]:
    """What cannot be done without: to see, to show alerts, and to do whatever the policy may lead to."""
    actions = list_actions(policy)
    needed = {"view_channel", "read_message_history", "send_messages", "embed_links"}
    needed |= {FOR_ACTION[action] for action in actions if action in FOR_ACTION}
    if max(actions) >= Action.DELETE:
        needed |= {FOR_ACTION[Action.DELETE], "manage_threads", "manage_nicknames"}
    return frozenset(needed)


def make_invite(application: int) -> str:
    """The address at which an owner lets the bot in, with what it needs and no more."""
    return discord.utils.oauth_url(
        application, permissions=NEEDED, scopes=("bot", "applications.commands")
    )
