"""`/toxicity help`."""

from bot.commands.asked import Asked
from bot.reply import Reply
from bot.request import Help
from bot.wording import COMMANDS


async def help_out(_asked: Asked, _ask: Help) -> Reply:
    """Every command, with what it is for."""
    lines = (f"{command.usage}: {command.summary}" for command in COMMANDS)
    return Reply("What I can be asked", tuple(lines))
