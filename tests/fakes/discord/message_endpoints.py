"""Endpoints of channels and messages."""

from datetime import UTC, datetime

from tests.fakes.discord.gateway import Gateway
from tests.fakes.discord.payloads import JSON
from tests.fakes.discord.requests import (
    NO_CONTENT,
    UNKNOWN_CHANNEL,
    UNKNOWN_MESSAGE,
    Answer,
    Request,
    Route,
)
from tests.fakes.discord.world import World


class MessageEndpoints:
    """Handlers of requests on channels, threads and messages; changes are dispatched as events."""

    def __init__(self, world: World, gateway: Gateway) -> None:
        self.world = world
        self.gateway = gateway

    def routes(self) -> list[Route]:
        """Return the routes of all handlers."""
        messages = "/channels/{channel}/messages"
        message = f"{messages}/{{message}}"
        return [
            ("PATCH", "/channels/{channel}", self._change_channel),
            ("POST", "/users/@me/channels", self._open_dm),
            ("GET", messages, self._get_messages),
            ("POST", messages, self._send_message),
            ("POST", f"{messages}/bulk-delete", self._delete_messages),
            ("GET", message, self._get_message),
            ("PATCH", message, self._change_message),
            ("DELETE", message, self._delete_message),
        ]

    async def _change_channel(self, request: Request) -> Answer:
        channel = self.world.channels[request.ids["channel"]]
        channel.update(request.body)
        self._audit("change channel", channel["id"], request)
        return 200, channel

    async def _open_dm(self, request: Request) -> Answer:
        return 200, self.world.open_dm(str(request.body["recipient_id"]))

    async def _get_messages(self, request: Request) -> Answer:
        after = int(request.query.get("after", 0))
        before = int(request.query.get("before", 1 << 63))
        limit = int(request.query.get("limit", 50))
        messages = self.world.messages[request.ids["channel"]].values()
        matching = [message for message in messages if after < int(message["id"]) < before]
        matching.sort(key=lambda message: int(message["id"]))
        # With `after`, the oldest of them; else the newest. Newest first, always.
        page = matching[:limit] if after else matching[-limit:]
        return 200, [_without_guild(message) for message in reversed(page)]

    async def _get_message(self, request: Request) -> Answer:
        message = self._find(request)
        return UNKNOWN_MESSAGE if message is None else (200, _without_guild(message))

    async def _send_message(self, request: Request) -> Answer:
        channel = request.ids["channel"]
        if channel not in self.world.channels:
            return UNKNOWN_CHANNEL
        fields = {**request.body, "author": self.world.bot}
        text = fields.pop("content", None) or ""
        message = self.world.add_message(text, channel=channel, **fields)
        await self.gateway.dispatch("MESSAGE_CREATE", message)
        return 200, message

    async def _change_message(self, request: Request) -> Answer:
        message = self._find(request)
        if message is None:
            return UNKNOWN_MESSAGE
        message.update({key: value for key, value in request.body.items() if value is not None})
        message["edited_timestamp"] = datetime.now(UTC).isoformat()
        await self.gateway.dispatch("MESSAGE_UPDATE", message)
        return 200, message

    async def _delete_message(self, request: Request) -> Answer:
        channel, message = request.ids["channel"], request.ids["message"]
        if self.world.messages[channel].pop(message, None) is None:
            return UNKNOWN_MESSAGE
        self._audit("delete", message, request)
        deleted = {"id": message, "channel_id": channel, "guild_id": self.world.guild}
        await self.gateway.dispatch("MESSAGE_DELETE", deleted)
        return NO_CONTENT

    async def _delete_messages(self, request: Request) -> Answer:
        for message in request.body["messages"]:
            if self.world.messages[request.ids["channel"]].pop(str(message), None):
                self._audit("delete", str(message), request)
        return NO_CONTENT

    def _find(self, request: Request) -> JSON | None:
        return self.world.messages[request.ids["channel"]].get(request.ids["message"])

    def _audit(self, action: str, target: str, request: Request) -> None:
        self.world.audit_log.append((action, target, request.reason))


def _without_guild(message: JSON) -> JSON:
    """Return a message as REST shows it: the author's membership comes with gateway events alone."""
    return {key: value for key, value in message.items() if key not in {"member", "guild_id"}}
