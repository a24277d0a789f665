"""The state of the fake Discord: guilds, channels, members and messages, as the API's JSON."""

from collections import defaultdict
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from itertools import count
from typing import Any

from discord import Permissions
from discord.utils import time_snowflake

from tests.fakes.discord.payloads import (
    CATEGORY,
    DM,
    JSON,
    make_channel,
    make_guild,
    make_member,
    make_message,
    make_role,
    make_thread,
    make_user,
)
from tests.fakes.discord.reactions import Reactions

TOKEN = "token-of-the-fake"
"""The token of the bot."""

BOT_PERMISSIONS = Permissions(
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
"""Permissions that the invite link asks for."""


@dataclass
class World:
    """A guild "club" with the channels "general" and "moderators", to which a test may add."""

    allowed_intents: int = ~0
    bot_permissions: Permissions = field(default_factory=lambda: BOT_PERMISSIONS)
    guilds: dict[str, JSON] = field(default_factory=dict)
    channels: dict[str, JSON] = field(default_factory=dict)
    messages: dict[str, dict[str, JSON]] = field(default_factory=lambda: defaultdict(dict))
    commands: list[JSON] = field(default_factory=lambda: [{"id": "1", "name": "toxicity"}])
    """Application commands that the bot has registered: by default at an earlier start."""
    nonce_lifetime: timedelta = timedelta(minutes=3)
    """Time for which a nonce is unique: "a few minutes" in Discord's words."""
    renames: dict[str, list[datetime]] = field(default_factory=lambda: defaultdict(list))
    """Times of the latest renames by channel."""
    cleared: dict[str, int] = field(default_factory=dict)
    """Seconds of their messages that bans have deleted, by user."""
    audit_log: list[tuple[str, str, str]] = field(default_factory=list)
    """(action, id of the member, message or channel, reason) of what the bot did."""

    users: dict[str, JSON] = field(default_factory=dict)
    """All users that were made, by id."""

    def __post_init__(self) -> None:
        self._numbers = count(1)
        self.bot = self.make_user("parley", bot=True)
        self.owner = self.make_user("olga")
        self.kim = self.make_user("kim")
        self.guild = self.make_id()
        basic = Permissions(view_channel=True, send_messages=True, read_message_history=True)
        everyone = make_role(self.guild, "@everyone", basic, position=0)
        self.bot_role = make_role(
            self.make_id(), "Parley", self.bot_permissions, position=5, bot=self.bot["id"]
        )
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
        self.roles_of = {
            self.bot["id"]: [self.bot_role["id"]],
            self.mona["id"]: [self.moderator_role["id"]],
        }
        """Role ids by member."""
        self.timeouts: dict[str, str] = {}
        """Ends of timeouts by member, as Discord writes times."""
        self.bans: dict[str, str] = {}
        """Reasons of bans by user."""
        self.nicks: dict[str, str | None] = {}
        """Nicknames by member, as the bot sets them."""
        self.events: dict[str, JSON] = {}
        """Scheduled events."""
        self.changes: list[JSON] = []
        """Entries of the audit log about what was changed, the oldest first."""
        self.reactions = Reactions()
        self.left: set[str] = set()
        """Users who are no members any more."""
        self.rooms = self.add_channel("rooms", type=CATEGORY)
        self.general = self.add_channel("general", parent_id=self.rooms)
        self.moderators = self.add_channel("moderators", overwrites=self.hidden_overwrites())

    def note_change(self, kind: int, target: str, *, by: JSON) -> None:
        """Write into the audit log that somebody changed something."""
        entry = {"id": self.make_id(), "action_type": kind, "target_id": target}
        self.changes.append({**entry, "user_id": by["id"], "changes": []})

    def set_bot_permissions(self, **rights: bool) -> None:
        """Change the permissions of the bot's role."""
        self.bot_permissions = Permissions(self.bot_permissions.value)
        self.bot_permissions.update(**rights)
        self.bot_role["permissions"] = str(self.bot_permissions.value)

    def add_role(self, name: str, *members: JSON, position: int, **rights: bool) -> JSON:
        """Add a role with these rights, and give it to members."""
        role = make_role(self.make_id(), name, Permissions(**rights), position=position)
        self.guilds[self.guild]["roles"].append(role)
        for member in members:
            self.roles_of.setdefault(member["id"], []).append(role["id"])
        return role

    def guild_rights_of(self, user: str) -> Permissions:
        """Return the permissions that a member has in the guild."""
        rights = 0
        for role in self._list_roles(user):
            rights |= int(role["permissions"])
        if user == self.owner["id"] or Permissions(rights).administrator:
            return Permissions.all()
        return Permissions(rights)

    def is_below_bot(self, user: str) -> bool:
        """Return True if a member's highest role is below the bot's."""
        return user != self.owner["id"] and self._rank_of(user) < self._rank_of(self.bot["id"])

    def rights_of(self, user: str, channel: str) -> Permissions:
        """Return the permissions that a member has in a channel, as Discord computes them."""
        rights = self.guild_rights_of(user).value
        if Permissions(rights).administrator:
            return Permissions.all()
        roles = [self.guild, *self.roles_of.get(user, [])]
        overwrites = self.channels[channel].get("permission_overwrites", [])
        for ids in ([self.guild], roles[1:], [user]):
            for overwrite in (each for each in overwrites if each["id"] in ids):
                rights = rights & ~int(overwrite["deny"]) | int(overwrite["allow"])
        return Permissions(rights)

    def show_member(self, user: JSON | None, *, of: str) -> JSON:
        """Return the membership of the user `of`; without the user, as a message holds it."""
        return make_member(
            user,
            roles=self.roles_of.get(of),
            nick=self.nicks.get(of),
            communication_disabled_until=self.timeouts.get(of),
        )

    def hidden_overwrites(self) -> list[JSON]:
        """Return overwrites that hide a channel from all but the moderators and the bot."""
        view = str(Permissions(view_channel=True).value)
        return [
            {"id": self.guild, "type": 0, "allow": "0", "deny": view},
            {"id": self.moderator_role["id"], "type": 0, "allow": view, "deny": "0"},
            {"id": self.bot_role["id"], "type": 0, "allow": view, "deny": "0"},
        ]

    def make_id(self, *, age: timedelta = timedelta()) -> str:
        """Make a snowflake of now, or of so long ago."""
        return str(time_snowflake(datetime.now(UTC) - age) + next(self._numbers) % (1 << 22))

    def make_user(self, name: str, **fields: Any) -> JSON:
        """Make a user whom no guild knows yet."""
        user = make_user(self.make_id(), name, **fields)
        self.users[user["id"]] = user
        return user

    def add_channel(self, name: str, *, overwrites: list[JSON] | None = None, **fields: Any) -> str:
        """Add a channel to the guild, and return its id."""
        fields = {
            "position": len(self.channels),
            "permission_overwrites": overwrites or [],
            **fields,
        }
        channel = make_channel(self.make_id(), name, guild=self.guild, **fields)
        self.channels[channel["id"]] = channel
        self.guilds[self.guild]["channels"].append(channel)
        return str(channel["id"])

    def add_thread(self, name: str, *, parent: str, owner: JSON | None = None) -> JSON:
        """Add a thread to a channel, or a post to a forum; kim's unless said otherwise."""
        owner = owner or self.kim
        thread = make_thread(
            self.make_id(), name, guild=self.guild, parent=parent, owner=owner["id"]
        )
        self.channels[thread["id"]] = thread
        self.guilds[self.guild]["threads"].append(thread)
        return thread

    def archive_thread(self, thread: JSON) -> None:
        """Archive a thread, without an event: Discord lists it among the active ones no more."""
        thread["thread_metadata"]["archived"] = True
        self.guilds[self.guild]["threads"].remove(thread)

    def add_message(
        self, text: str, *, channel: str = "", author: JSON | None = None, **fields: Any
    ) -> JSON:
        """Add a message, by kim in "general" unless said otherwise, without an event."""
        author, channel = author or self.kim, channel or self.general
        if self.channels[channel]["type"] != DM:
            is_webhook = "webhook_id" in fields  # which is no member of anything
            member = {} if is_webhook else {"member": self.show_member(None, of=author["id"])}
            fields = {"guild_id": self.guild, **member, **fields}
        number = fields.pop("id", None) or self.make_id()
        message = make_message(number, text, channel=channel, author=author, **fields)
        self.messages[channel][message["id"]] = message
        self.channels[channel]["last_message_id"] = message["id"]
        return message

    def open_dm(self, user: str) -> JSON:
        """Return the channel of direct messages between the bot and a user, new if there is none."""
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

    def _list_roles(self, user: str) -> list[JSON]:
        """Return the roles of a member, @everyone among them."""
        ids = {self.guild, *self.roles_of.get(user, [])}
        return [role for role in self.guilds[self.guild]["roles"] if role["id"] in ids]

    def _rank_of(self, user: str) -> int:
        return max(int(role["position"]) for role in self._list_roles(user))
