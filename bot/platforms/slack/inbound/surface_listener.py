"""Surface listener: reads names, topics, purposes, statuses and reactions, and submits them to the pipeline."""

import re
from collections.abc import Awaitable, Callable
from datetime import UTC, datetime
from typing import Any

import structlog
from cachetools import LRUCache
from slack_bolt.async_app import AsyncApp
from slack_bolt.context.async_context import AsyncBoltContext

from bot.domain.message import Author, Message
from bot.domain.naming import UNKNOWN_AUTHOR, Naming
from bot.domain.surfaces import SurfaceRules
from bot.platforms.shared.reaction_words import ReactionWords
from bot.platforms.slack.connection.api_errors import CALL_ERRORS, error_name
from bot.platforms.slack.connection.workspaces import Workspace, Workspaces
from bot.platforms.slack.inbound.converter import is_direct_channel
from bot.platforms.slack.inbound.json_fields import JSON, get_object, get_text, get_ts
from bot.platforms.slack.inbound.message_kinds import NAME_SUBTYPES
from bot.platforms.slack.inbound.name_converter import (
    convert_channel_name,
    convert_profile,
    convert_reactions,
)
from bot.platforms.slack.inbound.users import Users

log: structlog.stdlib.BoundLogger = structlog.get_logger(__name__)

_MAX_NAMES = 40_000
"""Names and statuses that are remembered, so that each is submitted once."""

_LETTER = re.compile(r"(?:alphabet[-_](?:white|yellow)|letter|scrabble)[-_]([a-z])")
"""Matches the names of letters that workspaces have as custom emoji: "alphabet-white-a"."""


class SurfaceListener:
    """Handler of what is written outside of messages, as far as `rules` have it read.

    `submit` takes a message once there is room for it; `is_exempt` is asked of each channel.
    """

    def __init__(
        self,
        workspaces: Workspaces,
        users: Users,
        *,
        rules: SurfaceRules,
        submit: Callable[[Message], Awaitable[None]],
        is_exempt: Callable[[Workspace, str], Awaitable[bool]],
    ) -> None:
        self._workspaces = workspaces
        self._users = users
        self._rules = rules
        self._submit = submit
        self._is_exempt = is_exempt
        self._names: LRUCache[tuple[str, str, Naming], str] = LRUCache(_MAX_NAMES)
        self._reactions = ReactionWords()
        users.observe(self._on_person)

    def configure(self, rules: SurfaceRules) -> None:
        """Follow other rules from now on; reactions come only if they were asked for at the start."""
        self._rules = rules

    def register(self, app: AsyncApp) -> None:
        """Register the listener for reactions, which take a scope of their own, if the policy asks for them."""
        if self._rules.reactions:
            app.event("reaction_added")(self._on_reaction)

    async def on_author(self, workspace: Workspace, channel: str, user: str) -> None:
        """Submit the names and the status of somebody who writes, when they are first seen."""
        if user and not is_direct_channel(channel):
            author = await self._users.find(workspace, user)
            await self._submit_profile(workspace, author, channel)

    async def on_named(self, workspace: Workspace, channel: str, raw: JSON) -> None:
        """Submit the name, topic or purpose of a channel that Slack's message is about."""
        naming, key = NAME_SUBTYPES[get_text(raw, "subtype")]
        text, user = get_text(raw, key), get_text(raw, "user")
        if not self._rules.channels or not text or user == workspace.bot_user_id:
            return
        author = await self._users.find(workspace, user) if user else UNKNOWN_AUTHOR
        message = convert_channel_name(
            workspace, channel, raw["ts"], naming=naming, text=text, author=author
        )
        await self._submit(message)

    async def on_channel_event(self, workspace: Workspace, event: JSON) -> None:
        """Submit the name of a channel that was created, or renamed where the bot is not.

        Where it is, Slack's message in the channel says who renamed it, which the event does not.
        """
        channel = get_object(event, "channel")
        number, name = get_text(channel, "id"), get_text(channel, "name")
        ts = get_ts(event, "event_ts")
        if not (self._rules.channels and number and name and ts):
            return
        is_new = event.get("type") == "channel_created"
        if not is_new and await _is_member(workspace, number):
            return
        creator = get_text(channel, "creator") if is_new else ""
        author = await self._users.find(workspace, creator) if creator else UNKNOWN_AUTHOR
        if creator == workspace.bot_user_id or await self._is_exempt(workspace, number):
            return
        await self._submit(
            convert_channel_name(
                workspace, number, ts, naming=Naming.CHANNEL, text=name, author=author
            )
        )

    async def _on_person(self, workspace: Workspace, author: Author) -> None:
        """Submit what somebody has changed in their profile."""
        await self._submit_profile(workspace, author, "")

    async def _submit_profile(self, workspace: Workspace, author: Author, channel: str) -> None:
        if not self._rules.profiles or author.is_bot:
            return
        for naming, text in self._users.profile_of(workspace, author.id).items():
            key = (workspace.id, author.id, naming)
            if self._names.get(key, "") == text:
                continue
            self._names[key] = text
            if text:
                message = convert_profile(
                    workspace, naming, text, author=author, channel=channel, at=datetime.now(UTC)
                )
                await self._submit(message)

    async def _on_reaction(self, event: dict[str, Any], context: AsyncBoltContext) -> None:
        """Submit what somebody has said by reactions to a message."""
        workspace = self._workspaces.resolve(context.team_id or "")
        item, user, name = (
            get_object(event, "item"),
            get_text(event, "user"),
            get_text(event, "reaction").partition("::")[0],
        )
        channel, ts = get_text(item, "channel"), get_ts(item, "ts")
        if not (self._rules.reactions and channel and ts and name) or user == workspace.bot_user_id:
            return
        letter = _LETTER.fullmatch(name)
        said = self._reactions.add(
            (workspace.id, channel, ts),
            user,
            letter[1] if letter else f":{name}:",
            is_letter=letter is not None,
            now=datetime.now(UTC),
        )
        if said is None or await self._is_exempt(workspace, channel):
            return
        author = await self._users.find(workspace, user)
        await self._submit(
            convert_reactions(
                workspace,
                item,
                said.text,
                author=author,
                sent_at=said.begun_at,
                edited_at=said.edited_at,
            )
        )


async def _is_member(workspace: Workspace, channel: str) -> bool:
    """Return whether the bot is in a channel; False where Slack does not say."""
    try:
        shown = await workspace.web.conversations_info(channel=channel)
    except CALL_ERRORS as error:
        log.warning("a channel is not known", channel=channel, error=error_name(error))
        return False
    return bool(shown["channel"].get("is_member"))
