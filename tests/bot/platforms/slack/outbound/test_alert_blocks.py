"""Alerts on Slack, as Block Kit."""

import json
from dataclasses import replace
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.alerts.alert import Alert, split_pieces
from bot.domain.actions import Action, Outcome
from bot.domain.inline import RichText
from bot.domain.notice import Notice
from bot.interactions.replies import Field, Refusal, Reply
from bot.platforms.slack.interactions.views import build_answer_modal
from bot.platforms.slack.outbound.alert_blocks import (
    build_alert_blocks,
    build_alert_list_blocks,
    build_alerts_blocks,
    fallback_text,
)
from bot.platforms.slack.outbound.reply_blocks import (
    build_answer_blocks,
    build_notice_blocks,
)
from tests.bot.platforms.slack.example_alerts import (
    BUTTONS,
    MESSAGE_LINK,
    action_ids,
    make_alert,
    render_text,
    to_json,
)

RUDE = "<!channel> you buffoon https://example.org *bold* `code` <@U0MONA>"


def shown(alert: Alert) -> str:
    return render_text(to_json(build_alert_blocks(alert)))


def test_an_alert_says_all_that_a_moderator_needs() -> None:
    assert shown(make_alert()).splitlines() == [
        "🟣 Case 17: refused: no permission, wanted: delete",
        "*Author  *[kim](https://club.slack.com/team/U0KIM) · 2 strikes in 30 days",
        f"*Where  *<#C0ROOM> · [Jump to it]({MESSAGE_LINK}) · 2026-05-01 12:00 UTC",
        "🔴 insult 0.95 ▓▓▓▓▓▓▓▓ act 0.90",
        "*Note  *reported by mona. Give it.",
        "[Show text] [Delete] [Warn] [Dismiss] [Undo] [Member] [Never flag]",
    ]


def test_its_buttons_name_what_they_do_and_the_case() -> None:
    (row,) = action_ids(to_json(build_alert_blocks(make_alert())))
    assert row == ["parley:show:17", *(f"parley:{button}:17" for button in BUTTONS)]


def test_what_was_written_stands_neither_in_an_alert_nor_in_a_notification() -> None:
    alert = make_alert(text=RUDE)
    written = json.dumps(
        [to_json(build_alerts_blocks([alert])), to_json(build_alert_list_blocks([alert, alert]))]
    )
    for word in ("buffoon", "example.org", "channel>", "U0MONA"):
        assert word not in written
        assert word not in fallback_text([alert]) + fallback_text([alert, alert])


def test_an_alert_rings_nobody_not_even_its_author() -> None:
    written = json.dumps(to_json(build_alert_blocks(replace(make_alert(), appeal=RUDE))))
    assert '"user"' not in written
    assert '"broadcast"' not in written
    assert '"mrkdwn"' not in written


def test_decisions_and_an_appeal_stand_in_it_and_its_mark_says_that_it_is_decided() -> None:
    alert = replace(
        make_alert(),
        is_decided=True,
        decisions=("mona: Warn", "max: Dismiss"),
        appeal="I was joking",
        buttons=(),
    )
    text = shown(alert)
    assert text.startswith("⚪ Case 17")
    assert "\n*Appeal*\n> I was joking\n*Decided  *mona: Warn, max: Dismiss\n[Show text]" in text
    assert "*Appeal  *(no words)" in shown(replace(alert, appeal=""))


@pytest.mark.parametrize(
    ("outcome", "mark"),
    [
        (Outcome.done(Action.DELETE), "🔴"),
        (Outcome.done(Action.FLAG), "🟡"),
        (Outcome.withheld("shadow mode"), "🔵"),
        (None, "⚪"),
    ],
)
def test_a_mark_says_at_a_glance_how_it_stands(outcome: Outcome | None, mark: str) -> None:
    alert = make_alert()
    assert shown(replace(alert, case=replace(alert.case, outcome=outcome))).startswith(mark)


def test_in_a_thread_and_without_a_link_it_still_says_where() -> None:
    text = shown(make_alert(thread="1700000000.000100", link=""))
    assert "*Author  *kim" in text
    assert "*Where  *<#C0ROOM>, in a thread · Jump to it" in text


@given(st.text(max_size=6_000), st.text(max_size=500), st.text(max_size=2_000))
def test_whatever_was_written_fits_into_what_slack_takes(text: str, name: str, said: str) -> None:
    alert = make_alert(text=text)
    message = replace(alert.case.message, author=replace(alert.case.message.author, name=name))
    alert = replace(
        alert,
        case=replace(alert.case, message=message),
        pieces=split_pieces(text, ()),
        done=f"refused: {said}",
        remedy=said,
        appeal=said,
        decisions=(said,),
    )
    reply = Reply(
        said,
        (RichText(said),) * 3,
        quote=alert.pieces,
        fields=(Field("Name", RichText(said)),) * 9,
    )
    for blocks in (
        build_alerts_blocks([number_anew(alert, number) for number in range(5)]),
        build_alert_list_blocks([alert] * 20),
        build_answer_blocks(reply),
        build_answer_blocks(Refusal(said or "no", said)),
        build_notice_blocks(Notice(message, 1, said, (said,), text)),
    ):
        check_limits(to_json(blocks))
    check_limits(build_answer_modal(reply, "C1 1").to_dict()["blocks"])


def check_limits(blocks: list[dict[str, Any]]) -> None:
    assert 0 < len(blocks) <= 50
    for block in blocks:
        for text in texts_in(block):
            assert 0 < len(text) <= 3_000
    ids = [block["block_id"] for block in blocks if "block_id" in block]
    assert len(ids) == len(set(ids))


def number_anew(alert: Alert, number: int) -> Alert:
    return replace(alert, case=replace(alert.case, number=number))


def texts_in(value: Any) -> list[str]:
    if isinstance(value, dict):
        own = [value["text"]] if isinstance(value.get("text"), str) else []
        return own + [text for inner in value.values() for text in texts_in(inner)]
    return [text for inner in value for text in texts_in(inner)] if isinstance(value, list) else []
