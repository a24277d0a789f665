"""Hostile text on Discord: names, reasons and quotes keep no markup, and no embed passes a limit."""

import re
from dataclasses import replace

import discord
import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from bot.alerts.alert import Alert, Piece
from bot.domain.inline import RichText
from bot.domain.message import Author
from bot.domain.notice import Notice
from bot.interactions.replies import CaseUpdate, Field, Refusal, Reply
from bot.platforms.discord.outbound.embeds import (
    MOST_CHARACTERS,
    build_alert_embed,
    build_alert_list_embed,
    build_answer_embed,
    build_notice_embed,
)
from bot.platforms.discord.outbound.markup import LONGEST_QUOTE, render, render_quote, truncate
from classifier import Label
from tests.fakes import alerts
from tests.fakes.discord.embed_limits import list_violations
from tests.fakes.messages import make_message

MASKED = "[Free gift](https://evil.example) [again](https://evil.example)"

HOSTILE = st.text(
    st.sampled_from(
        "*_~`|\\[]()<>@#:-.1 \n\t\u202e\x1b\u200b\ud800abcİ" + "https://evil.example/@everyone"
    ),
    max_size=3_000,
)
"""Texts of all that has a meaning in Markdown, in any order."""

_ACTIVE = re.compile(
    r"(?<!\\)(?:\\\\)*[*_~`|\[\]]|^[^\S\n]*(?:#{1,3}\s|-#?\s|>|\d+\.\s)|<[@#:/at]|@(?!\u200b)",
    re.MULTILINE,
)
"""Markup that would have an effect: it is not behind a backslash, and mentions hold no zero-width space."""


def make_hostile_alert(text: str) -> Alert:
    message = make_message(text, author=Author("17", text), channel="5", thread=None)
    alert = alerts.make_alert(
        1, replace(message, link="https://discord.com/channels/1/2/3"), buttons=()
    )
    reasons = (*alert.case.verdict.reasons, text)
    return replace(
        alert, decisions=(text, text), appeal=text, reasons=reasons, pieces=(Piece(text),)
    )


@given(HOSTILE)
@example(MASKED)
@example("# heading\n- item\n-# small\n> quoted\n1. first\n```py")
@example("\\[x](https://evil.example)")
def test_no_markup_in_text_has_an_effect(text: str) -> None:
    assert not _ACTIVE.search(render(text))
    assert not _ACTIVE.search(truncate(render(text), 100).removesuffix("…"))


@given(HOSTILE)
def test_what_was_written_is_still_readable(text: str) -> None:
    shown = re.sub(r"\\(\W)", r"\1", render(text))
    assert shown == re.sub(r"\\(\W)", r"\1", shown) or "\\" in text
    assert len(render(text)) <= 3 * len(text)


@given(st.lists(st.tuples(HOSTILE, st.booleans()), max_size=20), st.integers(8, LONGEST_QUOTE))
@example([("*" * 1_500, True)], 1_024)
@example([("\\" * 1_500, False)], 1_024)
def test_a_spoiler_is_always_closed_and_never_longer_than_asked(
    parts: list[tuple[str, bool]], most: int
) -> None:
    pieces = [Piece(text, Label.INSULT if is_word else None) for text, is_word in parts]
    quote = render_quote(pieces, most)
    assert len(quote) <= max(most, len("*(nothing to read)*"))
    if quote.startswith("||"):
        inside = quote[2:-2]
        assert quote.endswith("||")
        assert (len(inside) - len(inside.rstrip("\\"))) % 2 == 0
        assert "||" not in inside.replace("\\|", "")


def everything_shown(text: str) -> list[discord.Embed]:
    alert = make_hostile_alert(text)
    notice = Notice(make_message(), 7, text, (text, f"In their words: {text}"), text)
    fields = tuple(Field(text or "x", RichText(text)) for _ in range(30))
    reply = Reply(text, (RichText(text),) * 5, (Piece(text),), (), fields)
    return [
        build_alert_embed(alert),
        build_alert_list_embed([alert] * 40),
        build_notice_embed(notice, with_quote=True),
        build_answer_embed(reply),
        build_answer_embed(CaseUpdate(reply, alert)),
        build_answer_embed(Refusal(text, text)),
    ]


@given(HOSTILE)
@example("*" * 3_000)
@example("@" * 3_000)
def test_every_embed_stays_within_discords_limits(text: str) -> None:
    for embed in everything_shown(text):
        assert list_violations({"embeds": [embed.to_dict()]}) == []


@pytest.mark.parametrize("most", [MOST_CHARACTERS, 1_500, 400])
def test_an_alert_beside_others_gives_way_and_keeps_its_title(most: int) -> None:
    embed = build_alert_embed(make_hostile_alert("*" * 3_000), most=most)
    assert len(embed) <= most
    assert embed.title == "Case 1: refused: no permission, wanted: delete"


def test_masked_links_in_a_reporters_name_and_in_reasons_are_text() -> None:
    fields = {
        field.name: field.value for field in build_alert_embed(make_hostile_alert(MASKED)).fields
    }
    text = r"\[Free gift\](https://evil.example) \[again\](https://evil.example)"
    assert fields["Note"] == f"{text}\nGive it."
    assert fields["Decided"] == f"{text}\n{text}"
