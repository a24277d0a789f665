"""Interactions of users: buttons, commands, shortcuts and modals, and the replies to them."""

from collections.abc import Mapping
from typing import Any

from aiohttp import web

from tests.fakes.slack.http_delivery import HttpDelivery
from tests.fakes.slack.socket_mode import Envelope, SocketModeServer
from tests.fakes.slack.views import Views
from tests.fakes.slack.world import JSON, World
from tests.fakes.waiting import Changes


class Interaction:
    """One interaction; `replies` are the bodies posted to its response_url."""

    def __init__(self, payload: JSON) -> None:
        self.payload = payload
        self.replies: list[JSON] = []
        self.envelope: Envelope
        self._changes = Changes()

    async def ack(self) -> JSON | None:
        """Return the payload that the envelope was acknowledged with."""
        return await self.envelope.ack()

    async def reply(self, number: int = 1) -> JSON:
        """Wait for the first reply (or the second, ...)."""
        await self._changes.until(lambda: len(self.replies) >= number)
        return self.replies[number - 1]

    def add_reply(self, reply: JSON) -> None:
        """Add a reply."""
        self.replies.append(reply)
        self._changes.notify()


class Interactions:
    """Sender of interactions; each has its number in `started` in its response_url."""

    def __init__(self, world: World, wire: SocketModeServer, views: Views, address: str) -> None:
        self.world = world
        self.delivery: SocketModeServer | HttpDelivery = wire
        self.views = views
        self.address = address
        self.started: list[Interaction] = []

    async def take_reply(self, request: web.Request) -> web.Response:
        """Take a reply that is posted to a response_url."""
        number = int(request.match_info["number"])
        self.started[number].add_reply(await request.json())
        return web.Response(text="ok")

    async def press(
        self, action: str, message: JSON, *, by: JSON, value: str = "", is_ephemeral: bool = False
    ) -> Interaction:
        """Press the button of a message with this action_id."""
        channel = message.get("channel") or self.world.find_channel(message)
        container = {
            "type": "message",
            "message_ts": message["ts"],
            "channel_id": channel,
            "is_ephemeral": is_ephemeral,
        }
        button = {
            "type": "button",
            "action_id": action,
            "block_id": "b1",
            "value": value,
            "action_ts": self.world.make_ts(),
        }
        return await self._start(
            "block_actions",
            by=by,
            container=container,
            channel=self._channel_object(channel),
            message=message,
            actions=[button],
        )

    async def press_in_view(
        self, action: str, view: JSON, *, by: JSON, value: str = ""
    ) -> Interaction:
        """Press a button of a modal or of the App Home."""
        button = {"type": "button", "action_id": action, "block_id": "b1", "value": value}
        container = {"type": "view", "view_id": view.get("id", "V0")}
        return await self._start(
            "block_actions", by=by, container=container, view=view, actions=[button]
        )

    async def shortcut(self, callback: str, message: JSON, *, by: JSON) -> Interaction:
        """Choose the message shortcut with this callback_id."""
        return await self._start(
            "message_action",
            by=by,
            callback_id=callback,
            message_ts=message["ts"],
            message=message,
            channel=self._channel_object(self.world.find_channel(message)),
            action_ts=self.world.make_ts(),
        )

    async def submit(
        self, view: JSON, values: Mapping[str, Mapping[str, str]], *, by: JSON
    ) -> Interaction:
        """Submit a modal, with values by block_id and action_id."""
        state = {
            block: {
                action: {"type": "plain_text_input", "value": value}
                for action, value in inputs.items()
            }
            for block, inputs in values.items()
        }
        shown = {**view, "state": {"values": state}, "app_installed_team_id": self.world.team}
        return await self._start("view_submission", by=by, view=shown, response_urls=[])

    async def command(self, text: str, *, by: JSON, channel: str = "") -> Interaction:
        """Send "/toxicity ...", by default in "general"."""
        where = self._channel_object(channel or self.world.general)
        payload = {
            "token": "verification",
            "team_id": self.world.team,
            "team_domain": "club",
            "channel_id": where["id"],
            "channel_name": where["name"],
            "user_id": by["id"],
            "user_name": by["name"],
            "command": "/toxicity",
            "text": text,
            "api_app_id": self.world.app,
            "is_enterprise_install": "false",
        }
        return await self._send("slash_commands", payload)

    async def _start(self, kind: str, *, by: JSON, **fields: Any) -> Interaction:
        user = {"id": by["id"], "username": by["name"], "name": by["name"]}
        payload = {
            "type": kind,
            "token": "verification",
            "api_app_id": self.world.app,
            "user": {**user, "team_id": self.world.team},
            "team": {"id": self.world.team, "domain": "club"},
            "enterprise": None,
            "is_enterprise_install": False,
            **fields,
        }
        return await self._send("interactive", payload)

    async def _send(self, kind: str, payload: JSON) -> Interaction:
        number = len(self.started)
        payload["trigger_id"] = f"trigger-{number}"
        if "view" not in payload:  # a view has nowhere to answer
            payload["response_url"] = f"http://{self.address}/response/{number}"
        self.views.triggers.add(payload["trigger_id"])
        interaction = Interaction(payload)
        self.started.append(interaction)
        interaction.envelope = await self.delivery.deliver(kind, payload)
        return interaction

    def _channel_object(self, channel: str) -> JSON:
        return {"id": channel, "name": self.world.channels[channel].get("name", "directmessage")}
