"""Example alerts, and the text that blocks render to."""

from collections.abc import Iterator, Sequence
from typing import Any

from slack_sdk.models.blocks import Block

from bot.alerts.alert import Alert
from bot.domain.buttons import Button
from bot.domain.message import Author
from bot.platforms.slack.outbound.blocks import OPEN
from tests.fakes import alerts
from tests.fakes.messages import make_message

JSON = dict[str, Any]

MESSAGE_LINK = "https://club.slack.com/archives/C0ROOM/p1700000000000100"

BUTTONS = (Button.DELETE, Button.WARN, Button.DISMISS, Button.UNDO)


def make_alert(
    number: int = 17,
    *,
    text: str = "you buffoon",
    buttons: Sequence[Button] = BUTTONS,
    **message: Any,
) -> Alert:
    """Make an alert of the fake workspace: not deleted for lack of an administrator's token."""
    defaults: dict[str, Any] = {
        "community": "T0CLUB",
        "channel": "C0ROOM",
        "thread": None,
        "author": Author("U0KIM", "kim"),
        "link": MESSAGE_LINK,
    }
    return alerts.make_alert(number, make_message(text, **{**defaults, **message}), buttons=buttons)


def to_json(blocks: Sequence[Block]) -> list[JSON]:
    """Convert blocks to JSON; slack_sdk checks their limits."""
    return [block.to_dict() for block in blocks]


def render_text(blocks: Sequence[JSON]) -> str:
    """Render blocks as text: bold in asterisks, a block or section a line."""
    return "\n".join(line for block in blocks for line in _render_block(block))


def action_ids(blocks: Sequence[JSON]) -> list[list[str]]:
    """Return the action ids of the buttons, a row a list, without those that open something about a case."""
    return [
        [
            button["action_id"]
            for button in block["elements"]
            if OPEN.fullmatch(button["action_id"]) is None
        ]
        for block in blocks
        if block["type"] == "actions"
    ]


def _render_block(block: JSON) -> Iterator[str]:
    match block["type"]:
        case "header":
            yield block["text"]["text"]
        case "rich_text":
            for section in block["elements"]:
                mark = "> " if section["type"] == "rich_text_quote" else ""
                yield mark + "".join(map(_render_leaf, section["elements"]))
        case "actions":
            yield " ".join(f"[{button['text']['text']}]" for button in block["elements"])
        case "context":
            yield "".join(element["text"] for element in block["elements"])
        case "divider":
            yield "---"
        case _:
            pass


def _render_leaf(leaf: JSON) -> str:
    match leaf["type"]:
        case "text":
            return f"*{leaf['text']}*" if leaf.get("style", {}).get("bold") else str(leaf["text"])
        case "link":
            return f"[{leaf['text']}]({leaf['url']})"
        case "user":
            return f"<@{leaf['user_id']}>"
        case "usergroup":
            return f"<!subteam^{leaf['usergroup_id']}>"
        case "channel":
            return f"<#{leaf['channel_id']}>"
        case _:
            return str(leaf["fallback"])
