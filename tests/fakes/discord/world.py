"""What there is on this Discord, as the JSON that its API shows: guilds, channels, members, messages."""

from collections import defaultdict
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from itertools import count
from typing import Any, TypeAlias

from discord import Permissions
from discord.utils import time_snowflake

JSON: TypeAlias = dict[str, Any]

TOKEN = "token-of-the-fake"
MESSAGE_CONTENT = 1 << 15
"""The bit of the intent; `World.allowed_intents` may lack it."""

TEXT, DM, CATEGORY, THREAD, FORUM = 0, 1, 4, 11, 15
"""Types of channels."""

NEEDED = Permissions(
    view_channel=True,
    send_messages=True,
    send_messages_in_threads=True,
    embed_links=True,
    attach_files=True,
    read_message_history=True,
    manage_messages=True,
    manage_threads=True,
    manage_nicknames=True,
    moderate_members=True,
    kick_members=True,
    ban_members=True,
)


@dataclass
class World:
    """One guild, "club", with the channels "general" and "moderators"; a test may add to it."""

    allowed_intents: int = ~0
    bot_permissions: Permissions = field(default_factory=lambda: NEEDED)
    guilds: dict[str, JSON] = field(default_factory=dict)
    channels: dict[str, JSON] = field(default_factory=dict)
    messages: dict[str, dict[str, JSON]] = field(default_factory=lambda: defaultdict(dict))
    audit: list[tuple[str, str, str]] = field(default_factory=list)
    """(what, whom or which, reason), as the audit log shows it."""

    def __post_init__(self) -> None:
        self._numbers = count(1)
        self.bot = self.make_user("parley", bot=True)
        self.owner = self.make_user("olga")
        self.kim = self.make_user("kim")
        self.guild = self.make_id()
        everyone = make_role(self.guild, "@everyone", Permissions(3072 | 1 << 16), position=0)
        self.bot_role = make_role(self.make_id(), "Parley", self.bot_permissions, position=5)
        self.moderator_role = make_role(
            self.make_id(), "Moderators", Permissions(manage_messages=True), position=3
        )
        self.guilds[self.guild] = make_guild(
            self.guild,
            owner=self.owner["id"],
            roles=[everyone, self.bot_role, self.moderator_role],
            members=[make_member(self.bot, roles=[self.bot_role["id"]])],
        )
        self.mona = self.make_user("mona")
        self.rooms = self.add_channel("rooms", type=CATEGORY)
        self.general = self.add_channel("general", parent_id=self.rooms)
        self.moderators = self.add_channel("moderators", overwrites=self.hidden())

    def restrict(self, **rights: bool) -> None:
        """Change what the bot's role allows, everywhere."""
        self.bot_permissions = Permissions(self.bot_permissions.value)
        self.bot_permissions.update(**rights)
        self.bot_role["permissions"] = str(self.bot_permissions.value)

    def hidden(self) -> list[JSON]:
        """Overwrites that hide a channel from everyone, and show it to moderators and the bot."""
        view = str(Permissions(view_channel=True).value)
        return [
            {"id": self.guild, "type": 0, "allow": "0", "deny": view},
            {"id": self.moderator_role["id"], "type": 0, "allow": view, "deny": "0"},
            {"id": self.bot_role["id"], "type": 0, "allow": view, "deny": "0"},
        ]

    def make_id(self, *, age: timedelta = timedelta()) -> str:
        """A snowflake of now, or of so long ago."""
        return str(time_snowflake(datetime.now(UTC) - age) + next(self._numbers) % (1 << 22))

    def make_user(self, name: str, **fields: Any) -> JSON:
        """A user whom no guild knows yet."""
        return {
            "id": self.make_id(),
            "username": name,
            "global_name": None,
            "discriminator": "0",
            "avatar": None,
            **fields,
        }

    def add_channel(self, name: str, *, overwrites: list[JSON] | None = None, **fields: Any) -> str:
        """A channel of the guild; returns its id."""
        channel = {
            "id": self.make_id(),
            "guild_id": self.guild,
            "type": TEXT,
            "name": name,
            "position": len(self.channels),
            "permission_overwrites": overwrites or [],
            "parent_id": None,
            "nsfw": False,
            "topic": None,
            "last_message_id": None,
            "available_tags": [],
            **fields,
        }
        self.channels[channel["id"]] = channel
        self.guilds[self.guild]["channels"].append(channel)
        return str(channel["id"])

    def add_thread(self, name: str, *, parent: str, owner: JSON | None = None) -> JSON:
        """A thread of a channel or a post of a forum."""
        thread: JSON = {
            "id": self.make_id(),
            "guild_id": self.guild,
            "type": THREAD,
            "name": name,
            "parent_id": parent,
            "owner_id": (owner or self.kim)["id"],
            "last_message_id": None,
            "message_count": 0,
            "member_count": 1,
            "rate_limit_per_user": 0,
            "thread_metadata": {
                "archived": False,
                "auto_archive_duration": 1440,
                "archive_timestamp": datetime.now(UTC).isoformat(),
                "create_timestamp": datetime.now(UTC).isoformat(),
                "locked": False,
            },
        }
        self.channels[thread["id"]] = thread
        self.guilds[self.guild]["threads"].append(thread)
        return thread

    def add_message(
        self, text: str, *, channel: str = "", author: JSON | None = None, **fields: Any
    ) -> JSON:
        """A message, by kim in "general" unless said otherwise. Nobody is told of it here."""
        author, channel = author or self.kim, channel or self.general
        is_direct = self.channels[channel]["type"] == DM
        roles = [self.bot_role["id"]] if author == self.bot else []
        message = {
            "id": self.make_id(),
            "channel_id": channel,
            **(
                {}
                if is_direct
                else {"guild_id": self.guild, "member": make_member(None, roles=roles)}
            ),
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
        self.messages[channel][message["id"]] = message
        self.channels[channel]["last_message_id"] = message["id"]
        return message

    def open_direct_channel(self, user: str) -> JSON:
        """The channel of direct messages between the bot and a user."""
        for channel in self.channels.values():
            if channel["type"] == DM and channel["recipients"][0]["id"] == user:
                return channel
        channel = {
            "id": self.make_id(),
            "type": DM,
            "last_message_id": None,
            "recipients": [{**self.kim, "id": user}],
        }
        self.channels[channel["id"]] = channel
        return channel


def make_role(role: str, name: str, permissions: Permissions, *, position: int) -> JSON:
    """A role as the API shows it."""
    return {
        "id": role,
        "name": name,
        "permissions": str(permissions.value),
        "position": position,
        "color": 0,
        "colors": {"primary_color": 0, "secondary_color": None, "tertiary_color": None},
        "hoist": False,
        "managed": False,
        "mentionable": False,
        "flags": 0,
    }


def make_member(user: JSON | None, *, roles: list[str] | None = None, **fields: Any) -> JSON:
    """A member; with no user, as it stands in a message."""
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
    """A guild as GUILD_CREATE shows it."""
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
