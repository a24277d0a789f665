"""Block Kit's building blocks: headers, footers, buttons and fields, within Slack's limits. Pure."""

import re
from collections.abc import Sequence
from typing import Final

from slack_sdk.models.blocks import (
    ActionsBlock,
    ButtonElement,
    ContextBlock,
    HeaderBlock,
    MarkdownTextObject,
    PlainTextObject,
)
from slack_sdk.models.blocks.block_elements import RichTextElement

from bot.alerts.text import truncate
from bot.domain.buttons import AlertLine, Button, format_custom_id
from bot.domain.inline import Inline, RichText, replace_hidden
from bot.interactions.replies import LineButton
from bot.platforms.slack.outbound.rich_text import bold, render

LONGEST_TEXT: Final = 2_900
"""Characters of one text: Slack takes 3,000."""

LONGEST_VALUE: Final = 700
LONGEST_HEADER: Final = 150

SHOW = re.compile(r"parley:show:(\d{1,18})")
"""Matches the id of a button that shows a case to whoever pressed it: 17 in "parley:show:17"."""

_OPEN_IDS = {AlertLine.MEMBER: "member", AlertLine.NEVER_FLAG: "words"}

OPEN = re.compile(rf"parley:({'|'.join(_OPEN_IDS.values())}):(\d{{1,18}})")
"""Matches the id of a button that opens something about a case: "parley:member:17"."""

ALERTS_HERE = re.compile(r"parley:alerts:([CG][A-Z0-9]+)")
"""Matches the id of a button that confirms a channel for alerts."""

CARRY_OUT = re.compile(r"parley:do(:\d+)?")
"""Matches the id of a button that carries a typed line out: its value."""

_LONGEST_CAPTION = 75
_MOST_BUTTONS = 20

_STYLES = {
    **dict.fromkeys((Button.DELETE, Button.TIMEOUT, Button.KICK, Button.BAN), "danger"),
    Button.WARN: "primary",
}


def build_header(text: str, block_id: str | None = None) -> HeaderBlock:
    """Build a header."""
    shown = PlainTextObject(text=truncate(replace_hidden(text), LONGEST_HEADER), emoji=True)
    return HeaderBlock(text=shown, block_id=block_id)


def build_footer(text: str) -> ContextBlock:
    """Build a line in small letters, of the bot's own words: mentions in it would work."""
    return ContextBlock(elements=[MarkdownTextObject(text=text, verbatim=True)])


def build_buttons(
    buttons: Sequence[Button], case: int, *, caption: str | None = None
) -> list[ButtonElement]:
    """Build buttons whose ids say all, so that nothing need be remembered; `caption` not in English."""
    return [
        ButtonElement(
            text=caption or button.caption,
            action_id=format_custom_id(button, case),
            style=_STYLES.get(button),
        )
        for button in buttons
    ]


def build_show_button(case: int, caption: str) -> ButtonElement:
    """Build the button that opens a case for whoever presses, if they may see it."""
    return ButtonElement(text=caption, action_id=f"parley:show:{case}")


def build_open_buttons(lines: Sequence[AlertLine], case: int) -> list[ButtonElement]:
    """Build the buttons that open something about a case for whoever presses, if they may see it."""
    return [
        ButtonElement(text=line.caption, action_id=f"parley:{_OPEN_IDS[line]}:{case}")
        for line in lines
    ]


def parse_open_line(action_id: str) -> str:
    """Return the typed line of such a button: "parley:member:17" -> "user #17"."""
    found = OPEN.fullmatch(action_id)
    assert found is not None  # as only our buttons come here
    lines = {name: line for line, name in _OPEN_IDS.items()}
    return lines[found[1]].typed(int(found[2]))


def build_line_buttons(choices: Sequence[LineButton]) -> list[ButtonElement]:
    """Build buttons that carry typed lines out: their values. Slack asks that ids in a block differ."""
    return [
        ButtonElement(
            text=truncate(choice.caption, _LONGEST_CAPTION),
            action_id=f"parley:do:{place}",
            value=choice.line,
            style=None if place else "primary",
        )
        for place, choice in enumerate(choices[:_MOST_BUTTONS])
    ]


def build_channel_buttons(channels: Sequence[tuple[str, str]]) -> list[ActionsBlock]:
    """Build a button for each channel, by id and name, that confirms it for alerts; no block for none."""
    buttons = [
        ButtonElement(
            text=truncate(f"Alerts to #{replace_hidden(name)}", _LONGEST_CAPTION),
            action_id=f"parley:alerts:{channel}",
        )
        for channel, name in channels[:_MOST_BUTTONS]
    ]
    return [ActionsBlock(elements=buttons)] if buttons else []


def build_field(name: str, value: Inline | RichText) -> list[RichTextElement]:
    """Build a line of a name and a value: ("Cases", "3") -> "**Cases**  3"; nothing for no value."""
    return [*bold(f"{name}  "), *render(value, LONGEST_VALUE)] if value else []
