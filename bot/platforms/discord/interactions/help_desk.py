"""Answers to direct messages: a member who writes to the bot is told what it is, and how to report and appeal."""

import asyncio

import discord
import structlog

from bot.config.catalogs import Catalogs, read_catalogs
from bot.domain.actions import Action
from bot.domain.message import Author
from bot.domain.phrases import Catalog
from bot.interactions.answer_language import say_answer
from bot.interactions.replies import expect_answer
from bot.interactions.requests import AskForHelp, Request
from bot.platforms.discord.inbound.converter import NAME
from bot.platforms.discord.inbound.text_extractor import USER_MESSAGE_TYPES
from bot.platforms.discord.outbound.embeds import build_answer_embed
from bot.platforms.discord.outbound.errors import attempt
from bot.platforms.shared.once_a_while import OnceAWhile
from bot.runtime.platform_port import OnRequest

log: structlog.stdlib.BoundLogger = structlog.get_logger(__name__)


class HelpDesk:
    """Answerer of direct messages, once a person in a while; what they say is neither kept nor scored."""

    def __init__(self, client: discord.Client, *, catalogs: Catalogs | None = None) -> None:
        self._client = client
        self._catalogs = read_catalogs() if catalogs is None else catalogs
        self._listener: asyncio.Future[OnRequest] = asyncio.get_running_loop().create_future()
        self._limit = OnceAWhile()

    def listen(self, on_request: OnRequest) -> None:
        """Set the listener that answers from now on."""
        self._listener.set_result(on_request)

    async def answer(self, source: discord.Message) -> None:
        """Answer a direct message of a person."""
        person = source.author
        if person.bot or source.type not in USER_MESSAGE_TYPES:
            return
        if not self._limit.take_turn(str(person.id)):
            return
        on_request = await self._listener
        by = Author(str(person.id), person.display_name)
        answered = expect_answer(await on_request(Request(NAME, "", (), by, AskForHelp())))
        answer = say_answer(answered, self._find_catalog(person))
        sending = source.channel.send(
            embed=build_answer_embed(answer), allowed_mentions=discord.AllowedMentions.none()
        )
        outcome = await attempt(sending, Action.FLAG, permission="send_messages")
        if not outcome.is_in_force:
            log.info("no help was sent", reason=outcome.reason)

    def _find_catalog(self, person: discord.User | discord.Member) -> Catalog:
        """Return the catalogue of the servers' language; that of English where they differ.

        A direct message does not say in which language its author reads Discord.
        """
        guilds = person.mutual_guilds or self._client.guilds
        locales = {str(guild.preferred_locale) for guild in guilds}
        return self._catalogs.choose(locales.pop() if len(locales) == 1 else None)
