"""Moderators at the desk: who a browser is signed in as, in the community of the address."""

from dataclasses import dataclass

from bot.domain.authority import Authority
from bot.domain.message import Author, scope_chain
from bot.interactions.requests import Command, Request


@dataclass(frozen=True, slots=True)
class Moderator:
    """A moderator of a community, and what the platform lets them do there, as it said within the last minute."""

    platform: str
    community: str
    by: Author
    authority: Authority

    @property
    def id(self) -> str:
        """The platform's id of the person."""
        return self.by.id

    @property
    def name(self) -> str:
        """The name by which the platform shows the person."""
        return self.by.name or self.by.id

    @property
    def root(self) -> str:
        """The address of the community's desk, to begin links with: "/discord/1234"."""
        return f"/{self.platform}/{self.community}"

    def request(self, command: Command) -> Request:
        """Make a request as from the community's chat, of no channel."""
        scopes = scope_chain(self.community, "")
        return Request(self.platform, self.community, scopes, self.by, command, self.authority)
