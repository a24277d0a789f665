"""Replies, notices and the home page on Slack, as Block Kit."""

from dataclasses import replace

import pytest

from bot.alerts.alert import Piece
from bot.domain.buttons import Button
from bot.domain.inline import ChannelMention, Link, MemberMention, RichText, RoleMention
from bot.domain.notice import Notice
from bot.interactions.replies import Answer, CaseReply, Field, Page, Refusal, Reply
from bot.platforms.slack.outbound.reply_blocks import (
    build_answer_blocks,
    build_home_blocks,
    build_notice_blocks,
)
from tests.bot.platforms.slack.example_alerts import (
    action_ids,
    make_alert,
    render_text,
    to_json,
)
from tests.fakes.messages import make_message

RUDE = "<!channel> you buffoon https://example.org *bold* `code` <@U0MONA>"

KIM, THREAD = MemberMention("U0KIM"), ChannelMention("1700000000.000100")


def shown(answer: Answer) -> str:
    return render_text(to_json(build_answer_blocks(answer)))


def types_in(answer: Answer) -> list[str]:
    """The types of the elements in the body of an answer."""
    (_, body) = to_json(build_answer_blocks(answer))
    return [leaf["type"] for section in body["elements"] for leaf in section["elements"]]


def test_what_drove_the_scores_is_bold_and_nothing_in_a_quote_is_markup() -> None:
    (_, body) = to_json(build_answer_blocks(Reply("Case 17", quote=make_alert(text=RUDE).pieces)))
    assert {leaf["type"] for leaf in body["elements"][0]["elements"]} == {"text"}
    quote = to_json(build_answer_blocks(Reply("Case", quote=(Piece("you "), *make_alert().pieces))))
    assert render_text(quote).endswith("> you you *buffoon*")


def test_what_slack_has_escaped_is_read_as_it_was_typed() -> None:
    assert render_text(
        to_json(build_answer_blocks(Reply("x", quote=(Piece("you &amp; me"),))))
    ).endswith("> you & me")


def test_members_channels_and_links_become_elements() -> None:
    link = Link("https://example.org/1")
    text = RichText(KIM, " in ", ChannelMention("C0ROOM"), ", ", THREAD, ", ", link)
    assert shown(Reply("Case", (text,))).splitlines()[1] == (
        "<@U0KIM> in <#C0ROOM>, a thread, [Jump to it](https://example.org/1)"
    )


def test_an_erased_member_and_a_channel_of_another_platform_are_their_ids() -> None:
    text = RichText(MemberMention("erased-1a"), " said in ", ChannelMention("lobby"))
    assert types_in(Reply("Gone", (text,))) == ["text"]
    assert shown(Reply("Gone", (text,))).endswith("<@erased-1a> said in <#lobby>")


def test_an_exempt_user_group_is_named_and_a_role_of_another_platform_is_its_id() -> None:
    roles = RichText("role ", RoleMention("S0STAFF"), ", role ", RoleMention("17"), ", other bots")
    text = shown(Reply("Here", fields=(Field("Exempt", roles),)))
    assert text == "Here\n*Exempt  *role <!subteam^S0STAFF>, role 17, other bots"


@pytest.mark.parametrize("text", ["<@U0KIM> <!here>", "<#C0ROOM>", "<https://example.org>"])
def test_text_that_looks_like_a_mention_stays_text(text: str) -> None:
    assert types_in(Reply.of("Case", text)) == ["text"]
    assert types_in(Refusal(text)) == ["text"]
    assert shown(Reply.of("Case", text)) == f"Case\n{text}"


def test_of_a_long_text_the_first_characters_are_shown() -> None:
    text = RichText("a" * 2_890, KIM, "b" * 9, KIM)
    assert shown(Reply("Case", (text,))) == "Case\n" + "a" * 2_890 + "<@U0KIM>bbbb…"
    full = RichText("a" * 2_900, KIM)
    assert shown(Reply("Case", (full,))) == "Case\n" + "a" * 2_900 + "…"


def test_a_refusal_says_what_stands_in_the_way_and_what_would_help() -> None:
    text = render_text(
        to_json(build_answer_blocks(Refusal("only moderators can do this", "Ask one.")))
    )
    assert text == "Not done\nonly moderators can do this\nAsk one."


def test_a_notice_says_why_and_holds_the_appeal() -> None:
    notice = Notice(make_message(), 7, "Your message was deleted", ("Why.",), "you buffoon")
    blocks = to_json(build_notice_blocks(notice))
    assert render_text(blocks) == (
        "Your message was deleted\nWhy.\n> you buffoon\n[Appeal]\nCase 7"
    )
    assert action_ids(blocks) == [["parley:appeal:7"]]
    assert action_ids(to_json(build_notice_blocks(replace(notice, may_appeal=False)))) == []
    assert "Home tab keeps it" in render_text(
        to_json(build_notice_blocks(notice, is_ephemeral=True))
    )


def test_the_page_shows_parts_and_cases_with_what_can_be_pressed() -> None:
    page = Page(
        Reply("Mode flag"),
        (
            Reply("1 open case"),
            CaseReply(Reply.of("Case 3: flagged", "said"), 3),
            CaseReply(Reply.of("Case 4: deleted", "said"), 4, (Button.APPEAL,)),
        ),
    )
    blocks = to_json(build_home_blocks(page))
    assert render_text(blocks).splitlines()[:4] == [
        "Mode flag",
        "---",
        "1 open case",
        "*Case 3: flagged*",
    ]
    assert action_ids(blocks) == [["parley:show:3"], ["parley:appeal:4"]]
