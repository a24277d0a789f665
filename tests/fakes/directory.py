"""The directory of the fake platform: who is a member of which community, as a test says."""

from collections.abc import Collection, Mapping, Sequence

from bot.domain.authority import Authority
from bot.domain.message import Author
from bot.interactions.replies import Refusal
from bot.interactions.requests import NameKind
from bot.runtime.directory import Community, Standing


class FakeDirectory:
    """A directory that answers as `standings` and `refusal` say, and counts how often it is `asked`."""

    def __init__(self) -> None:
        self.names = {"club": "The club", "yard": "The yard"}
        self.standings: dict[tuple[str, str], Standing] = {}
        self.refusal: Refusal | None = None
        self.asked: list[tuple[str, str]] = []

    def add(self, community: str, by: Author, authority: Authority | None = None) -> None:
        """Make a person a member, with all rights if they are a moderator."""
        rights = authority or (Authority.full() if by.is_moderator else Authority())
        self.standings[community, by.id] = Standing(by, rights)

    def communities(self) -> Sequence[Community]:
        return [Community(each, name) for each, name in self.names.items()]

    async def find_standing(self, community: str, person: str) -> Standing | Refusal | None:
        self.asked.append((community, person))
        return self.refusal or self.standings.get((community, person))

    async def find_names(
        self,
        kind: NameKind,
        ids: Collection[str],
        community: str,  # noqa: ARG002
    ) -> Mapping[str, str]:
        people = {by: standing.by.name for (_, by), standing in self.standings.items()}
        return {each: people.get(each, each) if kind is NameKind.MEMBER else each for each in ids}
