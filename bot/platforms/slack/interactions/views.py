"""What Slack shows beside messages: windows before somebody who pressed, and the App Home. Pure."""

from collections.abc import Mapping
from typing import Any, Final

from slack_sdk.models.blocks import Block, InputBlock, PlainTextInputElement
from slack_sdk.models.views import View

from bot.domain.buttons import Button, read_id, write_id
from bot.interactions.command_specs import QUESTIONS, answer
from bot.interactions.replies import Response
from bot.interactions.requests import LONGEST_WHY, Appeal, Press
from bot.platforms.slack.outbound.reply_blocks import draw_home, draw_reply, draw_wait

_TITLE: Final = "Parley"
_WHY: Final = "why"


def make_wait(remark: str = "") -> View:
    """Opened at once, as Slack waits three seconds for it; `remark` is kept for what comes from it."""
    return _make(draw_wait(), remark)


def make_answer(response: Response, remark: str = "") -> View:
    """The answer, in the place of what was waited in."""
    return _make(draw_reply(response), remark)


def make_form(button: Button, case: int, remark: str = "") -> View:
    """Asks whoever pressed a button for what they have to say."""
    why = PlainTextInputElement(action_id=_WHY, multiline=True, max_length=LONGEST_WHY)
    question = QUESTIONS[button]
    return View(
        type="modal",
        callback_id=write_id(button, case),
        title=button.caption,
        submit="Send",
        close="Cancel",
        blocks=[InputBlock(label=question, element=why, block_id=_WHY, optional=True)],
        private_metadata=remark,
    )


def make_home(response: Response) -> View:
    """The page of the App Home."""
    return View(type="home", blocks=draw_home(response))


def read_form(view: Mapping[str, Any]) -> Press | Appeal:
    """What somebody asks for by the form."""
    named = read_id(view["callback_id"])
    assert named is not None  # as only our forms come here
    return answer(*named, view["state"]["values"][_WHY][_WHY]["value"] or "")


def _make(blocks: list[Block], remark: str) -> View:
    return View(type="modal", title=_TITLE, close="Close", blocks=blocks, private_metadata=remark)
