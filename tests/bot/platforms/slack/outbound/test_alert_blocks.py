"""What people see, as Block Kit."""

import json
from dataclasses import replace
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st
from slack_sdk.models.views import View

from bot.alerts.alert import Alert, Piece, defuse, split_pieces
from bot.domain.actions import Action, Outcome
from bot.domain.buttons import Button
from bot.domain.notice import Notice
from bot.interactions.command_specs import FORM_QUESTIONS, make_decision
from bot.interactions.replies import Field, Refusal, Reply
from bot.platforms.slack.interactions.views import make_answer, make_form, make_wait, read_form
from bot.platforms.slack.outbound.alert_blocks import (
    build_alert_blocks,
    build_cards,
    build_many_blocks,
    fallback_text,
)
from bot.platforms.slack.outbound.reply_blocks import (
    build_home_blocks,
    build_notice_blocks,
    build_reply_blocks,
)
from tests.bot.platforms.slack.example_alerts import (
    BUTTONS,
    LINK,
    action_ids,
    make_alert,
    read,
    to_json,
)
from tests.fakes.messages import make_message

RUDE = "<!channel> you buffoon https://example.org *bold* `code` <@U0MONA>"


def shown(alert: Alert) -> str:
    return read(to_json(build_alert_blocks(alert)))


def test_an_alert_says_all_that_a_moderator_needs() -> None:
    assert shown(make_alert()).splitlines() == [
        "🟣 Case 17: refused: no permission, wanted: delete",
        "*Author  *[kim](https://club.slack.com/team/U0KIM) · 2 strikes in 30 days",
        f"*Where  *<#C0ROOM> · [Jump to it]({LINK}) · 2026-05-01 12:00 UTC",
        "🔴 insult 0.95 ▓▓▓▓▓▓▓▓ act 0.90",
        "*Note  *reported by mona. Give it.",
        "[Show text] [Delete] [Warn] [Dismiss] [Undo]",
    ]


def test_its_buttons_name_what_they_do_and_the_case() -> None:
    (row,) = action_ids(to_json(build_alert_blocks(make_alert())))
    assert row == ["parley:show:17", *(f"parley:{button}:17" for button in BUTTONS)]


def test_what_was_written_stands_neither_in_an_alert_nor_in_a_notification() -> None:
    alert = make_alert(text=RUDE)
    written = json.dumps(
        [to_json(build_cards([alert])), to_json(build_many_blocks([alert, alert]))]
    )
    for word in ("buffoon", "example.org", "channel>", "U0MONA"):
        assert word not in written
        assert word not in fallback_text([alert]) + fallback_text([alert, alert])


def test_an_alert_rings_nobody_not_even_its_author() -> None:
    written = json.dumps(to_json(build_alert_blocks(replace(make_alert(), appeal=defuse(RUDE)))))
    assert '"user"' not in written
    assert '"broadcast"' not in written
    assert '"mrkdwn"' not in written


def test_decisions_and_an_appeal_stand_in_it_and_its_mark_says_that_it_is_decided() -> None:
    alert = replace(
        make_alert(), decisions=("mona: Warn", "max: Dismiss"), appeal="I was joking", buttons=()
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
        appeal=defuse(said),
        decisions=(defuse(said),),
    )
    reply = Reply(said, (said,) * 3, quote=alert.pieces, fields=(Field("Name", said),) * 9)
    for blocks in (
        build_cards([number_anew(alert, number) for number in range(5)]),
        build_many_blocks([alert] * 20),
        build_reply_blocks(reply),
        build_reply_blocks(Refusal(said or "no", said)),
        build_notice_blocks(Notice(message, 1, said, (said,), defuse(text))),
    ):
        check_limits(to_json(blocks))
    check_limits(make_answer(reply, "C1 1").to_dict()["blocks"])


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


def test_what_drove_the_scores_is_bold_and_nothing_in_a_quote_is_markup() -> None:
    (_, body) = to_json(build_reply_blocks(Reply("Case 17", quote=make_alert(text=RUDE).pieces)))
    assert {leaf["type"] for leaf in body["elements"][0]["elements"]} == {"text"}
    quote = to_json(build_reply_blocks(Reply("Case", quote=(Piece("you "), *make_alert().pieces))))
    assert read(quote).endswith("> you you *buffoon*")


def test_what_slack_has_escaped_is_read_as_it_was_typed() -> None:
    assert read(to_json(build_reply_blocks(Reply("x", quote=(Piece("you &amp; me"),))))).endswith(
        "> you & me"
    )


def test_members_channels_and_links_that_the_bot_names_become_such() -> None:
    reply = Reply("Case", ("<@U0KIM> in <#C0ROOM>, <#1700000000.000100>, <https://example.org/1>",))
    assert read(to_json(build_reply_blocks(reply))).splitlines()[1] == (
        "<@U0KIM> in <#C0ROOM>, a thread, [Jump to it](https://example.org/1)"
    )
    assert read(to_json(build_reply_blocks(Reply("Gone", ("<@erased-1a> said",))))).endswith(
        "<@erased-1a> said"
    )


def test_an_exempt_user_group_is_named_and_a_role_of_another_platform_is_its_id() -> None:
    reply = Reply("Here", fields=(Field("Exempt", "role <@&S0STAFF>, role <@&17>, other bots"),))
    text = read(to_json(build_reply_blocks(reply)))
    assert text == "Here\n*Exempt  *role <!subteam^S0STAFF>, role 17, other bots"


def test_what_somebody_wrote_becomes_no_mention_in_a_reply() -> None:
    (_, body) = to_json(build_reply_blocks(Reply("Case", (defuse("<@U0KIM> <!here>"),))))
    assert [leaf["type"] for leaf in body["elements"][0]["elements"]] == ["text"]


def test_a_refusal_says_what_stands_in_the_way_and_what_would_help() -> None:
    text = read(to_json(build_reply_blocks(Refusal("only moderators can do this", "Ask one."))))
    assert text == "Not done\nonly moderators can do this\nAsk one."


def test_a_notice_says_why_and_holds_the_appeal() -> None:
    notice = Notice(make_message(), 7, "Your message was deleted", ("Why.",), "you buffoon")
    blocks = to_json(build_notice_blocks(notice))
    assert read(blocks) == ("Your message was deleted\nWhy.\n> you buffoon\n[Appeal]\nCase 7")
    assert action_ids(blocks) == [["parley:appeal:7"]]
    assert action_ids(to_json(build_notice_blocks(replace(notice, may_appeal=False)))) == []
    assert "Home tab keeps it" in read(to_json(build_notice_blocks(notice, is_passing=True)))


def test_the_page_shows_parts_and_cases_with_what_can_be_pressed() -> None:
    page = Reply(
        "Mode flag",
        more=(
            Reply("1 open case"),
            Reply("Case 3: flagged", ("said",), case=3),
            Reply("Case 4: deleted", ("said",), buttons=(Button.APPEAL,), case=4),
        ),
    )
    blocks = to_json(build_home_blocks(page))
    assert read(blocks).splitlines()[:4] == ["Mode flag", "---", "1 open case", "*Case 3: flagged*"]
    assert action_ids(blocks) == [["parley:show:3"], ["parley:appeal:4"]]


@pytest.mark.parametrize("button", FORM_QUESTIONS)
def test_a_form_is_read_as_it_was_filled_in(button: Button) -> None:
    form = make_form(button, 7, "home").to_dict()
    (block,) = form["blocks"]
    field = block["element"]["action_id"]
    for said, why in (("a joke", "a joke"), (None, "")):
        state = {"values": {block["block_id"]: {field: {"value": said}}}}
        assert read_form({**form, "state": state}) == make_decision(button, 7, why)
    assert form["private_metadata"] == "home"
    assert View(**make_wait().to_dict()).title is not None
