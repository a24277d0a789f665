"""`/toxicity help`: the commands and their options."""

from bot.commands.context import CommandContext
from bot.interactions import command_specs
from bot.interactions.command_parser import BUTTON_VERBS
from bot.interactions.command_spec import list_named_choices
from bot.interactions.replies import Reply
from bot.interactions.requests import Help

_BUTTON_LINE = "/toxicity BUTTON NUMBER [WHY]: what a case's button does, where commands are typed"


async def show_help(_context: CommandContext, _command: Help) -> Reply:
    """List every command with its usage and purpose, and the buttons of a case, which can be typed."""
    specs = command_specs.COMMAND_SPECS
    lines = (f"{spec.usage}: {spec.summary}" for spec in specs)
    named = {**list_named_choices(specs), "BUTTON": [*map(str, BUTTON_VERBS)]}
    meanings = (f"{name} is one of {', '.join(choices)}" for name, choices in named.items())
    return Reply.of("What I can be asked", *lines, _BUTTON_LINE, *meanings)
