"""Resets of names on Discord: what is done in place of a deletion where the text is no message."""

from collections.abc import Awaitable, Callable, Mapping

import discord

from bot.domain.actions import Action, Enforcement, Outcome, OutcomeResult
from bot.domain.naming import Naming
from bot.domain.surfaces import SurfaceRules
from bot.platforms.discord.neutral_names import NEUTRAL_CHANNEL, NEUTRAL_NAME
from bot.platforms.discord.outbound.errors import ask, attempt
from bot.platforms.discord.outbound.refusals import COVERED_NAME, EVENT_STAYS
from bot.platforms.discord.outbound.sanctions import MAX_REASON_LENGTH
from bot.platforms.discord.permissions import delete_permission


class NameResetter:
    """Resetter of names, topics, statuses, reactions and events, as far as `rules` let the policy."""

    def __init__(self, client: discord.Client, rules: SurfaceRules) -> None:
        self._client = client
        self.rules = rules
        self._resets: Mapping[
            Naming, Callable[[Enforcement, int, str], Awaitable[object | Outcome]]
        ] = {
            Naming.THREAD: self._rename_thread,
            Naming.NICKNAME: self._take_nickname,
            Naming.PROFILE: self._cover_name,
            Naming.CHANNEL: self._rename_channel,
            Naming.TOPIC: self._clear_topic,
            Naming.EVENT: self._cancel_event,
            Naming.REACTION: self._remove_reactions,
            Naming.VOICE_STATUS: self._clear_status,
        }

    async def reset(self, enforcement: Enforcement, naming: Naming, number: int) -> Outcome:
        """Take away what somebody named; a neutral name stands in its place where there must be one."""
        reason = enforcement.audit_reason[:MAX_REASON_LENGTH]
        call = self._resets[naming](enforcement, number, reason)
        answer = await ask(call, Action.DELETE, permission=delete_permission(naming))
        return answer if isinstance(answer, Outcome) else Outcome.done(Action.DELETE)

    def _rename_thread(
        self, _enforcement: Enforcement, thread: int, reason: str
    ) -> Awaitable[object]:
        return self._client.http.edit_channel(thread, name=NEUTRAL_NAME, reason=reason)

    def _rename_channel(
        self, _enforcement: Enforcement, channel: int, reason: str
    ) -> Awaitable[object]:
        return self._client.http.edit_channel(channel, name=NEUTRAL_CHANNEL, reason=reason)

    def _clear_topic(
        self, _enforcement: Enforcement, channel: int, reason: str
    ) -> Awaitable[object]:
        return self._client.http.edit_channel(channel, topic="", reason=reason)

    def _clear_status(
        self, _enforcement: Enforcement, channel: int, reason: str
    ) -> Awaitable[object]:
        return self._client.http.edit_voice_channel_status(None, channel_id=channel, reason=reason)

    def _take_nickname(
        self, enforcement: Enforcement, member: int, reason: str
    ) -> Awaitable[object]:
        guild = int(enforcement.message.community)
        return self._client.http.edit_member(guild, member, nick=None, reason=reason)

    async def _cover_name(
        self, enforcement: Enforcement, member: int, reason: str
    ) -> object | Outcome:
        """Cover the name of an account by a nickname, unless another one does already."""
        guild = int(enforcement.message.community)
        shown = await self._client.http.get_member(guild, member)
        if shown.get("nick"):
            return COVERED_NAME
        return await self._client.http.edit_member(guild, member, nick=NEUTRAL_NAME, reason=reason)

    async def _cancel_event(
        self, enforcement: Enforcement, event: int, reason: str
    ) -> object | Outcome:
        if enforcement.by is None and not self.rules.cancel_events:
            return EVENT_STAYS
        guild = int(enforcement.message.community)
        await self._client.http.delete_scheduled_event(guild, event, reason=reason)
        return None

    async def _remove_reactions(
        self, enforcement: Enforcement, message: int, _reason: str
    ) -> object | Outcome:
        """Remove all reactions of a member from a message."""
        said = enforcement.message
        channel, member = int(said.thread or said.channel), int(said.author.id)
        shown = await self._client.http.get_message(channel, message)
        for reaction in shown.get("reactions", []):
            emoji = reaction["emoji"]
            name = f"{emoji['name']}:{emoji['id']}" if emoji.get("id") else str(emoji["name"])
            removing = self._client.http.remove_reaction(channel, message, name, member)
            permission = delete_permission(Naming.REACTION)
            removed = await attempt(removing, Action.DELETE, permission=permission)
            if removed.result not in (OutcomeResult.DONE, OutcomeResult.GONE):
                return removed
        return None
