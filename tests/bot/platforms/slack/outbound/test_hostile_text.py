"""Hostile text on Slack: no limit of Block Kit is passed, and nothing in a text is markup."""

from collections.abc import Iterator
from dataclasses import replace
from typing import Any

from hypothesis import example, given
from hypothesis import strategies as st
from slack_sdk.models.blocks import Block

from bot.alerts.alert import Piece
from bot.domain.inline import RichText
from bot.domain.message import Author
from bot.domain.notice import Notice
from bot.interactions.replies import CaseReply, Field, Page, Refusal, Reply
from bot.platforms.slack.outbound.alert_blocks import (
    build_alert_blocks,
    build_alert_list_blocks,
    build_alerts_blocks,
)
from bot.platforms.slack.outbound.reply_blocks import (
    build_answer_blocks,
    build_home_blocks,
    build_notice_blocks,
)
from tests.bot.platforms.slack.example_alerts import make_alert, to_json

HOSTILE = st.text(
    st.sampled_from("*_~`<>@#:!|&;-.1 \n\t\u202e\x1b\ud800abcİ/"), max_size=4_000
) | st.sampled_from(["<!channel> <https://evil.example|free tea>", "x" * 4_000])

LONGEST_TEXT = 3_000
MOST_BLOCKS = 50


def everything_shown(text: str) -> Iterator[list[Block]]:
    alert = make_alert(text=text, author=Author("U0KIM", text))
    alert = replace(
        alert,
        decisions=(text, text),
        appeal=text,
        reasons=(*alert.reasons, text),
        pieces=(Piece(text),),
    )
    fields = tuple(Field(text[:50] or "x", RichText(text)) for _ in range(10))
    reply = Reply(text or "x", (RichText(text),) * 3, (Piece(text),), (), fields)
    yield build_alert_blocks(alert)
    yield build_alerts_blocks([alert] * 5)
    yield build_alert_list_blocks([alert] * 40)
    yield build_notice_blocks(Notice(alert.case.message, 7, text or "x", (text, text), text))
    yield build_answer_blocks(reply)
    yield build_answer_blocks(Refusal(text, text))
    yield build_home_blocks(Page(reply, tuple(CaseReply(reply, number) for number in range(10))))


def list_texts(element: Any) -> Iterator[tuple[str, str]]:
    """Yield each text with the type of what holds it."""
    if isinstance(element, dict):
        if isinstance(element.get("text"), str):
            yield element["type"], element["text"]
        for value in element.values():
            yield from list_texts(value)
    elif isinstance(element, list):
        for value in element:
            yield from list_texts(value)


@given(HOSTILE)
@example("*" * 4_000)
def test_blocks_stay_within_slacks_limits_and_texts_are_never_markdown(text: str) -> None:
    for blocks in everything_shown(text):
        shown = to_json(blocks)  # which checks the limits that slack_sdk knows
        assert len(shown) <= MOST_BLOCKS
        for kind, words in list_texts(shown):
            assert len(words) <= LONGEST_TEXT
            assert words or kind == "plain_text"
            assert not any("\ud800" <= character <= "\udfff" for character in words)
            if kind == "mrkdwn":
                assert text not in words or len(text) < 3
