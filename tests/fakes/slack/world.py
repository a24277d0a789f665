"""What there is in this workspace, as the JSON that Slack shows: tokens, people, channels, messages."""

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
"""As an owner pastes it: the bot's token here may do what it asks for, and nothing else."""

BOT_SCOPES = frozenset(MANIFEST["oauth_config"]["scopes"]["bot"])
"""What the bot's token may do here; a test takes some away."""

USER_SCOPES = frozenset(MANIFEST["oauth_config"]["scopes"]["user"])


@dataclass
class Token:
    """Who calls with it, what it may do, and how Slack answers instead if it is no longer valid."""

    user: str
    scopes: frozenset[str]
    fault: str = ""
    """"token_revoked", "account_inactive", "invalid_auth": what every call is answered."""
    team: str = TEAM


@dataclass
class World:
    """One workspace, "club", with "general", "random", where the bot is not, and "moderators"."""

    team: str = TEAM
    app: str = "A0PARLEY"
    people: dict[str, JSON] = field(default_factory=dict)
    channels: dict[str, JSON] = field(default_factory=dict)
    members: dict[str, set[str]] = field(default_factory=lambda: defaultdict(set))
    messages: dict[str, dict[str, JSON]] = field(default_factory=lambda: defaultdict(dict))
    groups: dict[str, list[str]] = field(default_factory=dict)
    """Who is in which user group; none on a free plan."""
    views: dict[str, JSON] = field(default_factory=dict)
    """Modals that are open, and by a person's id what their App Home shows."""

    def __post_init__(self) -> None:
        self._numbers = count(1)
        self._moments: set[int] = set()
        self.bot = self.add_person("parley", is_bot=True)
        self.bot_id = "B0PARLEY"
        self.olga = self.add_person("olga", is_owner=True, is_admin=True)
        self.mona = self.add_person("mona", is_admin=True)
        self.kim = self.add_person("kim")
        self.tokens = {
            BOT_TOKEN: Token(self.bot["id"], BOT_SCOPES),
            APP_TOKEN: Token(self.bot["id"], frozenset({"connections:write"})),
            USER_TOKEN: Token(self.olga["id"], USER_SCOPES),
        }
        self.general = self.add_channel("general", is_general=True)
        self.random = self.add_channel("random", has_bot=False)
        self.moderators = self.add_channel("moderators", is_private=True)

    def make_id(self, letter: str) -> str:
        """An id as Slack's: "C0000000007"."""
        return f"{letter}{next(self._numbers):010d}"

    def make_ts(self, *, age: timedelta = timedelta()) -> str:
        """A message's id, of now or of so long ago."""
        moment = int((time.time() - age.total_seconds()) * 1e6)
        while moment in self._moments:
            moment += 1
        self._moments.add(moment)
        return f"{moment // 1_000_000}.{moment % 1_000_000:06d}"

    def add_person(self, name: str, **fields: Any) -> JSON:
        """Somebody of the workspace."""
        person = {
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
        self.people[person["id"]] = person
        return person

    def add_channel(
        self, name: str, *, is_private: bool = False, has_bot: bool = True, **fields: Any
    ) -> str:
        """A channel with everyone in it, and the bot unless said otherwise; returns its id."""
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
            **fields,
        }
        self.channels[channel["id"]] = channel
        people = (person["id"] for person in self.people.values() if not person["is_bot"])
        self.members[channel["id"]] = {*people, *([self.bot["id"]] if has_bot else [])}
        return str(channel["id"])

    def open_direct(self, user: str) -> str:
        """The channel of direct messages between the bot and somebody."""
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
        """A message, by kim in "general" unless said otherwise. Nobody is told of it here."""
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
        """Where a message stands."""
        return next(c for c, said in self.messages.items() if message["ts"] in said)

    def name_kind(self, channel: str) -> str:
        """As events name it, and scopes begin: "channel", "group", "im"."""
        found = self.channels[channel]
        if found["is_im"]:
            return "im"
        if found["is_mpim"]:
            return "mpim"
        return "group" if found["is_private"] else "channel"
