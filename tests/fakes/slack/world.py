"""State of the fake workspace, as Slack's JSON: tokens, users, channels, messages."""

import time
from collections import defaultdict
from dataclasses import dataclass, field
from datetime import timedelta
from itertools import count
from pathlib import Path
from typing import Any, TypeAlias

import yaml

JSON: TypeAlias = dict[str, Any]

BOT_TOKEN = "xoxb-of-the-fake"
TEAM = "T0CLUB"
APP_TOKEN = "xapp-of-the-fake"
USER_TOKEN = "xoxp-of-the-fake"

MANIFEST = yaml.safe_load(
    (Path(__file__).parents[3] / "deploy/slack-manifest.yaml").read_text(encoding="utf-8")
)
"""The manifest as an owner pastes it: the fake's tokens have exactly its scopes."""

BOT_SCOPES = frozenset(MANIFEST["oauth_config"]["scopes"]["bot"])
"""Scopes of the bot's token; a test takes some away."""

USER_SCOPES = frozenset(MANIFEST["oauth_config"]["scopes"]["user"])


@dataclass
class Token:
    """A token: its user, its scopes, and the error code of every call if it is not valid."""

    user: str
    scopes: frozenset[str]
    error: str = ""
    """"token_revoked", "account_inactive", "invalid_auth"; "" for a valid token."""
    team: str = TEAM


@dataclass
class World:
    """One workspace, "club", with "general", "random", where the bot is not, and "moderators"."""

    team: str = TEAM
    app: str = "A0PARLEY"
    users: dict[str, JSON] = field(default_factory=dict)
    channels: dict[str, JSON] = field(default_factory=dict)
    members: dict[str, set[str]] = field(default_factory=lambda: defaultdict(set))
    messages: dict[str, dict[str, JSON]] = field(default_factory=lambda: defaultdict(dict))
    groups: dict[str, list[str]] = field(default_factory=dict)
    """User ids by user group."""
    files: dict[str, JSON] = field(default_factory=dict)
    """Files by id, as `files.info` shows them."""
    views: dict[str, JSON] = field(default_factory=dict)
    """Open modals by id, and App Homes by user id."""
    messages_a_page: int = 999
    """Messages that a call returns at most: 15 for apps that are sold outside Slack's Marketplace."""

    def __post_init__(self) -> None:
        self._numbers = count(1)
        self._moments: set[int] = set()
        self.bot = self.add_user("parley", is_bot=True)
        self.bot_id = "B0PARLEY"
        self.olga = self.add_user("olga", is_owner=True, is_primary_owner=True, is_admin=True)
        self.mona = self.add_user("mona", is_admin=True)
        self.kim = self.add_user("kim")
        self.tokens = {
            BOT_TOKEN: Token(self.bot["id"], BOT_SCOPES),
            APP_TOKEN: Token(self.bot["id"], frozenset({"connections:write"})),
            USER_TOKEN: Token(self.olga["id"], USER_SCOPES),
        }
        self.general = self.add_channel("general", is_general=True)
        self.random = self.add_channel("random", has_bot=False)
        self.moderators = self.add_channel("moderators", is_private=True)

    def make_id(self, letter: str) -> str:
        """Make an id like Slack's: "C0000000007"."""
        return f"{letter}{next(self._numbers):010d}"

    def make_ts(self, *, age: timedelta = timedelta()) -> str:
        """Make a unique `ts`, of now or of `age` ago."""
        moment = int((time.time() - age.total_seconds()) * 1e6)
        while moment in self._moments:
            moment += 1
        self._moments.add(moment)
        return f"{moment // 1_000_000}.{moment % 1_000_000:06d}"

    def add_user(self, name: str, **fields: Any) -> JSON:
        """Add a user to the workspace."""
        user = {
            "id": self.make_id("U"),
            "team_id": self.team,
            "name": name,
            "deleted": False,
            "is_bot": False,
            "is_admin": False,
            "is_owner": False,
            "profile": {"display_name": name, "real_name": name.title()},
            **fields,
        }
        self.users[user["id"]] = user
        return user

    def add_channel(
        self, name: str, *, is_private: bool = False, has_bot: bool = True, **fields: Any
    ) -> str:
        """Add a channel with all users in it, and by default the bot; return its id."""
        channel = {
            "id": self.make_id("C"),
            "name": name,
            "is_channel": True,
            "is_group": False,
            "is_im": False,
            "is_mpim": False,
            "is_private": is_private,
            "is_archived": False,
            "is_general": False,
            "is_shared": False,
            "is_ext_shared": False,
            "is_org_shared": False,
            "is_pending_ext_shared": False,
            "pending_shared": [],
            "creator": self.olga["id"],
            **fields,
        }
        self.channels[channel["id"]] = channel
        users = (user["id"] for user in self.users.values() if not user["is_bot"])
        self.members[channel["id"]] = {*users, *([self.bot["id"]] if has_bot else [])}
        return str(channel["id"])

    def open_direct(self, user: str) -> str:
        """Return the id of the direct message channel of the bot and a user."""
        for channel in self.channels.values():
            if channel["is_im"] and channel["user"] == user:
                return str(channel["id"])
        channel = {
            "id": self.make_id("D"),
            "is_channel": False,
            "is_group": False,
            "is_im": True,
            "is_mpim": False,
            "is_private": True,
            "is_archived": False,
            "user": user,
        }
        self.channels[channel["id"]] = channel
        self.members[channel["id"]] = {user, self.bot["id"]}
        return str(channel["id"])

    def add_message(
        self, text: str, *, channel: str = "", by: JSON | None = None, **fields: Any
    ) -> JSON:
        """Add a message, by default kim's in "general", without delivering an event."""
        author, channel = by or self.kim, channel or self.general
        message = {
            "type": "message",
            "user": author["id"],
            "text": text,
            "ts": self.make_ts(),
            "team": self.team,
            **({"bot_id": self.bot_id, "app_id": self.app} if author == self.bot else {}),
            **fields,
        }
        self.messages[channel][message["ts"]] = message
        parent = self.messages[channel].get(message.get("thread_ts", ""))
        if parent and parent is not message:
            parent |= {"thread_ts": parent["ts"], "latest_reply": message["ts"]}
            parent["reply_count"] = parent.get("reply_count", 0) + 1
        return message

    def find_channel(self, message: JSON) -> str:
        """Return the id of a message's channel."""
        return next(c for c, messages in self.messages.items() if message["ts"] in messages)

    def channel_kind(self, channel: str) -> str:
        """Return the kind of a channel in events and scopes: "channel", "group", "im", "mpim"."""
        found = self.channels[channel]
        if found["is_im"]:
            return "im"
        if found["is_mpim"]:
            return "mpim"
        return "group" if found["is_private"] else "channel"
