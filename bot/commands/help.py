"""`/toxicity help`."""

from bot.commands.context import CommandContext
from bot.interactions.command_specs import COMMAND_SPECS
from bot.interactions.replies import Reply
from bot.interactions.requests import Help


async def show_help(_context: CommandContext, _command: Help) -> Reply:
    """Every command, with what it is for."""
    lines = (f"{spec.usage}: {spec.summary}" for spec in COMMAND_SPECS)
    return Reply("What I can be asked", tuple(lines))
