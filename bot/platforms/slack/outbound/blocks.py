"""What everything on Slack is built of: headers, buttons and names, within Slack's limits. Pure."""

import re
from collections.abc import Sequence
from typing import Final

from slack_sdk.models.blocks import (
    ButtonElement,
    ContextBlock,
    HeaderBlock,
    MarkdownTextObject,
    PlainTextObject,
)
from slack_sdk.models.blocks.block_elements import RichTextElement

from bot.alerts.text import truncate
from bot.domain.buttons import Button, format_custom_id
from bot.platforms.slack.outbound.rich_text import bold, write

LONGEST_TEXT: Final = 2_900
"""Characters of one text: Slack takes 3,000."""

LONGEST_VALUE: Final = 700
LONGEST_HEADER: Final = 150

SHOW = re.compile(r"parley:show:(\d{1,18})")
"""Matches the id of a button that shows a case to whoever pressed it: 17 in "parley:show:17"."""

_STYLES = {Button.DELETE: "danger", Button.TIMEOUT: "danger", Button.WARN: "primary"}


def build_header(text: str, block_id: str | None = None) -> HeaderBlock:
    """What stands above all else."""
    shown = PlainTextObject(text=truncate(text, LONGEST_HEADER), emoji=True)
    return HeaderBlock(text=shown, block_id=block_id)


def build_footer(text: str) -> ContextBlock:
    """A line in small letters, of the bot's own words."""
    return ContextBlock(elements=[MarkdownTextObject(text=text, verbatim=True)])


def build_buttons(buttons: Sequence[Button], case: int) -> list[ButtonElement]:
    """Buttons whose ids say all, so that nothing need be remembered."""
    return [
        ButtonElement(
            text=button.caption, action_id=format_custom_id(button, case), style=_STYLES.get(button)
        )
        for button in buttons
    ]


def build_show_button(case: int, caption: str) -> ButtonElement:
    """The button that opens a case before whoever presses, if they may see it."""
    return ButtonElement(text=caption, action_id=f"parley:show:{case}")


def name(name: str, value: str) -> list[RichTextElement]:
    """A line: ("Cases", "3") -> "**Cases**  3"; nothing for no value."""
    return [*bold(f"{name}  "), *write(truncate(value, LONGEST_VALUE))] if value else []
