"""The review queue on Discord and Slack, as a moderator sees it on a telephone."""

from datetime import UTC, datetime, timedelta

from bot.commands.queue import build_page
from bot.domain.actions import Action, Outcome
from bot.domain.assignment import Assignment
from bot.domain.case import Case
from bot.domain.message import Author, Message
from bot.domain.policy import Mode, Policy
from bot.domain.verdict import decide
from bot.interactions.desk_requests import ShowQueue
from bot.interactions.replies import Menu
from bot.platforms.discord.outbound.buttons import build_answer_buttons
from bot.platforms.discord.outbound.embeds import build_answer_embed
from bot.platforms.slack.outbound.reply_blocks import build_answer_blocks
from bot.store.case_queries import CaseRow
from bot.store.review_queue import QueueRow
from classifier import Label, LabelThresholds, Scores
from tests.pictures import discord_card, slack_card

_NOW = datetime(2026, 12, 1, 20, 15, tzinfo=UTC)
_THRESHOLDS = {label: LabelThresholds(flag=0.5, act=0.9) for label in Label}
_NAMES = {
    "1": "kim",
    "2": "general",
    "4": "rob",
    "U1": "kim",
    "C2": "general",
    "U4": "rob",
}
_OPEN = (
    ("you will be sorry for this", Label.THREAT, 0.93, 50, "4"),
    ("nobody asked you, you st*pid clown", Label.INSULT, 0.95, 180, "1"),
    ("what a load of rubbish, as ever", Label.TOXIC, 0.61, 2_000, "1"),
)
"""Invented texts: label, score, age in minutes and author of each."""


def draw_discord_queue() -> str:
    """Draw a page of the queue on Discord."""
    menu = _make_page(("", ""))
    embed, view = build_answer_embed(menu).to_dict(), build_answer_buttons(menu)
    message = {"embeds": [embed], "components": view.to_components()}
    return discord_card.draw_message(message, names=_NAMES)


def draw_slack_queue() -> str:
    """Draw a page of the queue on Slack."""
    blocks = [block.to_dict() for block in build_answer_blocks(_make_page(("C", "U")))]
    return slack_card.draw_message(blocks, names=_NAMES)


def _make_page(prefixes: tuple[str, str]) -> Menu:
    rows = [_make_row(number, prefixes) for number in range(len(_OPEN))]
    page = build_page(ShowQueue(), rows, len(rows), now=_NOW)
    assert isinstance(page, Menu)
    return page


def _make_row(number: int, prefixes: tuple[str, str]) -> QueueRow:
    text, label, score, minutes, author = _OPEN[number]
    channel, member = prefixes
    message = Message(
        platform="example",
        community="9",
        channel=f"{channel}2",
        id=str(number),
        author=Author(f"{member}{author}", _NAMES[author]),
        text=text,
        sent_at=_NOW - timedelta(minutes=minutes),
        link="https://chat.example/9/2/3",
    )
    scores = Scores(dict.fromkeys(Label, 0.01) | {label: score})
    verdict = decide(Policy(mode=Mode.FLAG), message, scores=scores, calibrated=_THRESHOLDS)
    case = Case(21 - number, message, verdict, Outcome.done(Action.FLAG))
    taken = Assignment("7", "mona", _NOW + timedelta(minutes=8)) if number == 1 else None
    return QueueRow(CaseRow(case, message.sent_at, is_strike=False), taken)
