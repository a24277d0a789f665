"""Endpoints of the audit log, scheduled events, reactions and the status of voice channels."""

from discord import Permissions

from tests.fakes.discord.gateway import Gateway
from tests.fakes.discord.requests import (
    MISSING_PERMISSIONS,
    NO_CONTENT,
    UNKNOWN_EVENT,
    UNKNOWN_MESSAGE,
    Answer,
    Request,
    Route,
)
from tests.fakes.discord.world import World


class SurfaceEndpoints:
    """Handlers of requests on what is written outside of messages."""

    def __init__(self, world: World, gateway: Gateway) -> None:
        self.world = world
        self.gateway = gateway

    def routes(self) -> list[Route]:
        """Return the routes of all handlers."""
        message = "/channels/{channel}/messages/{message}"
        return [
            ("GET", "/guilds/{guild}/audit-logs", self._get_audit_log),
            ("DELETE", "/guilds/{guild}/scheduled-events/{event}", self._delete_event),
            ("DELETE", f"{message}/reactions/{{emoji}}/{{user}}", self._remove_reaction),
            ("PUT", "/channels/{channel}/voice-status", self._set_status),
        ]

    async def _get_audit_log(self, request: Request) -> Answer:
        if not self._rights().view_audit_log:
            return MISSING_PERMISSIONS
        latest = self.world.changes[::-1][: int(request.query.get("limit", 50))]
        return 200, {"audit_log_entries": latest, "users": []}

    async def _delete_event(self, request: Request) -> Answer:
        if not self._rights().manage_events:
            return MISSING_PERMISSIONS
        event = self.world.events.pop(request.ids["event"], None)
        if event is None:
            return UNKNOWN_EVENT
        self.world.audit_log.append(("cancel event", event["id"], request.reason))
        await self.gateway.dispatch("GUILD_SCHEDULED_EVENT_DELETE", event)
        return NO_CONTENT

    async def _remove_reaction(self, request: Request) -> Answer:
        channel, number = request.ids["channel"], request.ids["message"]
        if number not in self.world.messages[channel]:
            return UNKNOWN_MESSAGE
        if not self.world.rights_of(self.world.bot["id"], channel).manage_messages:
            return MISSING_PERMISSIONS
        emoji, user = request.ids["emoji"], request.ids["user"]
        self.world.reactions.remove(number, emoji, user)
        name, _, custom = emoji.partition(":")
        removed = {
            "user_id": user,
            "channel_id": channel,
            "message_id": number,
            "guild_id": self.world.guild,
            "emoji": {"id": custom or None, "name": name},
            "burst": False,
            "type": 0,
        }
        await self.gateway.dispatch("MESSAGE_REACTION_REMOVE", removed)
        return NO_CONTENT

    async def _set_status(self, request: Request) -> Answer:
        """Set or clear a status: the bot is not connected to the channel, which takes Manage Channels."""
        if not self.world.rights_of(self.world.bot["id"], request.ids["channel"]).manage_channels:
            return MISSING_PERMISSIONS
        channel = self.world.channels[request.ids["channel"]]
        channel["status"] = request.body["status"]
        self.world.audit_log.append(("set status", channel["id"], request.reason))
        return NO_CONTENT

    def _rights(self) -> Permissions:
        return self.world.guild_rights_of(self.world.bot["id"])
