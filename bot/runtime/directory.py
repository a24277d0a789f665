"""The directory of a platform: its communities, who somebody is in them, and what ids are called there."""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from typing import Protocol

from bot.domain.authority import Authority
from bot.domain.message import Author
from bot.interactions.replies import Refusal
from bot.interactions.requests import NameKind


@dataclass(frozen=True, slots=True)
class Community:
    """A guild or workspace that the bot is in, and its name."""

    id: str
    name: str


@dataclass(frozen=True, slots=True)
class Standing:
    """A member of a community, and what they may do themselves there."""

    by: Author
    authority: Authority


class Directory(Protocol):
    """Directory of a platform's communities, for those who ask from elsewhere than its chat."""

    def communities(self) -> Sequence[Community]:
        """Return the communities in which this process is, by name."""
        ...

    async def find_standing(self, community: str, person: str) -> Standing | Refusal | None:
        """Ask the platform who a person is in a community; None: no member. The refusal: it does not say now."""
        ...

    async def find_names(
        self, kind: NameKind, ids: Collection[str], community: str
    ) -> Mapping[str, str]:
        """Return the names of ids in a community, without those that are not known."""
        ...
