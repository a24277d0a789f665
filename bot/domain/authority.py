"""Authority: what somebody who asks may do by rights of their own, in the community and in its channels. Pure."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from types import MappingProxyType
from typing import Self

from bot.domain.actions import Action
from bot.domain.message import Message
from bot.domain.naming import Naming, parse_naming

_OF_MODERATORS = frozenset({Action.DELETE, Action.TIMEOUT})
"""Either right makes a moderator."""


@dataclass(frozen=True, slots=True)
class Authority:
    """The rights of a person as the platform tells them, and none where it tells nothing.

    `actions` they may take themselves in the whole community, `channels` those in channels where it differs,
    by id: a right in one channel is none in the community. An administrator may change the community.
    `renames`: of each kind of name that takes a right of its own, the channels in which the person has it;
    names of other kinds are taken away by whoever may delete.
    """

    is_administrator: bool = False
    actions: frozenset[Action] = frozenset()
    channels: Mapping[str, frozenset[Action]] = field(default_factory=lambda: MappingProxyType({}))
    renames: Mapping[Naming, frozenset[str]] = field(default_factory=lambda: MappingProxyType({}))

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

    def actions_on(self, message: Message) -> frozenset[Action]:
        """Return the actions that the person may take themselves on a message, or on the name that it is."""
        actions = self.actions_in(message.channel)
        naming = parse_naming(message.id)
        if naming is None or naming not in self.renames:
            return actions
        may_rename = message.channel in self.renames[naming]
        return actions - {Action.DELETE} | ({Action.DELETE} if may_rename else set())

    def actions_in(self, channel: str) -> frozenset[Action]:
        """Return the actions that the person may take themselves in a channel."""
        return self.channels.get(channel, self.actions)
