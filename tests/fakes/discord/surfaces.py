"""Surfaces outside of messages: channels, events, reactions and statuses, with their gateway events."""

from typing import Any

from tests.fakes.discord.gateway import Gateway
from tests.fakes.discord.payloads import (
    CHANNEL_CHANGED,
    CHANNEL_CREATED,
    EVENT_CHANGED,
    EVENT_CREATED,
    JSON,
    STATUS_SET,
    THREAD_CHANGED,
)
from tests.fakes.discord.world import World

EXTERNAL, SCHEDULED = 3, 1
"""An event that is in no channel, and its status before it begins."""


class Surfaces:
    """Changes by people to a world, dispatched as Discord dispatches them; by mona unless said otherwise."""

    def __init__(self, world: World, gateway: Gateway) -> None:
        self.world = world
        self.gateway = gateway

    async def create_channel(self, name: str, *, by: JSON | None = None, **fields: Any) -> JSON:
        """Create a channel."""
        channel = self.world.channels[self.world.add_channel(name, **fields)]
        self._note(CHANNEL_CREATED, channel["id"], by)
        await self.gateway.dispatch("CHANNEL_CREATE", channel)
        return channel

    async def change_channel(self, channel: str, *, by: JSON | None = None, **fields: Any) -> None:
        """Change a channel."""
        changed = self.world.channels[channel]
        changed.update(fields)
        self._note(CHANNEL_CHANGED, channel, by)
        await self.gateway.dispatch("CHANNEL_UPDATE", dict(changed))

    async def rename_thread(self, thread: JSON, name: str, *, by: JSON | None = None) -> None:
        """Rename a thread, or one that is unarchived by that: it is in no cache then."""
        thread["name"] = name
        self._note(THREAD_CHANGED, thread["id"], by)
        await self.gateway.dispatch("THREAD_UPDATE", dict(thread))

    async def set_status(self, channel: str, status: str, *, by: JSON | None = None) -> None:
        """Set the status of a voice channel: the event says nothing of who did."""
        self.world.channels[channel]["status"] = status
        self._note(STATUS_SET, channel, by)
        changed = {"id": channel, "guild_id": self.world.guild, "status": status}
        await self.gateway.dispatch("VOICE_CHANNEL_STATUS_UPDATE", changed)

    async def create_event(self, name: str, *, by: JSON | None = None, **fields: Any) -> JSON:
        """Create a scheduled event, as kim, outside of all channels unless said otherwise."""
        by = by or self.world.kim
        event = {
            "id": self.world.make_id(),
            "guild_id": self.world.guild,
            "channel_id": None,
            "creator_id": by["id"],
            "creator": by,
            "name": name,
            "description": None,
            "scheduled_start_time": "2027-01-01T12:00:00+00:00",
            "scheduled_end_time": "2027-01-01T13:00:00+00:00",
            "privacy_level": 2,
            "status": SCHEDULED,
            "entity_type": EXTERNAL,
            "entity_id": None,
            "entity_metadata": {"location": "at home"},
            **fields,
        }
        self.world.events[event["id"]] = event
        self._note(EVENT_CREATED, event["id"], by)
        await self.gateway.dispatch("GUILD_SCHEDULED_EVENT_CREATE", event)
        return event

    async def change_event(self, event: JSON, *, by: JSON | None = None, **fields: Any) -> None:
        """Change a scheduled event."""
        event.update(fields)
        self._note(EVENT_CHANGED, event["id"], by)
        await self.gateway.dispatch("GUILD_SCHEDULED_EVENT_UPDATE", dict(event))

    async def react(self, message: JSON, *emoji: str, by: JSON | None = None) -> None:
        """React to a message, as kim; an emoji of letters alone is a custom one of that name."""
        by = by or self.world.kim
        for name in emoji:
            number = self.world.make_id() if name.isascii() else None
            reacted: JSON = {"id": number, "name": name}
            self.world.reactions.add(message["id"], reacted, by["id"])
            await self.gateway.dispatch(
                "MESSAGE_REACTION_ADD",
                {
                    "user_id": by["id"],
                    "channel_id": message["channel_id"],
                    "message_id": message["id"],
                    "guild_id": self.world.guild,
                    "member": self.world.show_member(by, of=by["id"]),
                    "emoji": reacted,
                    "message_author_id": message["author"]["id"],
                    "burst": False,
                    "type": 0,
                },
            )

    def _note(self, kind: int, target: str, by: JSON | None) -> None:
        self.world.note_change(kind, target, by=by or self.world.mona)
