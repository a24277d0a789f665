"""The interaction handler of Discord: interactions to requests, and responses to what people see."""

import asyncio
from collections.abc import Mapping
from dataclasses import replace
from typing import cast

import discord
import structlog
from discord import app_commands

from bot.config.catalogs import Catalogs, read_catalogs
from bot.domain.buttons import Button, parse_custom_id, parse_line_id
from bot.domain.gathered_cases import parse_gathered_id
from bot.domain.message import scope_chain
from bot.domain.phrases import Catalog, Phrase, say
from bot.interactions.answer_language import say_answer
from bot.interactions.command_parser import parse_line
from bot.interactions.command_specs import FORM_QUESTIONS, make_decision
from bot.interactions.replies import (
    Answer,
    Choices,
    Refusal,
    Response,
    expect_answer,
    updated_alert,
)
from bot.interactions.requests import (
    MAX_REASON_LENGTH,
    Autocomplete,
    CanDecide,
    Command,
    Decide,
    DecideAll,
    Request,
)
from bot.platforms.discord.inbound.authorship import make_author
from bot.platforms.discord.inbound.converter import NAME, resolve_location
from bot.platforms.discord.interactions.authority import find_authority
from bot.platforms.discord.interactions.autocomplete import filter_choices
from bot.platforms.discord.outbound.alert_updates import AlertUpdater
from bot.platforms.discord.outbound.buttons import build_answer_buttons
from bot.platforms.discord.outbound.embeds import build_answer_embed
from bot.platforms.discord.outbound.files import make_files
from bot.runtime.platform_port import OnRequest

log: structlog.stdlib.BoundLogger = structlog.get_logger(__name__)

_EXPIRED = frozenset({10015, 50027})
"""Discord's codes for an interaction that takes no answer any more: after 15 minutes."""


class InteractionHandler:
    """The link from interactions to a listener; those that come before it wait, as Discord lets them."""

    def __init__(self, alert_updater: AlertUpdater, *, catalogs: Catalogs | None = None) -> None:
        self._listener: asyncio.Future[OnRequest] = asyncio.get_running_loop().create_future()
        self._alert_updater = alert_updater
        self._catalogs = read_catalogs() if catalogs is None else catalogs

    def listen(self, on_request: OnRequest) -> None:
        """Set the listener that answers requests from now on."""
        self._listener.set_result(on_request)

    async def handle(self, interaction: discord.Interaction, command: Command | Refusal) -> None:
        """Defer an interaction, then answer it; one that Discord no longer waits for is not carried out."""
        try:
            await self.defer(interaction)
        except discord.NotFound:
            log.warning("a press or command came too late", interaction=interaction.id)
            return
        await self.answer(interaction, command)

    async def defer(self, interaction: discord.Interaction) -> None:
        """Defer an answer: Discord waits three seconds for one, and 15 minutes for a deferred one."""
        await interaction.response.defer(ephemeral=True, thinking=True)

    async def answer(self, interaction: discord.Interaction, command: Command | Refusal) -> None:
        """Answer a deferred interaction for its person alone. A `Refusal` by a parser is shown as it is."""
        answer: Answer
        if isinstance(command, Refusal):
            answer = command
        else:
            answer = expect_answer(await self._request(interaction, command))
        try:
            await _show(interaction, say_answer(answer, self.find_catalog(interaction)))
        except discord.HTTPException as error:
            if error.code not in _EXPIRED:
                raise
            log.warning("an answer came too late", interaction=interaction.id)
        if alert := updated_alert(answer):
            await self._alert_updater.update(alert, interaction.message)

    def find_catalog(self, interaction: discord.Interaction) -> Catalog:
        """Return the catalogue of the language in which a person reads Discord."""
        return self._catalogs.choose(str(interaction.locale))

    async def autocomplete(
        self, interaction: discord.Interaction, option: str, typed: str
    ) -> list[app_commands.Choice[str]]:
        """Return the choices of an option for what is typed so far; none for who may not ask."""
        command = interaction.command
        verb = command.qualified_name.partition(" ")[2] if command else ""
        response = await self._request(interaction, Autocomplete(verb, typed, option))
        choices = response.choices if isinstance(response, Choices) else ()
        return filter_choices(choices, typed, interaction.guild)

    async def handle_component(self, interaction: discord.Interaction) -> None:
        """Carry out the press of a button, if it is one of the bot's."""
        pressed = cast("Mapping[str, object]", interaction.data or {})
        custom_id = str(pressed.get("custom_id", ""))
        if gathered := parse_gathered_id(custom_id):
            await self.handle(interaction, DecideAll(*gathered))
            return
        if line := parse_line_id(custom_id):
            await self.handle(interaction, parse_line(line))
            return
        parsed = parse_custom_id(custom_id)
        if parsed is None:
            return
        button, case = parsed
        if button in FORM_QUESTIONS:
            await self._ask_why(interaction, button, case)
        else:
            await self.handle(interaction, Decide(button, case))

    async def _ask_why(self, interaction: discord.Interaction, button: Button, case: int) -> None:
        """Open the form for a reason, if the person may send it."""
        if button is not Button.APPEAL:
            response = await self._request(interaction, CanDecide(button, case))
            if isinstance(response, Refusal):
                await self.handle(interaction, response)
                return
        catalog = self.find_catalog(interaction) if button is Button.APPEAL else {}
        await interaction.response.send_modal(ReasonForm(self, button, case, catalog))

    async def _request(self, interaction: discord.Interaction, command: Command) -> Response:
        on_request = await self._listener
        return await on_request(_make_request(interaction, command))


class ReasonForm(discord.ui.Modal):
    """The form that asks whoever pressed a button for a reason."""

    def __init__(
        self, handler: InteractionHandler, button: Button, case: int, catalog: Catalog
    ) -> None:
        super().__init__(title=say(Phrase(button.caption), catalog), timeout=15 * 60)
        self._handler = handler
        self._button = button
        self._case = case
        self._why: discord.ui.TextInput[ReasonForm] = discord.ui.TextInput(
            label=say(FORM_QUESTIONS[button], catalog),
            style=discord.TextStyle.paragraph,
            max_length=MAX_REASON_LENGTH,
            required=False,
        )
        self.add_item(self._why)

    async def on_submit(self, interaction: discord.Interaction) -> None:
        """Carry out what the button says, with the reason."""
        await self._handler.handle(
            interaction, make_decision(self._button, self._case, self._why.value)
        )


def _make_request(interaction: discord.Interaction, command: Command) -> Request:
    community, location = str(interaction.guild_id or ""), resolve_location(interaction.channel)
    scopes = scope_chain(**location) if location else scope_chain(community, "")
    rights = interaction.permissions  # none in a direct message
    by = make_author(interaction.user, interaction.channel)
    by = replace(by, is_moderator=rights.manage_messages or rights.moderate_members)
    return Request(NAME, community, scopes, by, command, find_authority(interaction))


async def _show(interaction: discord.Interaction, answer: Answer) -> None:
    await interaction.edit_original_response(
        embed=build_answer_embed(answer),
        view=build_answer_buttons(answer),
        attachments=make_files(answer),
        allowed_mentions=discord.AllowedMentions.none(),
    )
