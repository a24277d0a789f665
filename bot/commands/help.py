"""`/toxicity help`: the commands and their options."""

from bot.commands.context import CommandContext
from bot.interactions import command_specs
from bot.interactions.replies import Reply
from bot.interactions.requests import Help


async def show_help(_context: CommandContext, _command: Help) -> Reply:
    """List every command with its usage and purpose."""
    lines = (f"{spec.usage}: {spec.summary}" for spec in command_specs.COMMAND_SPECS)
    return Reply.of("What I can be asked", *lines)
