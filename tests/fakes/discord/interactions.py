"""What people press and type: commands, menus, buttons; and what the bot answers to them."""

import asyncio
from typing import Any

from discord import Permissions

from tests.fakes.discord.gateway import Gateway
from tests.fakes.discord.rest import NOTHING, Answer, Handle, Request
from tests.fakes.discord.world import DM, JSON, World, make_member

SLASH, USER_MENU, MESSAGE_MENU = 1, 2, 3
COMMAND, COMPONENT, AUTOCOMPLETE, MODAL = 2, 3, 4, 5
UPDATES_LATER, UPDATES = 6, 7
"""Types of callbacks that change the message a button is on, and say nothing by themselves."""
AUTOCOMPLETE_RESULT = 8


class Interaction:
    """One that is going on: `replies` are the bodies that the person who began it gets to see."""

    def __init__(self, payload: JSON) -> None:
        self.payload = payload
        self.callbacks: list[JSON] = []
        self.replies: list[JSON] = []
        self.files: dict[str, bytes] = {}
        self.replied = asyncio.Event()

    async def reply(self) -> JSON:
        """The first reply, once it is there."""
        async with asyncio.timeout(5):
            await self.replied.wait()
        return self.replies[0]

    def keep(self, reply: JSON, files: dict[str, bytes]) -> None:
        """Show a reply."""
        self.replies.append(reply)
        self.files |= files
        self.replied.set()


class Interactions:
    """All that were begun, by token."""

    def __init__(self, world: World, gateway: Gateway) -> None:
        self.world = world
        self.gateway = gateway
        self.begun: dict[str, Interaction] = {}

    def routes(self) -> list[tuple[str, str, Handle]]:
        """What a bot answers to."""
        original = "/webhooks/{application}/{token}/messages/@original"
        return [
            ("POST", "/interactions/{id}/{token}/callback", self._call_back),
            ("GET", original, self._get_original),
            ("PATCH", original, self._change_original),
            ("POST", "/webhooks/{application}/{token}", self._follow_up),
        ]

    async def command(
        self, *words: str, by: JSON, permissions: Permissions | None = None, **options: Any
    ) -> Interaction:
        """Type a command; options by name: `/toxicity case number:7` has number=7."""
        data = self._spell(words, options)
        return await self._begin(COMMAND, data, by=by, permissions=permissions)

    async def begin_to_type(
        self, *words: str, by: JSON, permissions: Permissions | None = None, **options: Any
    ) -> Interaction:
        """As `command`, but the last option is not finished yet: what may be meant is asked for."""
        data = self._spell(words, options)
        last = data
        while last.get("options"):
            last = last["options"][-1]
        last["focused"] = True
        return await self._begin(AUTOCOMPLETE, data, by=by, permissions=permissions)

    def _spell(self, words: tuple[str, ...], options: JSON) -> JSON:
        values = [
            {
                "name": name,
                "type": _type_of(value),
                "value": value if not isinstance(value, dict) else value["id"],
            }
            for name, value in options.items()
        ]
        named = [value for value in options.values() if isinstance(value, dict)]
        people = [value for value in named if "username" in value]
        roles = [value for value in named if "hoist" in value]
        channels = [value for value in named if value not in people and value not in roles]
        for word in reversed(words[1:]):
            values = [{"name": word, "type": 1 if word == words[-1] else 2, "options": values}]
        return {
            "id": self.world.make_id(),
            "name": words[0],
            "type": SLASH,
            "options": values,
            "resolved": {
                "users": {person["id"]: person for person in people},
                "members": {person["id"]: make_member(None, permissions="0") for person in people},
                "roles": {role["id"]: role for role in roles},
                "channels": {channel["id"]: channel for channel in channels},
            },
        }

    async def menu(
        self, name: str, message: JSON, *, by: JSON, permissions: Permissions | None = None
    ) -> Interaction:
        """Apps > name, on a message."""
        payload = {
            "id": self.world.make_id(),
            "name": name,
            "type": MESSAGE_MENU,
            "target_id": message["id"],
            "resolved": {"messages": {message["id"]: message}},
        }
        return await self._begin(
            COMMAND, payload, by=by, permissions=permissions, channel=message["channel_id"]
        )

    async def press(
        self, button: JSON, message: JSON, *, by: JSON, permissions: Permissions | None = None
    ) -> Interaction:
        """A button of a message; in a direct message nobody has permissions."""
        payload = {"custom_id": button["custom_id"], "component_type": 2}
        return await self._begin(
            COMPONENT,
            payload,
            by=by,
            permissions=permissions,
            channel=message["channel_id"],
            message=message,
        )

    async def submit(self, modal: JSON, values: dict[str, str], *, by: JSON) -> Interaction:
        """Fill in the form that a callback has shown."""
        rows = [
            {"type": 1, "components": [{"type": 4, "custom_id": name, "value": value}]}
            for name, value in values.items()
        ]
        payload = {"custom_id": modal["custom_id"], "components": rows}
        return await self._begin(MODAL, payload, by=by, permissions=None)

    async def _begin(
        self,
        kind: int,
        data: JSON,
        *,
        by: JSON,
        permissions: Permissions | None,
        channel: str = "",
        **fields: Any,
    ) -> Interaction:
        place = self.world.channels[channel or self.world.general]
        allowed = str((permissions or Permissions.none()).value)
        who = (
            {"user": by}
            if place["type"] == DM
            else {
                "guild_id": self.world.guild,
                "guild": {"id": self.world.guild, "features": [], "locale": "en-US"},
                "member": make_member(by, permissions=allowed),
            }
        )
        payload = {
            "id": self.world.make_id(),
            "application_id": self.world.bot["id"],
            "type": kind,
            "data": data,
            "channel": place,
            "channel_id": place["id"],
            **who,
            "token": f"interaction-{len(self.begun)}",
            "version": 1,
            "app_permissions": str(self.world.bot_permissions.value),
            "locale": "en-US",
            "entitlements": [],
            "authorizing_integration_owners": {},
            "attachment_size_limit": 10_000_000,
            **fields,
        }
        interaction = self.begun[payload["token"]] = Interaction(payload)
        await self.gateway.tell("INTERACTION_CREATE", payload)
        return interaction

    async def _call_back(self, request: Request) -> Answer:
        interaction = self.begun[request.ids["token"]]
        interaction.callbacks.append(request.body)
        kind, data = request.body["type"], request.body.get("data") or {}
        if kind == UPDATES:
            await self._update(interaction, data)
        if kind not in {5, UPDATES_LATER}:
            interaction.keep(data, request.files)
        told = {"id": interaction.payload["id"], "type": interaction.payload["type"]}
        return 200, {"interaction": told}

    async def _update(self, interaction: Interaction, data: JSON) -> None:
        """Change the message that the button is on."""
        message = interaction.payload["message"]
        stored = self.world.messages[message["channel_id"]][message["id"]]
        stored.update(data)
        await self.gateway.tell("MESSAGE_UPDATE", stored)

    async def _get_original(self, request: Request) -> Answer:
        interaction = self.begun[request.ids["token"]]
        return 200, self._show(interaction, interaction.replies[-1] if interaction.replies else {})

    async def _change_original(self, request: Request) -> Answer:
        interaction = self.begun[request.ids["token"]]
        if interaction.callbacks and interaction.callbacks[0]["type"] in {UPDATES_LATER, UPDATES}:
            await self._update(interaction, request.body)
            interaction.keep(request.body, request.files)
            return 200, interaction.payload["message"] | request.body
        interaction.keep(request.body, request.files)
        return 200, self._show(interaction, request.body)

    async def _follow_up(self, request: Request) -> Answer:
        interaction = self.begun[request.ids["token"]]
        interaction.keep(request.body, request.files)
        return 200, self._show(interaction, request.body)

    def _show(self, interaction: Interaction, reply: JSON) -> JSON:
        shown = {key: value for key, value in reply.items() if key != "attachments"}
        return self.world.add_message(
            shown.pop("content", None) or "",
            channel=interaction.payload["channel_id"],
            **{**shown, "author": self.world.bot},
        )


def _type_of(value: object) -> int:
    """The type of an option, by its value: text, number, yes or no, or whatever has an id."""
    if isinstance(value, dict):
        return 6 if "username" in value else 8 if "hoist" in value else 7
    if isinstance(value, bool):
        return 5
    if isinstance(value, int):
        return 4
    return 10 if isinstance(value, float) else 3


__all__ = ["NOTHING", "Interaction", "Interactions"]
