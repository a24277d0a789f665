"""Embeds on Discord: nothing in them that people wrote is a mention."""

from dataclasses import replace

import pytest

from bot.alerts.alert import Alert, Piece
from bot.alerts.text import AlertStatus
from bot.domain.message import Author
from bot.domain.notice import Notice
from bot.platforms.discord.outbound.embeds import (
    _COLOURS,
    build_alert_embed,
    build_alert_list_embed,
    build_notice_embed,
)
from classifier import Label
from tests.fakes import alerts
from tests.fakes.messages import make_message

LINK = "https://discord.com/channels/1/2/3"

MENTION, DEFUSED = "<@7> @everyone", "<\u200b@\u200b7> @\u200beveryone"


def make_alert(name: str = "kim") -> Alert:
    message = make_message("you buffoon", author=Author("17", name), channel="5", thread=None)
    return alerts.make_alert(1, replace(message, link=LINK), buttons=())


def fields_of(alert: Alert) -> dict[str | None, str | None]:
    return {field.name: field.value for field in build_alert_embed(alert).fields}


def test_author_and_channel_are_mentions_and_the_authors_name_is_text() -> None:
    fields = fields_of(make_alert(f"*{MENTION}*"))
    assert fields["Author"] == f"<@17> (\\*{DEFUSED}\\*)\n2 strikes in 30 days"
    assert fields["Where"] == f"<#5>\n[Jump to it]({LINK})"


def test_notes_decisions_and_an_appeal_are_text() -> None:
    alert = make_alert()
    reasons = (*alert.case.verdict.reasons, f"reported by {MENTION}")
    alert = replace(alert, reasons=reasons)
    fields = fields_of(replace(alert, decisions=(f"{MENTION}: Warn", "max: Undo"), appeal=MENTION))
    assert fields["Note"] == f"reported by {DEFUSED}\nGive it."
    assert fields["Decided"] == f"{DEFUSED}: Warn\nmax: Undo"
    assert fields["Appeal"] == DEFUSED
    assert fields_of(replace(alert, appeal=""))["Appeal"] == "(no words)"


def test_of_a_long_text_an_alert_shows_a_screen_around_what_drove_its_scores() -> None:
    chat = "it rained all day "
    pieces = (Piece(chat * 100), Piece("you buffoon", Label.INSULT), Piece(f" {chat}" * 100))
    shown = build_alert_embed(replace(make_alert(), pieces=pieces)).description or ""
    assert "**you buffoon**" in shown
    assert len(shown) <= 600
    assert shown.startswith("||… ")
    assert shown.endswith(" …||")


def test_many_alerts_are_a_line_each() -> None:
    embed = build_alert_list_embed([make_alert(), make_alert()])
    line = f"**1** refused: no permission · <@17> · insult 0.95 · [jump]({LINK})"
    assert embed.description == f"{line}\n{line}"


@pytest.mark.parametrize("with_quote", [True, False])
def test_the_lines_of_a_notice_are_text(*, with_quote: bool) -> None:
    notice = Notice(make_message(), 7, "Please mind", (f"In their words: {MENTION}",), MENTION)
    embed = build_notice_embed(notice, with_quote=with_quote)
    assert embed.description == f"In their words: {DEFUSED}"
    assert [field.value for field in embed.fields] == [f"||{DEFUSED}||"] * with_quote


def test_every_status_has_a_colour() -> None:
    assert set(_COLOURS) == set(AlertStatus)
