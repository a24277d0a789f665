"""Authority: rights in the community and in single channels."""

from bot.domain.actions import Action
from bot.domain.authority import Authority

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


def test_a_right_to_kick_alone_makes_no_moderator() -> None:
    assert not Authority(actions=frozenset({Action.KICK})).moderates_anywhere
