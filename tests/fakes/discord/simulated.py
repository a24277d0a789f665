"""The platform in a Discord that simcord simulates in process: no wire, but people who act."""

import asyncio
from datetime import UTC, datetime
from typing import Any

from discord import PermissionOverwrite, Permissions
from simcord import Env, MemberActor

from bot.platforms.discord.platform import Discord
from bot.runtime.platform_stats import PlatformStats


class Hall:
    """A server of simcord's: rooms > general, and a hidden channel for moderators; mona is one, kim is not."""

    def __init__(self, env: Env) -> None:
        self.env = env
        self.guild = env.create_guild("club")
        self.rooms = self.guild.create_category("rooms")
        self.general = self.guild.create_text_channel("general", category=self.rooms)
        self.bot_role = self.guild.roles["TestBot"]
        self.moderator_role = self.guild.create_role(
            "Moderators", permissions=Permissions(manage_messages=True)
        )
        seen = PermissionOverwrite(view_channel=True)
        unseen = PermissionOverwrite(view_channel=False)
        self.moderators = self.guild.create_text_channel(
            "moderators",
            overwrites={
                self.guild.default_role: unseen,
                self.bot_role: seen,
                self.moderator_role: seen,
            },
        )
        self.kim = self.join("kim")
        self.mona = self.join("mona", is_moderator=True)

    def join(
        self, name: str, *, is_moderator: bool = False, nick: str | None = None
    ) -> MemberActor:
        """Somebody comes in."""
        roles = [self.moderator_role] if is_moderator else []
        return self.guild.add_member(self.env.create_user(name), roles=roles, nick=nick)

    async def happen(self, *events: Any) -> None:
        """Let the bot hear of what was just put into the backend: simcord has no person for it."""
        assert events
        await self.env.settle()

    def alerts(self) -> list[str]:
        """The headlines that moderators were shown, oldest first."""
        return [str(card.title) for message in self.moderators.history() for card in message.embeds]

    def said(self) -> list[str]:
        """What stands in "general"."""
        return [message.content for message in self.general.history()]


class Simulated(Discord):
    """The platform as it is, except that simcord logs it in and is what it connects to."""

    def __init__(
        self, hall: Hall | None = None, *, since: datetime | None = None, shards: int = 1
    ) -> None:
        super().__init__(
            "simulated", alert_channels=frozenset(), progress=PlatformStats("discord"), since=since
        )
        self._earlier = hall
        self._shards = shards
        self.hall: asyncio.Future[Hall] = asyncio.get_running_loop().create_future()
        """Where it is, once it is there."""

    async def _connect(self) -> None:
        if hall := self._earlier:
            await hall.env.restart_bot(self._client)
        else:
            env = Env(self._client, shard_count=self._shards)
            # Its clock begins with a year; ours is what "the last 7 days" and a fresh edit go by.
            env.backend.clock.advance((datetime.now(UTC) - env.now()).total_seconds())
            hall = Hall(env)
            await env.start()
        self.hall.set_result(hall)
        await asyncio.Event().wait()
