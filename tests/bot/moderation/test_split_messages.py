from dataclasses import replace
from datetime import timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.domain.actions import Action
from bot.domain.message import Author, Message
from bot.domain.policy import Mode, Policy, Unscorable
from bot.moderation.split_messages import SEAM_WORDS, MessageJoiner, cut_to_seam, join_parts
from tests.bot.conftest import MakeClub
from tests.fakes.club import KIM, MAX, Club
from tests.fakes.messages import NOON, make_message
from tests.fakes.scorer import WORDS


def said(text: str, after: float = 0.0, **changes: object) -> Message:
    changes = {"id": text, "sent_at": NOON + timedelta(seconds=after), **changes}
    return make_message(text, **changes)


def join_last(*messages: Message) -> Message | None:
    joiner = MessageJoiner()
    for message in messages:
        joiner.add(message)
    return join_up(joiner, messages[-1])


def join_up(joiner: MessageJoiner, message: Message) -> Message | None:
    earlier = joiner.find_earlier(message)
    return join_parts(message, earlier) if earlier else None


def test_what_is_said_within_seconds_is_joined_in_order() -> None:
    joined = join_last(said("you"), said("are", 5), said("late", 14))
    assert joined is not None
    assert joined.text == "you\nare\nlate"
    assert (joined.id, joined.parts) == ("late", ("you", "are"))
    assert joined.key == said("late", 14).key


def test_of_two_messages_of_one_moment_only_the_earlier_is_part_of_the_later() -> None:
    first, second = said("good", id="8"), said("morning", id="10")
    joined = join_last(first, second)
    assert joined is not None
    assert joined.parts == ("8",)
    assert join_last(second, first) is None


@pytest.mark.parametrize(("seconds", "is_joined"), [(14.999, True), (15, True), (15.001, False)])
def test_a_part_is_up_to_15_seconds_old(seconds: float, *, is_joined: bool) -> None:
    assert (join_last(said("you"), said("late", seconds)) is not None) is is_joined


def test_what_was_said_later_and_came_earlier_is_left_out() -> None:
    assert join_last(said("late", 1), said("you")) is None


def test_neither_another_author_nor_another_place_is_joined() -> None:
    assert join_last(said("you"), said("late", 1, author=MAX)) is None
    assert join_last(said("you"), said("late", 1, channel="garden")) is None
    assert join_last(said("you"), said("late", 1, community="other")) is None


def test_what_goes_through_a_bot_or_is_a_title_is_joined_with_nothing() -> None:
    bot = replace(KIM, is_bot=True)
    assert join_last(said("you", author=bot), said("late", 1, author=bot)) is None
    assert join_last(said("you", is_joinable=False), said("late", 1)) is None
    assert join_last(said("you"), said("late", 1, is_joinable=False)) is None


def test_a_message_that_comes_twice_or_is_edited_is_one_part() -> None:
    again = join_last(said("you"), said("late", 1), said("late", 1))
    assert again is not None
    assert again.text == "you\nlate"
    edited = join_last(said("you", id="1"), said("we", id="1", edited_at=NOON), said("late", 1))
    assert edited is not None
    assert edited.text == "we\nlate"
    late = join_last(said("we", id="1", edited_at=NOON), said("you", -1, id="1"), said("late", 1))
    assert late is not None
    assert late.text == "we\nlate"


AUTHORS = st.sampled_from([Author(f"author-{n}", "x") for n in range(4)])
SAID = st.lists(
    st.tuples(
        AUTHORS, st.sampled_from(["lobby", "garden"]), st.floats(0, 40), st.text(max_size=900)
    ),
    max_size=40,
)


@given(SAID)
def test_only_an_authors_own_words_are_joined_and_memory_is_bounded(
    all_said: list[tuple[Author, str, float, str]],
) -> None:
    joiner = MessageJoiner(max_bytes=16_384)
    messages = [
        make_message(
            text, id=str(n), author=author, channel=channel, sent_at=NOON + timedelta(seconds=after)
        )
        for n, (author, channel, after, text) in enumerate(all_said)
    ]
    by_id = {message.id: message for message in messages}
    for message in messages:
        joiner.add(message)
        assert joiner._recent.currsize <= 16_384
        joined = join_up(joiner, message)
        if joined is not None:
            parts = [by_id[part] for part in joined.parts]
            assert {(p.author, p.scopes) for p in parts} == {(message.author, message.scopes)}
            assert joined.text == "\n".join(part.text for part in (*parts, message))
            assert len(parts) < 8


async def test_an_insult_in_three_messages_is_deleted_with_all_its_parts(club: Club) -> None:
    await club.say(*"buffoo")
    assert club.platform.enforcements == []
    await club.say("n")
    (enforcement,) = club.platform.enforcements
    assert (enforcement.action, enforcement.message.id) == (Action.DELETE, "m7")
    assert enforcement.message.parts == ("m1", "m2", "m3", "m4", "m5", "m6")
    assert "".join(piece.text for piece in club.platform.alerts[0].pieces) == "b\nu\nf\nf\no\no\nn"


async def test_what_has_its_case_drags_nothing_else_along(club: Club) -> None:
    await club.say("buffoon", "sorry about that", "really")
    assert [enforcement.message.id for enforcement in club.platform.enforcements] == ["m1"]


async def test_two_harmless_messages_of_two_people_are_never_one(club: Club) -> None:
    await club.say("buff")
    await club.say("oon", author=MAX)
    assert "buffoon" in WORDS
    assert club.platform.enforcements == []


async def test_texts_without_scores_lead_to_nothing_when_joined(make_club: MakeClub) -> None:
    flagged = Unscorable(language=Action.FLAG)
    club = make_club(Policy(mode=Mode.ENFORCE, unscored=flagged))
    await club.say(*"привет")
    assert club.platform.enforcements == []
    await club.say("привет")
    assert len(club.platform.enforcements) == 1


def test_spam_that_is_said_again_is_no_part_of_itself() -> None:
    spam = "join us in the other server"
    assert join_last(said(spam, id="1"), said(spam, 1, id="2"), said(spam, 2, id="3")) is None
    joined = join_last(said(spam, id="1"), said("you", 1, id="2"), said(spam, 2, id="3"))
    assert joined is not None
    assert joined.text == f"you\n{spam}"


def test_a_letter_that_is_said_again_is_a_part_like_others() -> None:
    joined = join_last(said("a", id="1"), said("s", 1, id="2"), said("s", 2, id="3"))
    assert joined is not None
    assert joined.text == "a\ns\ns"


LONG = " ".join(f"word{number}" for number in range(30))


async def test_a_word_that_is_broken_between_two_long_messages_is_found(club: Club) -> None:
    await club.say(f"{LONG} b u f", f"f o o n {LONG}")
    (enforcement,) = club.platform.enforcements
    assert (enforcement.message.id, enforcement.message.parts) == ("m2", ("m1",))
    assert enforcement.message.text == f"{LONG} b u f\nf o o n {LONG}"


def test_a_seam_holds_the_words_around_the_place_where_a_message_begins() -> None:
    seam = cut_to_seam(said(f"foon {LONG}", 1), [said(LONG), said(f"{LONG} buf")])
    before, after = (side.split() for side in seam.split("\n"))
    assert (len(before), before[-1]) == (SEAM_WORDS, "buf")
    assert (len(after), after[0]) == (SEAM_WORDS, "foon")


def test_the_seam_of_short_parts_is_all_of_them() -> None:
    assert cut_to_seam(said("late", 2), [said("you"), said("are", 1)]) == "you\nare\nlate"


def test_a_seam_is_short_also_where_no_spaces_are_written() -> None:
    assert len(cut_to_seam(said("你" * 900, 1), [said("好" * 900)])) <= 301
