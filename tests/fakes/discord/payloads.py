"""Payloads of Discord's API, as JSON: users, channels, roles, members, guilds and messages."""

from datetime import UTC, datetime
from typing import Any, TypeAlias

from discord import Permissions

JSON: TypeAlias = dict[str, Any]

MESSAGE_CONTENT = 1 << 15
"""The bit of the message content intent; `World.allowed_intents` may lack it."""

CHANNEL_CREATED, CHANNEL_CHANGED, EVENT_CREATED, EVENT_CHANGED = 10, 11, 100, 101
THREAD_CHANGED, STATUS_SET = 111, 192
"""Kinds of entries in the audit log."""

TEXT, DM, VOICE, CATEGORY, THREAD, FORUM = 0, 1, 2, 4, 11, 15
"""Types of channels."""


def make_user(user: str, name: str, **fields: Any) -> JSON:
    """Make a user whom no guild knows yet."""
    return {
        "id": user,
        "username": name,
        "global_name": None,
        "discriminator": "0",
        "avatar": None,
        **fields,
    }


def make_channel(channel: str, name: str, *, guild: str, **fields: Any) -> JSON:
    """Make a text channel of a guild, unless `fields` say otherwise."""
    return {
        "id": channel,
        "guild_id": guild,
        "type": TEXT,
        "name": name,
        "position": 0,
        "permission_overwrites": [],
        "parent_id": None,
        "nsfw": False,
        "topic": None,
        "last_message_id": None,
        "available_tags": [],
        "bitrate": 64_000,
        "user_limit": 0,
        **fields,
    }


def make_thread(thread: str, name: str, *, guild: str, parent: str, owner: str) -> JSON:
    """Make a thread of a channel, or a post of a forum."""
    now = datetime.now(UTC).isoformat()
    return {
        "id": thread,
        "guild_id": guild,
        "type": THREAD,
        "name": name,
        "parent_id": parent,
        "owner_id": owner,
        "last_message_id": None,
        "message_count": 0,
        "member_count": 1,
        "rate_limit_per_user": 0,
        "thread_metadata": {
            "archived": False,
            "auto_archive_duration": 1440,
            "archive_timestamp": now,
            "create_timestamp": now,
            "locked": False,
        },
    }


def make_message(message: str, text: str, *, channel: str, author: JSON, **fields: Any) -> JSON:
    """Make a message as it was just written."""
    return {
        "id": message,
        "channel_id": channel,
        "author": author,
        "content": text,
        "timestamp": datetime.now(UTC).isoformat(),
        "edited_timestamp": None,
        "tts": False,
        "mention_everyone": False,
        "mentions": [],
        "mention_roles": [],
        "attachments": [],
        "embeds": [],
        "components": [],
        "pinned": False,
        "type": 0,
        "flags": 0,
        **fields,
    }


def make_role(
    role: str, name: str, permissions: Permissions, *, position: int, bot: str = ""
) -> JSON:
    """Make a role of a guild; `bot`: the id of the bot that it came with, and that alone has it."""
    return {
        **({"tags": {"bot_id": bot}} if bot else {}),
        "id": role,
        "name": name,
        "permissions": str(permissions.value),
        "position": position,
        "color": 0,
        "colors": {"primary_color": 0, "secondary_color": None, "tertiary_color": None},
        "hoist": False,
        "managed": bool(bot),
        "mentionable": False,
        "flags": 0,
    }


def make_member(user: JSON | None, *, roles: list[str] | None = None, **fields: Any) -> JSON:
    """Make a member; without a user, as a message holds it."""
    return {
        **({"user": user} if user else {}),
        "nick": None,
        "roles": roles or [],
        "joined_at": "2026-01-01T00:00:00+00:00",
        "deaf": False,
        "mute": False,
        "flags": 0,
        **fields,
    }


def make_guild(guild: str, *, owner: str, roles: list[JSON], members: list[JSON]) -> JSON:
    """Make a guild without channels, as GUILD_CREATE sends it."""
    return {
        "id": guild,
        "name": "club",
        "owner_id": owner,
        "roles": roles,
        "members": members,
        "member_count": 200,
        "channels": [],
        "threads": [],
        "emojis": [],
        "stickers": [],
        "features": [],
        "voice_states": [],
        "presences": [],
        "stage_instances": [],
        "guild_scheduled_events": [],
        "soundboard_sounds": [],
        "large": False,
        "unavailable": False,
        "afk_timeout": 300,
        "afk_channel_id": None,
        "system_channel_id": None,
        "rules_channel_id": None,
        "public_updates_channel_id": None,
        "safety_alerts_channel_id": None,
        "verification_level": 0,
        "default_message_notifications": 0,
        "explicit_content_filter": 0,
        "mfa_level": 0,
        "nsfw_level": 0,
        "premium_tier": 0,
        "preferred_locale": "en-US",
        "system_channel_flags": 0,
        "vanity_url_code": None,
        "icon": None,
        "splash": None,
        "discovery_splash": None,
        "banner": None,
        "description": None,
    }
