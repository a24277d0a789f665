"""Interactions of users: slash commands, menus, buttons and forms."""

from datetime import timedelta
from typing import Any

from discord import Permissions

from tests.fakes.discord.gateway import Gateway
from tests.fakes.discord.interaction_callbacks import Interaction
from tests.fakes.discord.payloads import DM, JSON, make_member
from tests.fakes.discord.world import World

SLASH, MESSAGE_MENU = 1, 3
"""Types of commands."""

COMMAND, COMPONENT, AUTOCOMPLETE, MODAL = 2, 3, 4, 5
"""Types of interactions."""

SUBCOMMAND, GROUP, TEXT, INTEGER, BOOLEAN, USER, CHANNEL, ROLE, NUMBER = 1, 2, 3, 4, 5, 6, 7, 8, 10
"""Types of options."""


class Interactions:
    """Interactions that users begin; `by` is who, `permissions` theirs in the channel if not those of their roles."""

    def __init__(self, world: World, gateway: Gateway) -> None:
        self.world = world
        self.gateway = gateway
        self.begun: dict[str, Interaction] = {}
        """By token."""

    async def command(
        self,
        *names: str,
        by: JSON,
        permissions: Permissions | None = None,
        in_channel: str = "",
        **options: Any,
    ) -> Interaction:
        """Send a slash command: `/toxicity case number:7` is `command("toxicity", "case", number=7)`."""
        data = self._command_data(names, options)
        return await self._begin(COMMAND, data, by=by, permissions=permissions, channel=in_channel)

    async def autocomplete(
        self, *names: str, by: JSON, permissions: Permissions | None = None, **options: Any
    ) -> Interaction:
        """Ask for the choices of the last option of a command that is still being typed."""
        data = self._command_data(names, options)
        last = data
        while last.get("options"):
            last = last["options"][-1]
        last["focused"] = True
        return await self._begin(AUTOCOMPLETE, data, by=by, permissions=permissions)

    def _command_data(self, names: tuple[str, ...], options: JSON) -> JSON:
        values = [
            {
                "name": name,
                "type": _option_type(value),
                "value": value if not isinstance(value, dict) else value["id"],
            }
            for name, value in options.items()
        ]
        users, roles, channels = (
            [value for value in options.values() if _option_type(value) == kind]
            for kind in (USER, ROLE, CHANNEL)
        )
        for name in reversed(names[1:]):
            kind = SUBCOMMAND if name == names[-1] else GROUP
            values = [{"name": name, "type": kind, "options": values}]
        return {
            "id": self.world.make_id(),
            "name": names[0],
            "type": SLASH,
            "options": values,
            "resolved": {
                "users": {user["id"]: user for user in users},
                "members": {user["id"]: make_member(None, permissions="0") for user in users},
                "roles": {role["id"]: role for role in roles},
                "channels": {channel["id"]: channel for channel in channels},
            },
        }

    async def menu(
        self, name: str, message: JSON, *, by: JSON, permissions: Permissions | None = None
    ) -> Interaction:
        """Choose Apps > name on a message."""
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
        self,
        button: JSON,
        message: JSON,
        *,
        by: JSON,
        permissions: Permissions | None = None,
        age: timedelta = timedelta(),
    ) -> Interaction:
        """Press a button of a message; in a direct message nobody has permissions.

        `age`: how long the press has been on its way.
        """
        payload = {"custom_id": button["custom_id"], "component_type": 2}
        return await self._begin(
            COMPONENT,
            payload,
            by=by,
            permissions=permissions,
            channel=message["channel_id"],
            age=age,
            message=message,
        )

    async def submit(
        self, modal: JSON, values: dict[str, str], *, by: JSON, in_channel: str = ""
    ) -> Interaction:
        """Submit the form that a callback has shown, with its fields by id, where it was shown."""
        rows = [
            {"type": 1, "components": [{"type": 4, "custom_id": name, "value": value}]}
            for name, value in values.items()
        ]
        payload = {"custom_id": modal["custom_id"], "components": rows}
        return await self._begin(MODAL, payload, by=by, permissions=None, channel=in_channel)

    async def _begin(
        self,
        kind: int,
        data: JSON,
        *,
        by: JSON,
        permissions: Permissions | None,
        channel: str = "",
        age: timedelta = timedelta(),
        **fields: Any,
    ) -> Interaction:
        place = self.world.channels[channel or self.world.general]
        in_guild = {}
        if place["type"] != DM:
            rights = permissions or self.world.rights_of(by["id"], place["id"])
            roles = self.world.roles_of.get(by["id"])
            in_guild = {
                "guild_id": self.world.guild,
                "guild": {"id": self.world.guild, "features": [], "locale": "en-US"},
                "member": make_member(by, roles=roles, permissions=str(rights.value)),
            }
        payload = {
            "id": self.world.make_id(),
            "application_id": self.world.bot["id"],
            "type": kind,
            "data": data,
            "channel": place,
            "channel_id": place["id"],
            **({"user": by} if place["type"] == DM else in_guild),
            "token": f"interaction-{len(self.begun)}",
            "version": 1,
            "app_permissions": str(self.world.bot_permissions.value),
            "locale": by.get("locale", "en-US"),
            "entitlements": [],
            "authorizing_integration_owners": {},
            "attachment_size_limit": 10_000_000,
            **fields,
        }
        interaction = self.begun[payload["token"]] = Interaction(payload)
        interaction.age = age
        await self.gateway.dispatch("INTERACTION_CREATE", payload)
        return interaction


def _option_type(value: object) -> int:
    """Return the type of an option with this value; what has an id is told by its keys."""
    if isinstance(value, dict):
        return USER if "username" in value else ROLE if "hoist" in value else CHANNEL
    if isinstance(value, bool):
        return BOOLEAN
    if isinstance(value, int):
        return INTEGER
    return NUMBER if isinstance(value, float) else TEXT
