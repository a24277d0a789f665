"""Authority: rights in the community and in single channels."""

from dataclasses import replace

from bot.domain.actions import Action
from bot.domain.authority import Authority
from bot.domain.naming import Naming
from tests.fakes.messages import make_message

MODERATING = frozenset({Action.DELETE})


def test_a_right_in_one_channel_is_none_in_the_community() -> None:
    authority = Authority(channels={"room": MODERATING})
    assert (authority.is_moderator, authority.moderates_anywhere) == (False, True)
    assert authority.moderates("room")
    assert not authority.moderates("lobby")


def test_a_right_in_the_community_can_be_taken_away_in_a_channel() -> None:
    authority = Authority(actions=MODERATING, channels={"room": frozenset()})
    assert authority.moderates("lobby")
    assert not authority.moderates("room")


def test_a_name_takes_a_right_of_its_own_in_its_channel() -> None:
    authority = Authority(actions=MODERATING, renames={Naming.NICKNAME: frozenset({"room"})})
    nickname, thread = make_message(id="nickname-7"), make_message(id="thread-7")
    assert authority.actions_on(replace(nickname, channel="lobby")) == frozenset()
    assert authority.actions_on(replace(nickname, channel="room")) == MODERATING
    assert authority.actions_on(thread) == authority.actions_on(make_message()) == MODERATING


def test_a_right_to_kick_alone_makes_no_moderator() -> None:
    assert not Authority(actions=frozenset({Action.KICK})).moderates_anywhere
