"""The directory of the console: one community, and whoever types is its only moderator."""

from collections.abc import Collection, Mapping, Sequence

from bot.domain.authority import Authority
from bot.domain.message import Author
from bot.interactions.replies import Refusal
from bot.interactions.requests import NameKind
from bot.runtime.directory import Community, Standing


class ConsoleDirectory:
    """The directory of a console on which `speaker` types."""

    def __init__(self, speaker: str) -> None:
        self._speaker = speaker

    def communities(self) -> Sequence[Community]:
        """Return the one community."""
        return [Community("local", "This console")]

    async def find_standing(self, community: str, person: str) -> Standing | Refusal | None:
        """Return the standing of who types; nobody else is a member."""
        if (community, person) != ("local", self._speaker):
            return None
        by = Author(id=person, name=person, is_moderator=True)
        return Standing(by, Authority.full())

    async def find_names(
        self,
        kind: NameKind,  # noqa: ARG002 - alike for all
        ids: Collection[str],
        community: str,  # noqa: ARG002 - there is one
    ) -> Mapping[str, str]:
        """Return the ids: names are ids here."""
        return {each: each for each in ids if each}
