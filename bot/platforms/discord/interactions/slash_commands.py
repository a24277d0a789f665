"""`/toxicity` on Discord, built from the command specs."""

from collections.abc import Callable, Coroutine, Sequence
from inspect import Parameter, Signature
from typing import Any, TypeAlias

import discord
from discord import app_commands

from bot.interactions import command_specs
from bot.interactions.command_parser import make_command
from bot.interactions.command_spec import CommandSpec
from bot.platforms.discord.interactions.handler import InteractionHandler
from bot.platforms.discord.interactions.typed_options import (
    Picked,
    TypedOption,
    capitalise,
    convert_options,
    list_typed_options,
)

_Complete: TypeAlias = Callable[[discord.Interaction, str], Coroutine[Any, Any, Any]]


class ToxicityCommands(
    app_commands.Group,
    name="toxicity",
    description="What Parley sees and does here",
    guild_only=True,
    default_permissions=discord.Permissions(manage_messages=True),
):
    """A command for each spec. Discord has rights for `/toxicity` as a whole, and none for its subcommands.

    An owner may give it to other roles in Server Settings > Integrations: who then may what, the
    dispatcher decides by their rights and by `[commands]` in the policy.
    """

    def __init__(self, handler: InteractionHandler) -> None:
        super().__init__()
        self._handler = handler
        groups: dict[str, app_commands.Group] = {}
        for spec in command_specs.COMMAND_SPECS:
            family, _, _ = spec.verb.rpartition(" ")
            if family and family not in groups:
                summary = capitalise(command_specs.FAMILIES[family])
                groups[family] = app_commands.Group(name=family, description=summary, parent=self)
            groups.get(family, self).add_command(self._make_command(spec))

    def _make_command(self, spec: CommandSpec) -> "app_commands.Command[Any, ..., None]":
        async def callback(interaction: discord.Interaction, **picked: Picked) -> None:
            command = make_command(spec, convert_options(spec, picked))
            await self._handler.handle(interaction, command)

        typed = [typed for option in spec.options for typed in list_typed_options(option)]
        callback.__signature__ = _make_signature(typed)  # type: ignore[attr-defined]
        app_commands.describe(**{each.name: each.description or "…" for each in typed})(callback)
        completed = {
            each.name: self._complete(each.name, each.completion)
            for each in typed
            if each.completion
        }
        app_commands.autocomplete(**completed)(callback)
        return app_commands.Command(
            name=spec.verb.rpartition(" ")[2],
            description=capitalise(spec.summary),
            callback=callback,
        )

    def _complete(self, option: str, completion: type[int | str]) -> _Complete:
        async def complete(
            interaction: discord.Interaction, typed: str
        ) -> list[app_commands.Choice[Any]]:
            offered = await self._handler.autocomplete(interaction, option, str(typed))
            return [app_commands.Choice(name=c.name, value=completion(c.value)) for c in offered]

        return complete


def _make_signature(typed: Sequence[TypedOption]) -> Signature:
    """Make the signature of a callback, in which discord.py looks for the options."""
    interaction = Parameter("interaction", Parameter.POSITIONAL_OR_KEYWORD)
    options = (
        Parameter(
            each.name,
            Parameter.KEYWORD_ONLY,
            default=Parameter.empty if each.is_required else None,
            annotation=each.annotation,
        )
        for each in typed
    )
    return Signature([interaction, *options])
