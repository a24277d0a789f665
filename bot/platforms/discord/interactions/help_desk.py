"""Answers to direct messages: a member who writes to the bot is told what it is, and how to report and appeal."""

import asyncio

import discord
import structlog

from bot.domain.actions import Action
from bot.domain.message import Author
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

    def __init__(self) -> None:
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
        answer = expect_answer(await on_request(Request(NAME, "", (), by, AskForHelp())))
        sending = source.channel.send(
            embed=build_answer_embed(answer), allowed_mentions=discord.AllowedMentions.none()
        )
        outcome = await attempt(sending, Action.FLAG, permission="send_messages")
        if not outcome.is_in_force:
            log.info("no help was sent", reason=outcome.reason)
