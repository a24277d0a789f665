"""Inline elements: text stays text, and mentions and links are elements of their own."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.domain.inline import (
    ChannelMention,
    Inline,
    Link,
    MemberMention,
    RichText,
    RoleMention,
    defuse,
    replace_hidden,
)

KIM, TEA = MemberMention("kim-1"), ChannelMention("tea")

ELEMENTS: list[Inline] = [KIM, TEA, RoleMention("7"), Link("https://example.org"), "a", " b", ""]


def test_parts_may_be_rich_text_and_neighbouring_strings_become_one() -> None:
    text = RichText("In ", RichText(TEA, ": ", ""), "off", ".")
    assert text.elements == ("In ", TEA, ": off.")
    assert text == RichText("In ", TEA, ": off.")


def test_without_anything_in_it_it_is_false() -> None:
    assert not RichText("", RichText())
    assert RichText(KIM)


@pytest.mark.parametrize(
    ("parts", "joined"),
    [([], RichText()), (["a"], RichText("a")), ([KIM, "", TEA], RichText(KIM, ", , ", TEA))],
)
def test_it_is_joined_as_strings_are(parts: list[Inline], joined: RichText) -> None:
    assert RichText.join(", ", parts) == joined


@given(st.lists(st.sampled_from(ELEMENTS)), st.integers(0, 20))
def test_it_does_not_matter_how_it_was_put_together(parts: list[Inline], cut: int) -> None:
    assert RichText(RichText(*parts[:cut]), RichText(*parts[cut:])) == RichText(*parts)


@pytest.mark.parametrize("text", ["<@kim-1>", "<#tea>", "<@&7>", "<https://example.org>"])
def test_text_that_looks_like_a_mention_is_none(text: str) -> None:
    assert RichText(text).elements == (text,)


@given(st.text())
def test_what_is_defused_rings_nobody_and_drives_no_terminal(text: str) -> None:
    shown = defuse(f"@everyone <@1> \x1b[2J \u202e{text}")
    assert "@everyone" not in shown
    assert "<@" not in shown
    assert not {"\x1b", "\u202e", "\x00"} & set(shown)
    assert shown.encode()


def test_hidden_characters_are_replaced_and_lines_and_tabs_kept() -> None:
    assert replace_hidden("a\tb\nc\x00\x1b\u202e\ud800") == "a\tb\nc\ufffd\ufffd\ufffd\ufffd"
