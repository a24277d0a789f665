"""Endpoints of the application, its guilds and their members."""

from datetime import UTC, datetime, timedelta

from tests.fakes.discord.gateway import Gateway
from tests.fakes.discord.payloads import JSON, MESSAGE_CONTENT
from tests.fakes.discord.requests import (
    MISSING_PERMISSIONS,
    NO_CONTENT,
    UNKNOWN_BAN,
    UNKNOWN_MEMBER,
    Answer,
    Request,
    Route,
)
from tests.fakes.discord.world import World

_LONGEST_CLEARED = 7 * 24 * 60 * 60
"""Seconds of somebody's messages that a ban deletes at most."""

_HAS_MESSAGE_CONTENT = 1 << 19
"""Flag of an application that may use the message content intent."""

_RIGHT_TO_CHANGE = {
    "communication_disabled_until": "moderate_members",
    "nick": "manage_nicknames",
}
"""The permission that changing a member needs, by what is changed."""


class GuildEndpoints:
    """Handlers of requests on the application, guilds, members and bans."""

    def __init__(self, world: World, gateway: Gateway) -> None:
        self.world = world
        self.gateway = gateway

    def routes(self) -> list[Route]:
        """Return the routes of all handlers."""
        member, ban = "/guilds/{guild}/members/{user}", "/guilds/{guild}/bans/{user}"
        return [
            ("GET", "/users/@me", self._get_self),
            ("GET", "/oauth2/applications/@me", self._get_application),
            ("PUT", "/applications/{application}/commands", self._put_commands),
            ("GET", "/applications/{application}/commands", self._get_commands),
            ("GET", "/gateway/bot", self._get_gateway),
            ("GET", "/users/@me/guilds", self._get_guilds),
            ("GET", "/guilds/{guild}", self._get_guild),
            ("GET", "/guilds/{guild}/channels", self._get_channels),
            ("GET", "/guilds/{guild}/threads/active", self._get_threads),
            ("GET", member, self._get_member),
            ("PATCH", member, self._change_member),
            ("DELETE", member, self._kick),
            ("GET", ban, self._get_ban),
            ("PUT", ban, self._ban),
            ("DELETE", ban, self._unban),
        ]

    async def _get_self(self, _request: Request) -> Answer:
        return 200, self.world.bot

    async def _get_application(self, _request: Request) -> Answer:
        may_read = self.world.allowed_intents & MESSAGE_CONTENT
        return 200, {
            "id": self.world.bot["id"],
            "name": "Parley",
            "icon": None,
            "description": "",
            "bot_public": True,
            "bot_require_code_grant": False,
            "verify_key": "",
            "owner": self.world.owner,
            "team": None,
            "flags": _HAS_MESSAGE_CONTENT if may_read else 0,
            "summary": "",
        }

    async def _put_commands(self, request: Request) -> Answer:
        application = request.ids["application"]
        self.world.commands = [
            {
                "id": self.world.make_id(),
                "application_id": application,
                "version": "1",
                "description": "",
                **command,
            }
            for command in request.body
        ]
        return 200, self.world.commands

    async def _get_commands(self, _request: Request) -> Answer:
        return 200, self.world.commands

    async def _get_gateway(self, _request: Request) -> Answer:
        limit = {
            "total": 1000,
            "remaining": 999,
            "reset_after": 0,
            "max_concurrency": self.gateway.max_concurrency,
        }
        shards = self.gateway.shards
        return 200, {"url": self.gateway.url, "shards": shards, "session_start_limit": limit}

    async def _get_guilds(self, _request: Request) -> Answer:
        permissions = str(self.world.bot_permissions.value)
        keys = ("id", "name", "icon", "features")
        return 200, [
            {**{key: guild[key] for key in keys}, "owner": False, "permissions": permissions}
            for guild in self.world.guilds.values()
        ]

    async def _get_guild(self, request: Request) -> Answer:
        return 200, self.world.guilds[request.ids["guild"]]

    async def _get_channels(self, request: Request) -> Answer:
        return 200, self.world.guilds[request.ids["guild"]]["channels"]

    async def _get_threads(self, request: Request) -> Answer:
        threads = self.world.guilds[request.ids["guild"]]["threads"]
        return 200, {"threads": threads, "members": []}

    async def _get_member(self, request: Request) -> Answer:
        user = request.ids["user"]
        if user in self.world.left:
            return UNKNOWN_MEMBER
        return 200, self._show_member(user)

    async def _change_member(self, request: Request) -> Answer:
        user, changed = request.ids["user"], request.body
        needed = [right for key, right in _RIGHT_TO_CHANGE.items() if key in changed]
        if refusal := self._refuse(user, *needed):
            return refusal
        if user in self.world.left:
            return UNKNOWN_MEMBER
        if (until := changed.get("communication_disabled_until", "")) is None:
            self.world.timeouts.pop(user, None)
        elif until:
            self.world.timeouts[user] = until
        if "nick" in changed:
            self.world.nicks[user] = changed["nick"]
        self._audit("change member", request)
        return 200, {**self._show_member(user), **changed}

    async def _kick(self, request: Request) -> Answer:
        user = request.ids["user"]
        if refusal := self._refuse(user, "kick_members"):
            return refusal
        if user in self.world.left:
            return UNKNOWN_MEMBER
        self.world.left.add(user)
        self._audit("kick", request)
        return NO_CONTENT

    async def _get_ban(self, request: Request) -> Answer:
        user = request.ids["user"]
        if not self.world.guild_rights_of(self.world.bot["id"]).ban_members:
            return MISSING_PERMISSIONS
        if user not in self.world.bans:
            return UNKNOWN_BAN
        return 200, {"user": {**self.world.kim, "id": user}, "reason": self.world.bans[user]}

    async def _ban(self, request: Request) -> Answer:
        user = request.ids["user"]
        if refusal := self._refuse(user, "ban_members"):
            return refusal
        # discord.py sends it as a parameter, and Discord takes it there as in the body.
        fields = {**request.query, **(request.body or {})}
        seconds = int(fields.get("delete_message_seconds", 0))
        if user not in self.world.bans:
            self._clear_history(user, seconds)
        self.world.bans.setdefault(user, request.reason)
        self.world.left.add(user)
        self._audit("ban", request)
        await self.gateway.dispatch("GUILD_BAN_ADD", self._show_ban(user))
        return NO_CONTENT

    async def _unban(self, request: Request) -> Answer:
        if not self.world.guild_rights_of(self.world.bot["id"]).ban_members:
            return MISSING_PERMISSIONS
        if self.world.bans.pop(request.ids["user"], None) is None:
            return UNKNOWN_BAN
        self._audit("unban", request)
        await self.gateway.dispatch("GUILD_BAN_REMOVE", self._show_ban(request.ids["user"]))
        return NO_CONTENT

    def _clear_history(self, user: str, seconds: int) -> None:
        """Delete what somebody wrote in the last so many seconds, as a ban does."""
        assert 0 <= seconds <= _LONGEST_CLEARED
        self.world.cleared[user] = seconds
        since = datetime.now(UTC) - timedelta(seconds=seconds)
        for messages in self.world.messages.values():
            for number, message in [*messages.items()]:
                is_recent = datetime.fromisoformat(message["timestamp"]) >= since
                if seconds and message["author"]["id"] == user and is_recent:
                    del messages[number]

    def _show_ban(self, user: str) -> JSON:
        return {"guild_id": self.world.guild, "user": {**self.world.kim, "id": user}}

    def _show_member(self, user: str) -> JSON:
        known = self.world.users.get(user) or {**self.world.kim, "id": user}
        return self.world.show_member(known, of=user)

    def _refuse(self, user: str, *rights: str) -> Answer | None:
        """Return the refusal of an action on a member for which the bot lacks a right or the rank."""
        own = self.world.guild_rights_of(self.world.bot["id"])
        has_rights = all(getattr(own, right) for right in rights)
        may_act = user in self.world.left or self.world.is_below_bot(user)
        return None if has_rights and may_act else MISSING_PERMISSIONS

    def _audit(self, action: str, request: Request) -> None:
        self.world.audit_log.append((action, request.ids["user"], request.reason))
