"""Alerts to try cards on, and what people read in blocks."""

from collections.abc import Iterator, Sequence
from typing import Any

from slack_sdk.models.blocks import Block

from bot.actions import Action, Outcome
from bot.alerts import Alert, cut, describe, measure
from bot.buttons import Button
from bot.case import Case
from bot.message import Author
from bot.policy import Mode
from bot.verdict import Threshold, Tier, Verdict
from classifier import Label, Scores, Span
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
    of = {
        "community": "T0CLUB",
        "channel": "C0ROOM",
        "thread": None,
        "author": Author("U0KIM", "kim"),
    }
    scores = Scores(dict.fromkeys(Label, 0.01) | {Label.INSULT: 0.95})
    thresholds = (
        Threshold(Label.INSULT, Tier.FLAG, 0.5, Action.FLAG),
        Threshold(Label.INSULT, Tier.ACT, 0.9, Action.DELETE),
    )
    verdict = Verdict(scores, thresholds, Mode.ENFORCE, Action.DELETE, Action.DELETE, ())
    outcome = Outcome.refused("no permission", "Give it.")
    found = text.find("buffoon")
    spans = [Span(found, len(text), Label.INSULT, 0.9)] if found >= 0 else []
    return Alert(
        case=Case(number, make_message(text, **{**of, "link": LINK, **message}), verdict, outcome),
        pieces=cut(text, spans),
        bars=measure(verdict),
        reasons=(*verdict.reasons, "reported by mona"),
        wanted="delete",
        done=describe(outcome),
        remedy=outcome.remedy,
        history="2 strikes in 30 days",
        buttons=tuple(buttons),
    )


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
        case "channel":
            return f"<#{leaf['channel_id']}>"
        case _:
            return str(leaf["fallback"])
