"""Quotes besides a case's text, in the chat: other versions, other messages, and complaints."""

import io
from dataclasses import replace

from rich.console import Console, RenderableType

from bot.alerts.alert import Piece
from bot.interactions.replies import Quote, Reply
from bot.platforms.console.rendering import render_alert
from bot.platforms.console.replies import render_answer
from tests.fakes.alerts import make_alert
from tests.fakes.messages import make_message


def printed(shown: RenderableType) -> str:
    screen = Console(file=io.StringIO(), width=80)
    screen.print(shown)
    assert isinstance(screen.file, io.StringIO)
    return screen.file.getvalue()


def test_other_versions_stand_below_a_case_each_under_its_title() -> None:
    versions = (Quote("Version 1", (Piece("you \x1b[2Jbuffoon"),)), Quote("Version 2", ()))
    text = printed(render_answer(Reply("Case 1: flagged", quotes=versions)))
    lines = [line.strip() for line in text.splitlines()]
    assert lines[:4] == ["Case 1: flagged", "Version 1", "you \ufffd[2Jbuffoon", "Version 2"]


def test_an_alert_says_why_it_was_reported_and_what_a_moderator_did() -> None:
    alert = make_alert(17, make_message(), buttons=())
    decided = replace(
        alert, done="deleted by a moderator", is_decided=True, complaints=("rude @everyone",)
    )
    text = printed(render_alert(decided))
    assert "they say: rude @\u200beveryone" in text
    assert " deleted by a moderator   case 17" in text
    assert "wanted" not in text
