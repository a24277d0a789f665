"""What Slack shows beside messages: windows before somebody who pressed, and the App Home. Pure."""

from collections.abc import Mapping
from typing import Any, Final

from slack_sdk.models.blocks import Block, InputBlock, PlainTextInputElement
from slack_sdk.models.views import View

from bot.domain.buttons import Button, format_custom_id, parse_custom_id
from bot.interactions.command_specs import FORM_QUESTIONS, make_decision
from bot.interactions.replies import Response
from bot.interactions.requests import MAX_REASON_LENGTH, Appeal, Decide
from bot.platforms.slack.outbound.reply_blocks import (
    build_home_blocks,
    build_reply_blocks,
    build_wait_blocks,
)

_TITLE: Final = "Parley"
_WHY: Final = "why"


def make_wait(remark: str = "") -> View:
    """Opened at once, as Slack waits three seconds for it; `remark` is kept for what comes from it."""
    return _make(build_wait_blocks(), remark)


def make_answer(response: Response, remark: str = "") -> View:
    """The answer, in the place of what was waited in."""
    return _make(build_reply_blocks(response), remark)


def make_form(button: Button, case: int, remark: str = "") -> View:
    """Asks whoever pressed a button for what they have to say."""
    why = PlainTextInputElement(action_id=_WHY, multiline=True, max_length=MAX_REASON_LENGTH)
    question = FORM_QUESTIONS[button]
    return View(
        type="modal",
        callback_id=format_custom_id(button, case),
        title=button.caption,
        submit="Send",
        close="Cancel",
        blocks=[InputBlock(label=question, element=why, block_id=_WHY, optional=True)],
        private_metadata=remark,
    )


def make_home(response: Response) -> View:
    """The page of the App Home."""
    return View(type="home", blocks=build_home_blocks(response))


def read_form(view: Mapping[str, Any]) -> Decide | Appeal:
    """What somebody asks for by the form."""
    named = parse_custom_id(view["callback_id"])
    assert named is not None  # as only our forms come here
    return make_decision(*named, view["state"]["values"][_WHY][_WHY]["value"] or "")


def _make(blocks: list[Block], remark: str) -> View:
    return View(type="modal", title=_TITLE, close="Close", blocks=blocks, private_metadata=remark)
