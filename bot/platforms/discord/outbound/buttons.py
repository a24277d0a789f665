"""Buttons on Discord: a view a message. Pure."""

from collections.abc import Iterable, Mapping, Sequence

import discord

from bot.domain.buttons import AlertLine, Button, format_custom_id, format_line_id
from bot.domain.notice import Notice
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
    view = discord.ui.View(timeout=None)
    for each in buttons:
        view.add_item(_build_button(each, case, caption=captions.get(each, "")))
    view.stop()  # discord.py would keep it for ever, waiting for presses that the handler takes
    return view


def build_notice_buttons(notice: Notice) -> discord.ui.View:
    """Build the buttons under a notice that its author alone sees: to appeal, and to their own page."""
    buttons = [Button.APPEAL] if notice.may_appeal else []
    view = build_buttons(buttons, notice.case, captions={Button.APPEAL: notice.appeal_caption})
    if notice.link:
        view.add_item(discord.ui.Button(label=notice.link_caption, url=notice.link))
    return view


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


def build_alert_rows(rows: Mapping[int, Sequence[Button | AlertLine]]) -> discord.ui.View:
    """Build the buttons under alerts, by case: those that can be pressed, and what can be opened.

    Of several cases each has a row, which holds the first of them.
    """
    is_alone = len(rows) == 1
    view = discord.ui.View(timeout=None)
    for number, (case, row) in enumerate(rows.items()):
        for each in row if is_alone else row[:_MOST_IN_ROW]:
            button = _build_button(each, case, suffix="" if is_alone else f" {case}")
            button.row = None if is_alone else number
            view.add_item(button)
    view.stop()  # discord.py would keep it for ever, waiting for presses that the handler takes
    return view


def _build_button(
    each: Button | AlertLine, case: int, *, suffix: str = "", caption: str = ""
) -> discord.ui.Button[discord.ui.View]:
    """Build a button whose id says all, so that no view is kept."""
    style = discord.ButtonStyle.secondary
    if isinstance(each, AlertLine):
        custom_id = format_line_id(each.typed(case))
    else:
        custom_id, style = format_custom_id(each, case), STYLES.get(each, style)
    label = f"{caption or each.caption}{suffix}"
    return discord.ui.Button(label=label, style=style, custom_id=custom_id)
