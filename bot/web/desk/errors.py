"""Errors of the desk, each answered with a page."""

from http import HTTPStatus
from typing import Final

from bot.domain.phrases import ModeratorPhrase

FORGED: Final = ModeratorPhrase("this form was not made by your desk")
OPEN_AGAIN: Final = ModeratorPhrase("open the page again")


class NotSignedIn(Exception):  # noqa: N818 - a state of the browser, answered with the page to sign in
    """Nobody is signed in on the platform of an address."""


class Forbidden(Exception):  # noqa: N818 - an answer of the desk
    """Refusal of a page that is not for whoever asks: the reason, and what would help."""

    def __init__(self, reason: str, remedy: str = "", *, status: int = 403) -> None:
        super().__init__(reason)
        self.reason = reason
        self.remedy = remedy
        self.status = status

    @property
    def is_final(self) -> bool:
        """True where to ask again in a moment would not help."""
        return self.status != HTTPStatus.SERVICE_UNAVAILABLE
