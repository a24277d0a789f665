"""Gateway events of what becomes of messages and people, as fates."""

import discord

from bot.domain.fate import AuthorFate, AuthorGone, MessagesGone
from bot.runtime.fates import Fates


class FateGateway(discord.AutoShardedClient):
    """discord.py's client, which notes these events in `fates`; raw, as no message is cached."""

    fates: Fates

    async def on_raw_message_delete(self, event: discord.RawMessageDeleteEvent) -> None:
        """Note a deleted message."""
        self._note_deleted(event.guild_id, event.channel_id, [event.message_id])

    async def on_raw_bulk_message_delete(self, event: discord.RawBulkMessageDeleteEvent) -> None:
        """Note messages that were deleted at once, as a ban with history does."""
        self._note_deleted(event.guild_id, event.channel_id, sorted(event.message_ids))

    async def on_member_ban(self, guild: discord.Guild, user: discord.User) -> None:
        """Note a ban by whomever."""
        self.fates.note(AuthorGone(str(guild.id), str(user.id), AuthorFate.BANNED))

    async def on_member_unban(self, guild: discord.Guild, user: discord.User) -> None:
        """Note that a ban was lifted."""
        self.fates.note(AuthorGone(str(guild.id), str(user.id), AuthorFate.BACK))

    def _note_deleted(self, guild: int | None, channel: int, messages: list[int]) -> None:
        if guild is None:
            return
        found = self.get_channel(channel)
        place = found.parent_id if isinstance(found, discord.Thread) else channel
        self.fates.note(MessagesGone(str(guild), str(place), tuple(map(str, messages))))
