"""What people press and type: buttons, commands, shortcuts, modals; and what they get to see."""

from collections.abc import Mapping
from typing import Any

from aiohttp import web

from tests.fakes.slack.calls import Calls
from tests.fakes.slack.views import Views
from tests.fakes.slack.wire import Envelope, Wire
from tests.fakes.slack.world import JSON, World
from tests.fakes.waiting import Changes


class Interaction:
    """One that is going on: `replies` are what was posted to its response_url."""

    def __init__(self, payload: JSON) -> None:
        self.payload = payload
        self.replies: list[JSON] = []
        self.envelope: Envelope
        self._changes = Changes()

    async def ack(self) -> JSON | None:
        """What the envelope was acknowledged with."""
        return await self.envelope.ack()

    async def reply(self, number: int = 1) -> JSON:
        """The first reply (or the second, ...), once it is there."""
        await self._changes.until(lambda: len(self.replies) >= number)
        return self.replies[number - 1]

    def keep(self, reply: JSON) -> None:
        """Show a reply."""
        self.replies.append(reply)
        self._changes.tell()


class Interactions:
    """All that were begun, by the number in their response_url."""

    def __init__(self, world: World, wire: Wire, views: Views, address: str) -> None:
        self.world = world
        self.wire: Wire | Calls = wire
        self.views = views
        self.address = address
        self.begun: list[Interaction] = []

    async def answer(self, asked: web.Request) -> web.Response:
        """What is posted to a response_url."""
        self.begun[int(asked.match_info["number"])].keep(await asked.json())
        return web.Response(text="ok")

    async def press(
        self, action: str, message: JSON, *, by: JSON, value: str = "", is_ephemeral: bool = False
    ) -> Interaction:
        """The button of a message whose action_id this is."""
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
        return await self._begin(
            "block_actions",
            by=by,
            container=container,
            channel=self._name(channel),
            message=message,
            actions=[button],
        )

    async def press_in_view(
        self, action: str, view: JSON, *, by: JSON, value: str = ""
    ) -> Interaction:
        """A button of a modal or of the App Home."""
        button = {"type": "button", "action_id": action, "block_id": "b1", "value": value}
        container = {"type": "view", "view_id": view.get("id", "V0")}
        return await self._begin(
            "block_actions", by=by, container=container, view=view, actions=[button]
        )

    async def shortcut(self, callback: str, message: JSON, *, by: JSON) -> Interaction:
        """A message's menu > more shortcuts > the one with this callback_id."""
        return await self._begin(
            "message_action",
            by=by,
            callback_id=callback,
            message_ts=message["ts"],
            message=message,
            channel=self._name(self.world.find_channel(message)),
            action_ts=self.world.make_ts(),
        )

    async def submit(
        self, view: JSON, values: Mapping[str, Mapping[str, str]], *, by: JSON
    ) -> Interaction:
        """Fill in a modal: values by block_id and action_id."""
        state = {
            block: {
                action: {"type": "plain_text_input", "value": said} for action, said in of.items()
            }
            for block, of in values.items()
        }
        shown = {**view, "state": {"values": state}, "app_installed_team_id": self.world.team}
        return await self._begin("view_submission", by=by, view=shown, response_urls=[])

    async def command(self, text: str, *, by: JSON, channel: str = "") -> Interaction:
        """Type "/toxicity ...", in "general" unless said otherwise."""
        place = self._name(channel or self.world.general)
        payload = {
            "token": "verification",
            "team_id": self.world.team,
            "team_domain": "club",
            "channel_id": place["id"],
            "channel_name": place["name"],
            "user_id": by["id"],
            "user_name": by["name"],
            "command": "/toxicity",
            "text": text,
            "api_app_id": self.world.app,
            "is_enterprise_install": "false",
        }
        return await self._send("slash_commands", payload)

    async def _begin(self, kind: str, *, by: JSON, **fields: Any) -> Interaction:
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
        number = len(self.begun)
        payload["trigger_id"] = f"trigger-{number}"
        payload["response_url"] = f"http://{self.address}/response/{number}"
        self.views.triggers.add(payload["trigger_id"])
        interaction = Interaction(payload)
        self.begun.append(interaction)
        interaction.envelope = await self.wire.bring(kind, payload)
        return interaction

    def _name(self, channel: str) -> JSON:
        return {"id": channel, "name": self.world.channels[channel].get("name", "directmessage")}
