"""`/toxicity` and the menus of a message, as Discord shows them. What they do is the desk's to say."""

from collections.abc import Mapping
from contextlib import suppress
from typing import Literal, TypeAlias

import discord
from discord import app_commands
from discord.app_commands import AppCommandChannel, AppCommandThread

from bot.domain.message import AGE_RESTRICTED
from bot.interactions.command_parser import parse_options
from bot.interactions.command_specs import CHECK_MENU, COMMAND_SPECS, REPORT_MENU
from bot.interactions.requests import Check, ReportMessage
from bot.platforms.discord.inbound.converter import make_messages
from bot.platforms.discord.inbound.text_extractor import extract_texts
from bot.platforms.discord.interactions.handler import InteractionHandler
from bot.platforms.shared.scored_texts import group_texts

_LevelName: TypeAlias = app_commands.Range[str, 1, 8]
_LabelName: TypeAlias = Literal[
    "toxic", "severe_toxic", "obscene", "threat", "insult", "identity_hate"
]
_Place: TypeAlias = AppCommandChannel | AppCommandThread

_SUMMARIES = {
    command.verb: f"{command.summary[0].upper()}{command.summary[1:]}" for command in COMMAND_SPECS
}

_WHERE = "Only there: a channel, thread or category"
_AGE = "In all age-restricted channels instead"


class ToxicityCommands(
    app_commands.Group,
    name="toxicity",
    description="What Parley sees and does here",
    guild_only=True,
    default_permissions=discord.Permissions(manage_messages=True),
):
    """One verb a method; an owner may give each to other roles in Server Settings > Integrations."""

    def __init__(self, asking: InteractionHandler) -> None:
        super().__init__()
        self._asking = asking

    @app_commands.command(description=_SUMMARIES["check"])
    @app_commands.describe(text="The text")
    async def check(self, interaction: discord.Interaction, text: str) -> None:
        """Score a text."""
        await self._ask(interaction, "check", {"text": text})

    @app_commands.command(description=_SUMMARIES["user"])
    async def user(self, interaction: discord.Interaction, member: discord.User) -> None:
        """Look a member up."""
        await self._ask(interaction, "user", {"member": str(member.id)})

    @app_commands.command(description=_SUMMARIES["case"])
    async def case(
        self, interaction: discord.Interaction, number: app_commands.Range[int, 1, 10**9 - 1]
    ) -> None:
        """Look a case up."""
        await self._ask(interaction, "case", {"number": str(number)})

    @app_commands.command(description=_SUMMARIES["undo"])
    async def undo(
        self, interaction: discord.Interaction, number: app_commands.Range[int, 1, 10**9 - 1]
    ) -> None:
        """Undo a case."""
        await self._ask(interaction, "undo", {"number": str(number)})

    @app_commands.command(description=_SUMMARIES["report"])
    @app_commands.describe(days="How far back")
    async def report(self, interaction: discord.Interaction, days: Literal[7, 30, 90] = 7) -> None:
        """Make a report."""
        await self._ask(interaction, "report", {"days": str(days)})

    @app_commands.command(description=_SUMMARIES["threshold"])
    @app_commands.describe(
        label="A kind of harm",
        flag="Shown to moderators from: 0 to 1, model, off, or policy (as in the file)",
        act="Acted on from: 0 to 1, model, off, or policy (as in the file)",
        channel=_WHERE,
        age_restricted=_AGE,
    )
    async def threshold(  # noqa: PLR0917 - Discord's options come by name
        self,
        interaction: discord.Interaction,
        label: _LabelName,
        flag: _LevelName,
        act: _LevelName,
        channel: _Place | None = None,
        age_restricted: Literal["yes", "no"] = "no",
    ) -> None:
        """Set thresholds."""
        levels = {"label": label, "flag": flag, "act": act}
        await self._ask(interaction, "threshold", levels | _name(channel, age_restricted))

    @app_commands.command(description=_SUMMARIES["exempt"])
    @app_commands.describe(which="To remove it: one that is exempt now, also if it is deleted")
    async def exempt(  # noqa: PLR0917 - as above
        self,
        interaction: discord.Interaction,
        change: Literal["add", "remove"],
        role: discord.Role | None = None,
        channel: _Place | None = None,
        which: str | None = None,
    ) -> None:
        """Set an exemption; of a channel, if both are named."""
        kind, _, listed = (which or "role").partition(" ")
        if channel or role:
            kind = "channel" if channel else "role"
        chosen = channel or role
        named = str(chosen.id) if chosen else listed
        options = {"change": change, "kind": kind} | ({"id": named} if named else {})
        await self._ask(interaction, "exempt", options)

    @app_commands.command(description=_SUMMARIES["mode"])
    @app_commands.describe(
        mode="policy: as in the policy file", channel=_WHERE, age_restricted=_AGE
    )
    async def mode(
        self,
        interaction: discord.Interaction,
        mode: Literal["shadow", "flag", "enforce", "policy"],
        channel: _Place | None = None,
        age_restricted: Literal["yes", "no"] = "no",
    ) -> None:
        """Set the mode."""
        await self._ask(interaction, "mode", {"mode": mode} | _name(channel, age_restricted))

    @app_commands.command(description=_SUMMARIES["settings"])
    async def settings(self, interaction: discord.Interaction) -> None:
        """Show what holds."""
        await self._ask(interaction, "settings", {})

    @app_commands.command(description=_SUMMARIES["export"])
    @app_commands.rename(form="format")
    async def export(
        self,
        interaction: discord.Interaction,
        form: Literal["csv"] = "csv",
    ) -> None:
        """Export the cases."""
        await self._ask(interaction, "export", {"form": form})

    @app_commands.command(description=_SUMMARIES["erase"])
    async def erase(self, interaction: discord.Interaction, member: discord.User) -> None:
        """Erase a member."""
        await self._ask(interaction, "erase", {"member": str(member.id)})

    @app_commands.command(description=_SUMMARIES["help"])
    async def help(self, interaction: discord.Interaction) -> None:
        """Show the commands."""
        await self._ask(interaction, "help", {})

    @case.autocomplete("number")
    @undo.autocomplete("number")
    async def _offer_cases(
        self, interaction: discord.Interaction, typed: str
    ) -> list[app_commands.Choice[int]]:
        offered = await self._asking.autocomplete(interaction, str(typed))
        return [app_commands.Choice(name=c.caption, value=int(c.value)) for c in offered]

    @threshold.autocomplete("flag")
    @threshold.autocomplete("act")
    @exempt.autocomplete("which")
    async def _offer(
        self, interaction: discord.Interaction, typed: str
    ) -> list[app_commands.Choice[str]]:
        offered = await self._asking.autocomplete(interaction, typed)
        return [app_commands.Choice(name=c.caption, value=c.value) for c in offered]

    async def _ask(
        self, interaction: discord.Interaction, verb: str, options: Mapping[str, str]
    ) -> None:
        await self._asking.handle(interaction, parse_options(verb, options))


def make_menus(asking: InteractionHandler) -> list[app_commands.ContextMenu]:
    """What stands under "Apps" on every message."""

    async def check(interaction: discord.Interaction, message: discord.Message) -> None:
        texts = group_texts(extract_texts(message))
        await asking.handle(interaction, Check(texts[0]))

    async def report(interaction: discord.Interaction, message: discord.Message) -> None:
        await asking.defer(interaction)
        guild = interaction.guild
        if guild and not message.webhook_id and not isinstance(message.author, discord.Member):
            # A menu says who wrote a message, and not with which roles.
            with suppress(discord.NotFound):
                message.author = await guild.fetch_member(message.author.id)
        (first, *_) = make_messages(message, group_texts(extract_texts(message)))
        await asking.answer(interaction, ReportMessage(first))

    checking = app_commands.ContextMenu(name=CHECK_MENU, callback=check)
    checking.default_permissions = discord.Permissions(manage_messages=True)
    reporting = app_commands.ContextMenu(name=REPORT_MENU, callback=report)
    for menu in (checking, reporting):
        menu.guild_only = True
    return [checking, reporting]


def _name(channel: _Place | None, age_restricted: str) -> dict[str, str]:
    """The option that says where; none for the whole server."""
    if age_restricted == "yes":
        return {"channel": AGE_RESTRICTED}
    return {"channel": str(channel.id)} if channel else {}
