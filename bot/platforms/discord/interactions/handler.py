"""From what people press and type to requests, and from replies to what they see."""

import asyncio
import io
from collections.abc import Mapping
from dataclasses import replace
from typing import cast

import discord

from bot.domain.buttons import Button, parse_custom_id
from bot.domain.message import scope_chain
from bot.interactions.command_specs import FORM_QUESTIONS, make_decision
from bot.interactions.replies import Choice, Refusal, Reply, Response
from bot.interactions.requests import (
    MAX_REASON_LENGTH,
    Autocomplete,
    CanDecide,
    Command,
    Decide,
    Request,
)
from bot.platforms.discord.inbound.converter import NAME, locate, make_author
from bot.platforms.discord.interactions.autocomplete import filter_choices
from bot.platforms.discord.outbound.alert_updates import AlertUpdater
from bot.platforms.discord.outbound.embeds import build_buttons, build_reply_embed
from bot.runtime.platform_port import OnRequest


class InteractionHandler:
    """Carries requests to whoever listens; those that come earlier wait, as Discord lets them."""

    def __init__(self, redrawing: AlertUpdater) -> None:
        self._listener: asyncio.Future[OnRequest] = asyncio.get_running_loop().create_future()
        self._redrawing = redrawing

    def listen(self, on_request: OnRequest) -> None:
        """From now on, requests are answered."""
        self._listener.set_result(on_request)

    async def handle(self, interaction: discord.Interaction, ask: Command | Refusal) -> None:
        """Ask for the person behind an interaction, and show the answer to them alone."""
        await self.defer(interaction)
        await self.answer(interaction, ask)

    async def defer(self, interaction: discord.Interaction) -> None:
        """Discord waits three seconds for an answer; for one that is announced, 15 minutes."""
        await interaction.response.defer(ephemeral=True, thinking=True)

    async def answer(self, interaction: discord.Interaction, ask: Command | Refusal) -> None:
        """Give the answer that was announced. What is no ask is its own answer."""
        response: Response
        if isinstance(ask, Refusal):
            response = ask
        else:
            response = await self._request(interaction, ask)
        await _show(interaction, response)
        if response.alert:
            await self._redrawing.update(response.alert, interaction.message)

    async def autocomplete(self, interaction: discord.Interaction, typed: str) -> list[Choice]:
        """What may be meant by what is typed so far; nothing for who may not ask."""
        verb = interaction.command.name if interaction.command else ""
        response = await self._request(interaction, Autocomplete(verb, typed))
        if isinstance(response, Refusal):
            return []
        return filter_choices(response.choices, typed, interaction.guild)

    async def handle_component(self, interaction: discord.Interaction) -> None:
        """A button was pressed: one of ours, or somebody else's."""
        pressed = cast("Mapping[str, object]", interaction.data or {})
        named = parse_custom_id(str(pressed.get("custom_id", "")))
        if named is None:
            return
        button, case = named
        if button in FORM_QUESTIONS:
            await self._ask_why(interaction, button, case)
        else:
            await self.handle(interaction, Decide(button, case))

    async def _ask_why(self, interaction: discord.Interaction, button: Button, case: int) -> None:
        """Open a form, for who may send it."""
        if button is not Button.APPEAL:
            response = await self._request(interaction, CanDecide(button, case))
            if isinstance(response, Refusal):
                await self.handle(interaction, response)
                return
        await interaction.response.send_modal(ReasonForm(self, button, case))

    async def _request(self, interaction: discord.Interaction, ask: Command) -> Response:
        on_request = await self._listener
        return await on_request(_make_request(interaction, ask))


class ReasonForm(discord.ui.Modal):
    """Asks whoever pressed a button for what they have to say."""

    def __init__(self, asking: InteractionHandler, button: Button, case: int) -> None:
        super().__init__(title=button.caption, timeout=15 * 60)
        self._asking = asking
        self._button = button
        self._case = case
        self._why: discord.ui.TextInput[ReasonForm] = discord.ui.TextInput(
            label=FORM_QUESTIONS[button],
            style=discord.TextStyle.paragraph,
            max_length=MAX_REASON_LENGTH,
            required=False,
        )
        self.add_item(self._why)

    async def on_submit(self, interaction: discord.Interaction) -> None:
        """Ask for what the button says."""
        await self._asking.handle(
            interaction, make_decision(self._button, self._case, self._why.value)
        )


def _make_request(interaction: discord.Interaction, ask: Command) -> Request:
    community, place = str(interaction.guild_id or ""), locate(interaction.channel)
    places = scope_chain(**place) if place else scope_chain(community, "")
    rights = interaction.permissions  # none in a direct message
    by = make_author(interaction.user, interaction.channel)
    by = replace(by, is_moderator=rights.manage_messages or rights.moderate_members)
    return Request(NAME, community, places, by, ask)


async def _show(interaction: discord.Interaction, response: Response) -> None:
    card, files = build_reply_embed(response), []
    view = build_buttons((), None)
    if isinstance(response, Reply):
        view = build_buttons(response.buttons, response.case)
        files = [discord.File(io.BytesIO(file.content), file.name) for file in response.files]
        pictures = [file.name for file in response.files if file.kind.startswith("image/")]
        if pictures:
            card.set_image(url=f"attachment://{pictures[0]}")
    await interaction.edit_original_response(
        embed=card,
        view=view,
        attachments=files,
        allowed_mentions=discord.AllowedMentions.none(),
    )
