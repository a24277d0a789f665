"""The form of a member report on Discord, which asks for a reason, and sends the report."""

from contextlib import suppress

import discord

from bot.domain.phrases import Catalog, say
from bot.interactions.command_specs import REPORT_MENU, REPORT_QUESTION
from bot.interactions.requests import MAX_COMPLAINT_LENGTH, ReportMessage
from bot.platforms.discord.inbound.converter import convert_message
from bot.platforms.discord.inbound.text_extractor import extract_texts
from bot.platforms.discord.interactions.handler import InteractionHandler
from bot.platforms.shared.scored_texts import group_texts


class ReportForm(discord.ui.Modal):
    """The form on a message; Discord keeps none that comes back after 15 minutes."""

    def __init__(
        self, handler: InteractionHandler, message: discord.Message, catalog: Catalog
    ) -> None:
        super().__init__(title=say(REPORT_MENU, catalog), timeout=15 * 60)
        self._handler = handler
        self._message = message
        self._why: discord.ui.TextInput[ReportForm] = discord.ui.TextInput(
            label=say(REPORT_QUESTION, catalog),
            style=discord.TextStyle.paragraph,
            max_length=MAX_COMPLAINT_LENGTH,
            required=False,
        )
        self.add_item(self._why)

    async def on_submit(self, interaction: discord.Interaction) -> None:
        """Report the message, as it was when the form was opened."""
        await self._handler.defer(interaction)
        message, guild = self._message, interaction.guild
        if guild and not message.webhook_id and not isinstance(message.author, discord.Member):
            # A menu says who wrote a message, and not with which roles.
            with suppress(discord.NotFound):
                message.author = await guild.fetch_member(message.author.id)
        if reported := convert_message(message, group_texts(extract_texts(message))):
            await self._handler.answer(interaction, ReportMessage(reported, self._why.value))
