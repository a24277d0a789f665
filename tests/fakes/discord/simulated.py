"""The platform on simcord, which simulates Discord and its users in process."""

import asyncio
from collections.abc import Awaitable, Callable
from datetime import UTC, datetime
from typing import Any

from discord import PermissionOverwrite, Permissions
from simcord import Env, MemberActor

from bot.platforms.discord.gateway_connection import GatewayConnection
from bot.platforms.discord.platform import Discord
from bot.runtime.platform_stats import PlatformStats


class SimulatedGuild:
    """A guild: rooms > general, and a hidden channel for moderators, of whom mona is one and kim is none."""

    def __init__(self, env: Env) -> None:
        self.env = env
        self.alert_channels: set[str] = set()
        """Ids that the policy names; the bot looks at them again when a channel is created."""
        self.guild = env.create_guild("club")
        self.rooms = self.guild.create_category("rooms")
        self.general = self.guild.create_text_channel("general", category=self.rooms)
        self.bot_role = self.guild.roles["TestBot"]
        rights = Permissions(
            manage_messages=True,
            moderate_members=True,
            kick_members=True,
            ban_members=True,
            manage_guild=True,
        )
        self.moderator_role = self.guild.create_role("Moderators", permissions=rights)
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
        self.kim = self.add_member("kim")
        self.mona = self.add_member("mona", is_moderator=True)

    def add_member(
        self, name: str, *, is_moderator: bool = False, nick: str | None = None
    ) -> MemberActor:
        """Add a member."""
        roles = [self.moderator_role] if is_moderator else []
        return self.guild.add_member(self.env.create_user(name), roles=roles, nick=nick)

    async def settle(self, *events: Any) -> None:
        """Dispatch what was just put into the backend, for what simcord has no user action."""
        assert events
        await self.env.settle()

    def alert_titles(self) -> list[str]:
        """Return the titles of all alerts, oldest first."""
        titles = [str(card.title) for each in self.moderators.history() for card in each.embeds]
        return [title for title in titles if title != "A moderator changed something"]

    def texts(self) -> list[str]:
        """Return the texts of the messages in "general"."""
        return [message.content for message in self.general.history()]


class SimulatedConnection(GatewayConnection):
    """The connection that `stay_connected` makes."""

    def __init__(
        self, *arguments: Any, stay_connected: Callable[[], Awaitable[None]], **options: Any
    ) -> None:
        super().__init__(*arguments, **options)
        self._simulate = stay_connected

    async def _connect(self, _token: str) -> None:
        await self._simulate()


class SimulatedPlatform(Discord):
    """The platform, logged in and connected by simcord; `guild`: where it was before a restart."""

    def __init__(
        self, club: SimulatedGuild | None = None, *, since: datetime | None = None, shards: int = 1
    ) -> None:
        super().__init__(
            "simulated", alert_channels=frozenset(), stats=PlatformStats("discord"), since=since
        )
        self._existing = club
        self._shards = shards
        self.club: asyncio.Future[SimulatedGuild] = asyncio.get_running_loop().create_future()
        """The guild that it is in, once it is there."""

    def _make_connection(self) -> GatewayConnection:
        return SimulatedConnection(
            self._stats,
            since=self._since,
            on_guilds=self._take_guilds,
            settle=self._settle,
            stay_connected=self._stay_connected,
        )

    async def _stay_connected(self) -> None:
        if club := self._existing:
            await club.env.restart_bot(self._client)
        else:
            env = Env(self._client, shard_count=self._shards)
            # Its clock begins with a year; ours is what "the last 7 days" and a fresh edit go by.
            env.backend.clock.advance((datetime.now(UTC) - env.now()).total_seconds())
            club = SimulatedGuild(env)
            await env.start()
        self._alert_sender._configured = club.alert_channels
        self.club.set_result(club)
        await asyncio.Event().wait()
