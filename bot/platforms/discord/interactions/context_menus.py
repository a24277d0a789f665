"""The entries under "Apps" on every message of Discord's."""

import discord
from discord import app_commands

from bot.interactions.command_specs import CHECK_MENU, REPORT_MENU
from bot.interactions.requests import Check
from bot.platforms.discord.inbound.text_extractor import extract_texts
from bot.platforms.discord.interactions.handler import InteractionHandler
from bot.platforms.discord.interactions.report_form import ReportForm
from bot.platforms.shared.scored_texts import group_texts


def make_context_menus(handler: InteractionHandler) -> list[app_commands.ContextMenu]:
    """Make "Check toxicity", for who may manage messages, and "Report to moderators", for everyone."""

    async def check(interaction: discord.Interaction, message: discord.Message) -> None:
        text, *more_texts = group_texts(extract_texts(message))
        await handler.handle(interaction, Check(text, tuple(more_texts)))

    async def report(interaction: discord.Interaction, message: discord.Message) -> None:
        catalog = handler.find_catalog(interaction)
        await interaction.response.send_modal(ReportForm(handler, message, catalog))

    checking = app_commands.ContextMenu(name=CHECK_MENU, callback=check)
    checking.default_permissions = discord.Permissions(manage_messages=True)
    reporting = app_commands.ContextMenu(name=REPORT_MENU, callback=report)
    for menu in (checking, reporting):
        menu.guild_only = True
    return [checking, reporting]
