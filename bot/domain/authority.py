"""Authority: what somebody who asks may do by rights of their own, in the community and in its channels. Pure."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from types import MappingProxyType
from typing import Self

from bot.domain.actions import Action

_OF_MODERATORS = frozenset({Action.DELETE, Action.TIMEOUT})
"""Either right makes a moderator."""


@dataclass(frozen=True, slots=True)
class Authority:
    """The rights of a person as the platform tells them, and none where it tells nothing.

    `actions` they may take themselves in the whole community, `channels` those in channels where it differs,
    by id: a right in one channel is none in the community. An administrator may change the community.
    """

    is_administrator: bool = False
    actions: frozenset[Action] = frozenset()
    channels: Mapping[str, frozenset[Action]] = field(default_factory=lambda: MappingProxyType({}))

    @classmethod
    def full(cls) -> Self:
        """Return the authority of an administrator of a platform without rights for single actions."""
        return cls(is_administrator=True, actions=frozenset(Action))

    @property
    def is_moderator(self) -> bool:
        """True for a moderator of the whole community."""
        return not _OF_MODERATORS.isdisjoint(self.actions)

    @property
    def moderates_anywhere(self) -> bool:
        """True for a moderator of the community or of one channel."""
        return self.is_moderator or any(map(self.moderates, self.channels))

    def moderates(self, channel: str) -> bool:
        """Return True if the person moderates in a channel."""
        return not _OF_MODERATORS.isdisjoint(self.actions_in(channel))

    def actions_in(self, channel: str) -> frozenset[Action]:
        """Return the actions that the person may take themselves in a channel."""
        return self.channels.get(channel, self.actions)
