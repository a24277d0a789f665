"""`/toxicity help`: the commands and their options."""

from bot.commands.context import CommandContext
from bot.interactions import command_specs
from bot.interactions.command_parser import BUTTON_VERBS
from bot.interactions.replies import Reply
from bot.interactions.requests import Help


async def show_help(_context: CommandContext, _command: Help) -> Reply:
    """List every command with its usage and purpose, and the buttons of a case, which can be typed."""
    lines = (f"{spec.usage}: {spec.summary}" for spec in command_specs.COMMAND_SPECS)
    usage = f"/toxicity {'|'.join(BUTTON_VERBS)} NUMBER [WHY]"
    buttons = f"where commands are typed, {usage}: what the button of that name does in a case"
    return Reply.of("What I can be asked", *lines, buttons)
