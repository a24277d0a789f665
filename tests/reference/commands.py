"""The page of commands, from the specs that every platform's commands are built from."""

from collections.abc import Iterator

from bot.domain.buttons import Button
from bot.interactions.command_spec import CommandSpec
from bot.interactions.command_specs import CHECK_MENU, COMMAND_SPECS, REPORT_MENU

_HEAD = """\
# Commands

Made by `make reference` from `bot/interactions/command_specs.py`: the same on Discord, on Slack and in the terminal.
Moderators give them; which only administrators may give, the [policy](policy.md) says (`commands`).

What is in brackets may be left out. A word with spaces stands in quotes where commands are typed, on Slack and in the
terminal: `threshold "identity hate" 0.5 0.9`.
"""

_MENUS = f"""\
## In a message's menu

| entry | for | what it does |
|---|---|---|
| {CHECK_MENU} | moderators | scores of the message, what the policy would do, and why |
| {REPORT_MENU} | everyone | shows the message to the moderators |

## Buttons under a case

{{buttons}}

Each counts once: who comes second is told who was first.
"""


def make_commands_page() -> str:
    """Make the page in Markdown."""
    buttons = ", ".join(f"*{button.caption}*" for button in Button)
    parts = (_HEAD, *map(_describe, COMMAND_SPECS), _MENUS.format(buttons=buttons))
    return "\n".join(parts)


def _describe(spec: CommandSpec) -> str:
    lines = [f"## {spec.verb}", "", f"`{spec.usage}`", "", f"{_sentence(spec.summary)}", ""]
    if spec.options:
        lines += ["| option | what it takes |", "|---|---|", *_describe_options(spec), ""]
    return "\n".join(lines)


def _describe_options(spec: CommandSpec) -> Iterator[str]:
    for option in spec.options:
        choices = " or ".join(f"`{choice}`" for choice in option.kind.choices)
        needed = "" if option.is_required else "; may be left out"
        yield f"| `{option.name}` | {option.summary}{f': {choices}' if choices else ''}{needed} |"


def _sentence(text: str) -> str:
    return f"{text[:1].upper()}{text[1:]}."
