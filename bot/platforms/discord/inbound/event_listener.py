"""From what Discord tells to messages of ours, handed to whoever listens."""

import asyncio
from collections import OrderedDict
from collections.abc import Callable
from datetime import UTC, datetime

import aiohttp
import discord

from bot.domain.message import Message
from bot.platforms.discord.inbound.attachments import read_files
from bot.platforms.discord.inbound.converter import (
    is_new_edit,
    make_author,
    make_messages,
    name_member,
    name_thread,
)
from bot.platforms.discord.inbound.intent_watch import IntentWatch
from bot.platforms.discord.inbound.text_extractor import WRITTEN, extract_attachments, extract_texts
from bot.platforms.shared.scored_texts import group_texts
from bot.runtime.async_scorer import Overflow
from bot.runtime.platform_port import OnMessage
from bot.runtime.result import PipelineResult

_REMEMBERED = 20_000
"""Members whose nickname is known to have been looked at."""


class EventListener:
    """Takes events; once `listen` was called, whoever listens gets the messages in them.

    What there is no room for is left to `miss`: a channel, and the id of the last message before it.
    """

    def __init__(
        self, client: discord.Client, *, miss: Callable[[int, int, Overflow], None]
    ) -> None:
        self._client = client
        self._miss = miss
        self._listener: asyncio.Future[OnMessage] = asyncio.get_running_loop().create_future()
        self._session = aiohttp.ClientSession()
        self._nicknames: OrderedDict[tuple[int, int], str] = OrderedDict()
        self._blanks = IntentWatch()

    def listen(self, on_message: OnMessage) -> None:
        """From now on, hand messages over; those that came earlier have waited."""
        self._listener.set_result(on_message)

    async def close(self) -> None:
        """Let go of what was opened."""
        await self._session.close()

    async def on_message(self, said: discord.Message) -> None:
        """A new message; what does not fit is read again later."""
        if not self._is_of_interest(said):
            return
        self._blanks.observe(said)
        for message in await self._read(said):
            answer = await self._hand_over(message)
            if isinstance(answer, Overflow):
                self._miss(said.channel.id, said.id - 1, answer)
                return
        await self._look_at_nickname(said)

    async def on_edit(self, said: discord.Message) -> None:
        """A message was changed, or Discord only says so."""
        if is_new_edit(said, datetime.now(UTC)):
            await self.replay(said)

    async def replay(self, said: discord.Message) -> None:
        """A message that is already being read again: wait until there is room."""
        if self._is_of_interest(said):
            for message in await self._read(said):
                await self._submit_when_room(message)

    async def on_thread(self, thread: discord.Thread, *, is_new: bool) -> None:
        """A thread or a post has got its name."""
        if thread.owner_id == self._own_id:
            return
        try:
            owner = await thread.guild.fetch_member(thread.owner_id)
        except discord.NotFound:
            return  # who has left is beyond acting on, and so is the name
        author = make_author(owner, thread.parent)
        named = name_thread(thread, author, at=None if is_new else datetime.now(UTC))
        if named:
            await self._submit_when_room(named)

    @property
    def _own_id(self) -> int | None:
        return self._client.user.id if self._client.user else None

    def _is_of_interest(self, said: discord.Message) -> bool:
        return said.guild is not None and said.type in WRITTEN and said.author.id != self._own_id

    async def _read(self, said: discord.Message) -> list[Message]:
        words = list(extract_texts(said))
        if attachments := extract_attachments(said):
            words += await read_files(self._session, attachments)
        return make_messages(said, group_texts(words))

    async def _look_at_nickname(self, said: discord.Message) -> None:
        """Judge the name somebody goes by when they are first heard under it."""
        named = name_member(said)
        if named is None:
            return
        key = (int(named.community), said.author.id)
        if self._nicknames.get(key) != named.text:
            self._nicknames[key] = named.text
            if len(self._nicknames) > _REMEMBERED:
                self._nicknames.popitem(last=False)
            await self._submit_when_room(named)

    async def _hand_over(self, message: Message) -> PipelineResult:
        return await (await self._listener)(message)

    async def _submit_when_room(self, message: Message) -> None:
        while isinstance(answer := await self._hand_over(message), Overflow):
            await answer.room()
