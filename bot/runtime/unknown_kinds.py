"""Unknown kinds of messages: what a platform has added since this release is counted, and logged once."""

import re
from collections import Counter

import structlog

log: structlog.stdlib.BoundLogger = structlog.get_logger(__name__)

_MAX_KINDS = 100
"""Kinds that are told apart; a platform adds a few a year."""

_NAME = re.compile(r"[\w.-]{1,60}", re.ASCII)
"""Form of a kind's name, as platforms give them: never a text."""


class UnknownKinds:
    """Counter of the messages of a platform that are of no known kind, and so are not read."""

    def __init__(self, platform: str) -> None:
        self._platform = platform
        self._counts: Counter[str] = Counter()

    @property
    def total(self) -> int:
        """Return the number of messages."""
        return self._counts.total()

    def note(self, kind: str) -> None:
        """Count a message of a kind, and log it if it is the first."""
        name = kind if _NAME.fullmatch(kind) else "of no form"
        if name not in self._counts and len(self._counts) >= _MAX_KINDS:
            name = "others"
        self._counts[name] += 1
        if self._counts[name] == 1:
            log.warning(
                "a kind of message is not known, and not read",
                platform=self._platform,
                kind=name,
                remedy="a newer release of Parley may read it",
            )
