"""`/toxicity help`."""

from bot.commands.context import Asked
from bot.interactions.command_specs import COMMANDS
from bot.interactions.replies import Reply
from bot.interactions.requests import Help


async def help_out(_asked: Asked, _ask: Help) -> Reply:
    """Every command, with what it is for."""
    lines = (f"{command.usage}: {command.summary}" for command in COMMANDS)
    return Reply("What I can be asked", tuple(lines))
