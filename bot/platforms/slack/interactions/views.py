"""Slack's views: modals before somebody who pressed, and the App Home. Pure."""

from collections.abc import Mapping
from typing import Any, Final

from slack_sdk.models.blocks import Block, InputBlock, PlainTextInputElement
from slack_sdk.models.views import View

from bot.domain.buttons import Button, format_custom_id, parse_custom_id
from bot.domain.phrases import Catalog, Phrase, say
from bot.interactions.command_specs import (
    FORM_QUESTIONS,
    REPORT_MENU,
    REPORT_QUESTION,
    make_decision,
)
from bot.interactions.replies import Answer
from bot.interactions.requests import MAX_COMPLAINT_LENGTH, MAX_REASON_LENGTH, Appeal, Decide
from bot.platforms.slack.outbound.reply_blocks import (
    build_answer_blocks,
    build_home_blocks,
    build_wait_blocks,
)

_TITLE: Final = "Parley"
_WHY: Final = "why"
_SEND: Final = Phrase("Send")
_CANCEL: Final = Phrase("Cancel")
_ENGLISH: Final[Catalog] = {}


def build_wait_modal(metadata: str = "") -> View:
    """Build a modal to open at once, as Slack waits three seconds for one.

    `metadata` comes back with whatever is pressed in it.
    """
    return _build_modal(build_wait_blocks(), metadata)


def build_answer_modal(answer: Answer, metadata: str = "") -> View:
    """Build the modal of an answer, which replaces the one that was opened at once."""
    return _build_modal(build_answer_blocks(answer), metadata)


def build_reason_form(
    button: Button, case: int, metadata: str = "", *, catalog: Catalog = _ENGLISH
) -> View:
    """Build the form that asks whoever pressed a button for a reason, in a catalogue's language."""
    return _build_form(
        format_custom_id(button, case),
        Phrase(button.caption),
        FORM_QUESTIONS[button],
        most=MAX_REASON_LENGTH,
        metadata=metadata,
        catalog=catalog,
    )


def build_report_form(callback: str, metadata: str, *, catalog: Catalog = _ENGLISH) -> View:
    """Build the form that asks whoever reports a message for a reason, in a catalogue's language."""
    return _build_form(
        callback,
        REPORT_MENU,
        REPORT_QUESTION,
        most=MAX_COMPLAINT_LENGTH,
        metadata=metadata,
        catalog=catalog,
    )


def build_home_view(answer: Answer) -> View:
    """Build the page of the App Home."""
    return View(type="home", blocks=build_home_blocks(answer))


def parse_reason_form(view: Mapping[str, Any]) -> Decide | Appeal:
    """Parse a form that was sent into the command that it stands for."""
    parsed = parse_custom_id(view["callback_id"])
    assert parsed is not None  # as only our forms come here
    return make_decision(*parsed, parse_why(view))


def parse_why(view: Mapping[str, Any]) -> str:
    """Return the reason in a form that was sent, "" for none."""
    return view["state"]["values"][_WHY][_WHY]["value"] or ""


def _build_form(
    callback: str, title: str, question: str, *, most: int, metadata: str, catalog: Catalog
) -> View:
    why = PlainTextInputElement(action_id=_WHY, multiline=True, max_length=most)
    return View(
        type="modal",
        callback_id=callback,
        title=say(title, catalog),
        submit=say(_SEND, catalog),
        close=say(_CANCEL, catalog),
        blocks=[
            InputBlock(label=say(question, catalog), element=why, block_id=_WHY, optional=True)
        ],
        private_metadata=metadata,
    )


def _build_modal(blocks: list[Block], metadata: str) -> View:
    return View(type="modal", title=_TITLE, close="Close", blocks=blocks, private_metadata=metadata)
