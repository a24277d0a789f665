"""Buttons on Discord: a view a message. Pure."""

from collections.abc import Iterable, Mapping, Sequence

import discord

from bot.domain.buttons import Button, format_custom_id

STYLES = {
    Button.DELETE: discord.ButtonStyle.danger,
    Button.TIMEOUT: discord.ButtonStyle.danger,
    Button.WARN: discord.ButtonStyle.primary,
}
"""Styles of buttons, the others' is secondary."""


_NO_CAPTIONS: Mapping[Button, str] = {}


def build_buttons(
    buttons: Iterable[Button], case: int, *, captions: Mapping[Button, str] = _NO_CAPTIONS
) -> discord.ui.View:
    """Build the buttons of one case; `captions` are those that are not in English."""
    return build_button_rows([(button, case) for button in buttons], captions=captions)


def build_button_rows(
    buttons: Sequence[tuple[Button, int]], *, captions: Mapping[Button, str] = _NO_CAPTIONS
) -> discord.ui.View:
    """Build buttons whose ids say all, so that no view is kept; with several cases, a row each."""
    cases = list(dict.fromkeys(case for _, case in buttons))
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
