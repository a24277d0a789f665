"""Clubs of the kill matrix: fake platforms on which messages are written, and that count what was done about them."""

from abc import ABC, abstractmethod
from collections import Counter
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from datetime import timedelta
from typing import Any

from bot.domain.actions import Action
from bot.platforms.slack.connection.tokens import APP, BOT, USER
from tests.fakes.discord.payloads import DM
from tests.fakes.discord.server import FakeDiscord
from tests.fakes.discord.world import TOKEN
from tests.fakes.server import FakeServer
from tests.fakes.slack.server import FakeSlack
from tests.fakes.slack.world import APP_TOKEN, BOT_TOKEN, USER_TOKEN

JSON = dict[str, Any]


class Club(ABC):
    """A fake platform on which messages are written, and that counts what was done about them."""

    name: str

    def __init__(self, server: FakeServer) -> None:
        self.server = server
        self.said: list[JSON] = []

    @abstractmethod
    async def say(self, text: str, author: str) -> None:
        """Have a new member write."""

    @abstractmethod
    async def edit(self, message: JSON, text: str) -> None:
        """Have a message edited by its author."""

    @abstractmethod
    def forbid_deleting(self) -> None:
        """Let the bot delete nothing; for a bot that starts after that."""

    @abstractmethod
    async def allow_deleting(self) -> None:
        """Let the bot delete again."""

    @abstractmethod
    async def wait_until_connected(self) -> None:
        """Wait until the bot listens."""

    @abstractmethod
    def environment(self) -> dict[str, str]:
        """Return the tokens and the address of the platform."""

    @abstractmethod
    def count_alerts(self) -> Counter[str]:
        """Count the alerts of each case."""

    @abstractmethod
    def count_told(self, message: JSON) -> int:
        """Count the messages that told an author of their own message."""

    @abstractmethod
    def count_done(self, message: JSON, action: Action) -> int:
        """Count how often an action was carried out on a message or its author."""

    @property
    @abstractmethod
    def port(self) -> int:
        """Return the port of the fake."""

    @property
    @abstractmethod
    def community(self) -> str:
        """Return the id of the community."""

    @property
    @abstractmethod
    def alert_channel(self) -> str:
        """Return the channel of the moderators."""


class DiscordClub(Club):
    name = "discord"

    def __init__(self, server: FakeDiscord) -> None:
        super().__init__(server)
        self.fake = server
        server.world.nonce_lifetime = timedelta()  # as if the next start came later than that

    async def say(self, text: str, author: str) -> None:
        self.said.append(await self.fake.say(text, author=self.fake.world.make_user(author)))

    async def edit(self, message: JSON, text: str) -> None:
        await self.fake.edit(message, text)

    def forbid_deleting(self) -> None:
        self.fake.world.set_bot_permissions(manage_messages=False)

    async def allow_deleting(self) -> None:
        world = self.fake.world
        world.set_bot_permissions(manage_messages=True)
        role = {"guild_id": world.guild, "role": world.bot_role}
        await self.fake.gateway.dispatch("GUILD_ROLE_UPDATE", role)

    async def wait_until_connected(self) -> None:
        await self.fake.gateway.wait_until_connected()

    def environment(self) -> dict[str, str]:
        return {"DISCORD_TOKEN": TOKEN}

    def count_alerts(self) -> Counter[str]:
        shown = self.fake.shown(self.fake.world.moderators)
        titles = (embed.get("title", "") for message in shown for embed in message["embeds"])
        return Counter(title.partition(":")[0] for title in titles if title.startswith("Case "))

    def count_told(self, message: JSON) -> int:
        author = message["author"]["id"]
        direct = [
            channel
            for channel in self.fake.world.channels.values()
            if channel["type"] == DM and channel["recipients"][0]["id"] == author
        ]
        return sum(len(self.fake.shown(channel["id"])) for channel in direct)

    def count_done(self, message: JSON, action: Action) -> int:
        author = message["author"]["id"]
        if action is Action.DELETE:
            return int(message["id"] not in self.fake.world.messages[message["channel_id"]])
        if action is Action.TIMEOUT:
            ends = {
                request.body["communication_disabled_until"]
                for request in self.fake.requests("PATCH", "/guilds/{guild}/members/{user}")
                if request.ids["user"] == author
            }
            return len(ends)
        return sum(entry[:2] == ("kick", author) for entry in self.fake.world.audit_log)

    @property
    def port(self) -> int:
        return self.fake.port

    @property
    def community(self) -> str:
        return self.fake.world.guild

    @property
    def alert_channel(self) -> str:
        return self.fake.world.moderators


class SlackClub(Club):
    name = "slack"

    def __init__(self, server: FakeSlack) -> None:
        super().__init__(server)
        self.fake = server
        self.room = server.world.add_channel("tea")

    async def say(self, text: str, author: str) -> None:
        user = self.fake.world.add_user(author)
        self.fake.world.members[self.room].add(user["id"])
        self.said.append(await self.fake.say(text, by=user, channel=self.room))

    async def edit(self, message: JSON, text: str) -> None:
        await self.fake.edit(message, text)

    def forbid_deleting(self) -> None:
        self.fake.api.refuse("chat.delete", "cant_delete_message")

    async def allow_deleting(self) -> None:
        del self.fake.api.refusals["chat.delete"]

    async def wait_until_connected(self) -> None:
        await self.fake.socket_mode.wait_until_connected()

    def environment(self) -> dict[str, str]:
        return {BOT: BOT_TOKEN, APP: APP_TOKEN, USER: USER_TOKEN}

    def count_alerts(self) -> Counter[str]:
        shown = self.fake.shown(self.fake.world.moderators)
        ids = (
            block.get("block_id", "") for message in shown for block in message.get("blocks", ())
        )
        return Counter(each.removesuffix("-head") for each in ids if each.endswith("-head"))

    def count_told(self, message: JSON) -> int:
        direct = self.fake.world.open_direct(message["user"])
        shown = self.fake.calls("chat.postEphemeral", user=message["user"])
        return len(self.fake.shown(direct)) + len(shown) + self._count_doubt(message)

    def count_done(self, message: JSON, action: Action) -> int:
        if action is Action.DELETE:
            return int(message["ts"] not in self.fake.world.messages[self.room])
        return int(message["user"] not in self.fake.world.members[self.room])

    def _count_doubt(self, message: JSON) -> int:
        """Count a warning as told of which the case says that nobody knows whether it arrived."""
        if self.fake.calls("chat.postEphemeral", user=message["user"]):
            return 0
        shown = self.fake.shown(self.fake.world.moderators)
        return sum(
            "cannot tell whether it arrived" in str(each) and message["user"] in str(each)
            for each in shown
        )

    @property
    def port(self) -> int:
        return self.fake.port

    @property
    def community(self) -> str:
        return self.fake.world.team

    @property
    def alert_channel(self) -> str:
        return self.fake.world.moderators


@asynccontextmanager
async def open_club(platform: str) -> AsyncIterator[Club]:
    """Open a fake platform."""
    if platform == "discord":
        async with FakeDiscord() as discord:
            yield DiscordClub(discord)
    else:
        async with FakeSlack() as slack:
            yield SlackClub(slack)
