"""Answers to direct messages: a member who writes to the bot is told what it is, and how to report and appeal."""

import asyncio
from typing import Any

import structlog

from bot.domain.actions import Action
from bot.domain.message import Author, scope_chain
from bot.interactions.answer_language import say_answer
from bot.interactions.replies import expect_answer
from bot.interactions.requests import AskForHelp, Request
from bot.platforms.shared.once_a_while import OnceAWhile
from bot.platforms.slack.connection.locales import Locales
from bot.platforms.slack.connection.outcomes import attempt
from bot.platforms.slack.connection.workspaces import Workspace
from bot.platforms.slack.inbound.converter import NAME, is_direct_channel
from bot.platforms.slack.inbound.json_fields import get_text
from bot.platforms.slack.outbound.reply_blocks import answer_title, build_answer_blocks
from bot.runtime.platform_port import OnRequest

log: structlog.stdlib.BoundLogger = structlog.get_logger(__name__)


class HelpDesk:
    """Answerer of direct messages, once a person in a while; what they say is moderated as before."""

    def __init__(self, locales: Locales) -> None:
        self._locales = locales
        self._listener: asyncio.Future[OnRequest] = asyncio.get_running_loop().create_future()
        self._limit = OnceAWhile()

    def listen(self, on_request: OnRequest) -> None:
        """Set the listener that answers from now on."""
        self._listener.set_result(on_request)

    async def answer(self, workspace: Workspace, event: dict[str, Any]) -> None:
        """Answer a message to the bot alone; anything else is passed over."""
        channel, user = get_text(event, "channel"), get_text(event, "user")
        is_of_person = bool(user) and not event.get("bot_id") and not event.get("subtype")
        if not is_direct_channel(channel) or not is_of_person or user == workspace.bot_user_id:
            return
        if not self._limit.take_turn(f"{workspace.id} {user}"):
            return
        scopes = scope_chain(workspace.id, "")
        request = Request(NAME, workspace.id, scopes, Author(user, user), AskForHelp())
        answered = expect_answer(await (await self._listener)(request))
        answer = say_answer(answered, await self._locales.choose(workspace, user))
        sending = workspace.web.chat_postMessage(
            channel=channel,
            thread_ts=get_text(event, "thread_ts") or None,
            text=answer_title(answer),
            blocks=build_answer_blocks(answer),
            unfurl_links=False,
            unfurl_media=False,
        )
        outcome = await attempt(sending, Action.FLAG)
        if not outcome.is_in_force:
            log.info("no help was sent", reason=outcome.reason)
