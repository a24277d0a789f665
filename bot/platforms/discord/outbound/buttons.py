"""Buttons on Discord: a view a message. Pure."""

from collections.abc import Iterable, Mapping, Sequence

import discord

from bot.domain.buttons import (
    MEMBER_CAPTION,
    Button,
    format_custom_id,
    format_line_id,
    format_member_line,
)
from bot.interactions.replies import Answer, CaseReply, list_choices

STYLES = {
    Button.DELETE: discord.ButtonStyle.danger,
    Button.TIMEOUT: discord.ButtonStyle.danger,
    Button.KICK: discord.ButtonStyle.danger,
    Button.BAN: discord.ButtonStyle.danger,
    Button.WARN: discord.ButtonStyle.primary,
}
"""Styles of buttons, the others' is secondary."""


_LONGEST_ID = 100
_MOST_BUTTONS = 25

_MOST_IN_ROW = 5

_NO_CAPTIONS: Mapping[Button, str] = {}


def build_buttons(
    buttons: Iterable[Button], case: int, *, captions: Mapping[Button, str] = _NO_CAPTIONS
) -> discord.ui.View:
    """Build the buttons of one case; `captions` are those that are not in English."""
    return build_button_rows([(button, case) for button in buttons], captions=captions)


def build_answer_buttons(answer: Answer) -> discord.ui.View:
    """Build the buttons of an answer: those of its case, and what can be chosen besides.

    A line that the id of a button cannot hold has none.
    """
    buttons = answer.buttons if isinstance(answer, CaseReply) else ()
    case = answer.case if isinstance(answer, CaseReply) else 0
    view = build_buttons(buttons, case)
    style = discord.ButtonStyle.primary
    for choice in list_choices(answer)[: _MOST_BUTTONS - len(view.children)]:
        custom_id = format_line_id(choice.line)
        if len(custom_id) <= _LONGEST_ID:
            label = choice.caption
            view.add_item(discord.ui.Button(label=label, style=style, custom_id=custom_id))
            style = discord.ButtonStyle.secondary  # but for the first
    return view


def build_alert_rows(rows: Mapping[int, Sequence[Button]]) -> discord.ui.View:
    """Build the buttons under alerts, by case: those that can be pressed, and one to the author's page.

    Of several cases each has a row, which holds the first of them.
    """
    most = _MOST_IN_ROW if len(rows) > 1 else None
    pressable = [(button, case) for case, row in rows.items() for button in row[:most]]
    view = build_button_rows(pressable, cases=list(rows))
    for number, (case, row) in enumerate(rows.items()):
        if len(rows) > 1 and len(row) >= _MOST_IN_ROW:
            continue
        view.add_item(
            discord.ui.Button(
                label=MEMBER_CAPTION if len(rows) == 1 else f"{MEMBER_CAPTION} {case}",
                custom_id=format_line_id(format_member_line(case)),
                row=None if len(rows) == 1 else number,
            )
        )
    return view


def build_button_rows(
    buttons: Sequence[tuple[Button, int]],
    *,
    captions: Mapping[Button, str] = _NO_CAPTIONS,
    cases: Sequence[int] = (),
) -> discord.ui.View:
    """Build buttons whose ids say all, so that no view is kept; with several cases, a row each."""
    cases = cases or list(dict.fromkeys(case for _, case in buttons))
    view = discord.ui.View(timeout=None)
    for button, case in buttons:
        caption = captions.get(button, button.caption)
        view.add_item(
            discord.ui.Button(
                label=caption if len(cases) == 1 else f"{caption} {case}",
                style=STYLES.get(button, discord.ButtonStyle.secondary),
                custom_id=format_custom_id(button, case),
                row=None if len(cases) == 1 else cases.index(case),
            )
        )
    view.stop()  # discord.py would keep it for ever, waiting for presses that the handler takes
    return view
