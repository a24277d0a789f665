"""Alerts to try cards on, and what people read in blocks."""

from collections.abc import Iterator, Sequence
from typing import Any

from slack_sdk.models.blocks import Block

from bot.alerts.alert import Alert
from bot.domain.buttons import Button
from bot.domain.message import Author
from tests.fakes import alerts
from tests.fakes.messages import make_message

JSON = dict[str, Any]

LINK = "https://club.slack.com/archives/C0ROOM/p1700000000000100"

BUTTONS = (Button.DELETE, Button.WARN, Button.DISMISS, Button.UNDO)


def make_alert(
    number: int = 17,
    *,
    text: str = "you buffoon",
    buttons: Sequence[Button] = BUTTONS,
    **message: Any,
) -> Alert:
    """An alert of the fake workspace, in which an administrator's token is missing."""
    as_usual: dict[str, Any] = {
        "community": "T0CLUB",
        "channel": "C0ROOM",
        "thread": None,
        "author": Author("U0KIM", "kim"),
        "link": LINK,
    }
    return alerts.make_alert(number, make_message(text, **{**as_usual, **message}), buttons=buttons)


def to_json(blocks: Sequence[Block]) -> list[JSON]:
    """Blocks as they go over the wire; slack_sdk checks their limits."""
    return [block.to_dict() for block in blocks]


def read(blocks: Sequence[JSON]) -> str:
    """What stands in blocks, as somebody reads it: bold in asterisks, a block or section a line."""
    return "\n".join(line for block in blocks for line in _read(block))


def action_ids(blocks: Sequence[JSON]) -> list[list[str]]:
    """The buttons' ids, a row a list."""
    return [
        [button["action_id"] for button in block["elements"]]
        for block in blocks
        if block["type"] == "actions"
    ]


def _read(block: JSON) -> Iterator[str]:
    match block["type"]:
        case "header":
            yield block["text"]["text"]
        case "rich_text":
            for section in block["elements"]:
                mark = "> " if section["type"] == "rich_text_quote" else ""
                yield mark + "".join(map(_read_leaf, section["elements"]))
        case "actions":
            yield " ".join(f"[{button['text']['text']}]" for button in block["elements"])
        case "context":
            yield "".join(element["text"] for element in block["elements"])
        case "divider":
            yield "---"


def _read_leaf(leaf: JSON) -> str:
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
