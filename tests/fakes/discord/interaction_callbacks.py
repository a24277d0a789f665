"""The bot's answers to interactions: callbacks, edits of the original reply, and follow-ups."""

import asyncio
from datetime import timedelta

from tests.fakes.discord.gateway import Gateway
from tests.fakes.discord.payloads import JSON
from tests.fakes.discord.requests import (
    ACKNOWLEDGED_BEFORE,
    INVALID_WEBHOOK_TOKEN,
    UNKNOWN_INTERACTION,
    UNKNOWN_WEBHOOK,
    Answer,
    Request,
    Route,
)
from tests.fakes.discord.world import World
from tests.fakes.waiting import TIMEOUT

DEFERRED_REPLY, DEFERRED_UPDATE, UPDATE, AUTOCOMPLETE_RESULT = 5, 6, 7, 8
"""Types of callbacks; an update changes the message that a button is on, and is no reply."""


_CALLBACK_WITHIN, _REPLY_WITHIN = timedelta(seconds=3), timedelta(minutes=15)
"""Times after which Discord takes no first callback any more, and no reply."""


class Interaction:
    """An interaction under way: `replies` are the bodies that its user is shown, `files` beside them."""

    def __init__(self, payload: JSON) -> None:
        self.payload = payload
        self.age = timedelta()
        """Time that a test has let pass since it began."""
        self.callbacks: list[JSON] = []
        self.replies: list[JSON] = []
        self.files: dict[str, bytes] = {}
        self._has_reply = asyncio.Event()

    @property
    def is_update(self) -> bool:
        """True if the first callback changes the message that a button is on."""
        return bool(self.callbacks) and self.callbacks[0]["type"] in {DEFERRED_UPDATE, UPDATE}

    async def reply(self) -> JSON:
        """Return the first reply, once there is one."""
        async with asyncio.timeout(TIMEOUT):
            await self._has_reply.wait()
        return self.replies[0]

    def add_reply(self, request: Request, body: JSON) -> None:
        """Add a reply with the files of a request."""
        self.replies.append(body)
        self.files |= request.files
        self._has_reply.set()


class InteractionCallbacks:
    """Handlers of the bot's answers; `interactions` holds those that were begun, by token."""

    def __init__(
        self, world: World, gateway: Gateway, interactions: dict[str, Interaction]
    ) -> None:
        self.world = world
        self.gateway = gateway
        self._interactions = interactions

    def routes(self) -> list[Route]:
        """Return the routes of all handlers."""
        original = "/webhooks/{application}/{token}/messages/@original"
        return [
            ("POST", "/interactions/{id}/{token}/callback", self._call_back),
            ("GET", original, self._get_original),
            ("PATCH", original, self._change_original),
            ("POST", "/webhooks/{application}/{token}", self._follow_up),
        ]

    async def _call_back(self, request: Request) -> Answer:
        interaction = self._find(request)
        if interaction.age > _CALLBACK_WITHIN:
            return UNKNOWN_INTERACTION
        if interaction.callbacks:
            return ACKNOWLEDGED_BEFORE
        interaction.callbacks.append(request.body)
        kind, data = request.body["type"], request.body.get("data") or {}
        if kind == UPDATE:
            await self._update(interaction, data)
        if kind not in {DEFERRED_REPLY, DEFERRED_UPDATE}:
            interaction.add_reply(request, data)
        payload = interaction.payload
        return 200, {"interaction": {"id": payload["id"], "type": payload["type"]}}

    async def _get_original(self, request: Request) -> Answer:
        interaction = self._find(request)
        reply = interaction.replies[-1] if interaction.replies else {}
        return 200, self._add_message(interaction, reply)

    async def _change_original(self, request: Request) -> Answer:
        interaction = self._find(request)
        if refusal := _refuse_reply(interaction):
            return refusal
        if interaction.is_update:
            await self._update(interaction, request.body)
            interaction.add_reply(request, request.body)
            return 200, interaction.payload["message"] | request.body
        return await self._follow_up(request)

    async def _follow_up(self, request: Request) -> Answer:
        interaction = self._find(request)
        if refusal := _refuse_reply(interaction):
            return refusal
        interaction.add_reply(request, request.body)
        return 200, self._add_message(interaction, request.body)

    async def _update(self, interaction: Interaction, data: JSON) -> None:
        """Change the message that the button is on."""
        pressed = interaction.payload["message"]
        message = self.world.messages[pressed["channel_id"]][pressed["id"]]
        message.update(data)
        await self.gateway.dispatch("MESSAGE_UPDATE", message)

    def _find(self, request: Request) -> Interaction:
        return self._interactions[request.ids["token"]]

    def _add_message(self, interaction: Interaction, reply: JSON) -> JSON:
        fields = {key: value for key, value in reply.items() if key != "attachments"}
        text = fields.pop("content", None) or ""
        channel = interaction.payload["channel_id"]
        return self.world.add_message(text, channel=channel, **{**fields, "author": self.world.bot})


def _refuse_reply(interaction: Interaction) -> Answer | None:
    """Return the refusal of a reply that comes before the first callback, or too late."""
    if not interaction.callbacks:
        return UNKNOWN_WEBHOOK
    return INVALID_WEBHOOK_TOKEN if interaction.age > _REPLY_WITHIN else None
