"""Links of members: signed addresses at which a member sees one case of theirs, without signing in. Pure."""

import hmac
from base64 import urlsafe_b64encode
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta

LIFETIME = timedelta(days=30)
"""The time for which a link opens a case."""

PURPOSE = "links of members"
"""The purpose of the key that signs them, in the store."""

PATH = "/case"
"""The address of members' pages, below that of the desk."""

_MOST = 100
_SIGNATURE = 24
"""Bytes that are kept of an HMAC with SHA-256: 192 bits, as 32 characters."""


@dataclass(frozen=True, slots=True)
class MemberLinks:
    """Signer and reader of links under the public address of the desk; without an address there are none.

    A token names its case and its end: "17.1789300800.q2k...". Whoever has it may read and appeal for the author.
    """

    key: bytes = field(default=b"", repr=False)
    address: str = ""

    def make(self, case: int, *, now: datetime) -> str:
        """Return the address at which the author of a case sees it; "" where the desk has no address."""
        if not (self.address and self.key):
            return ""
        return f"{self.address.rstrip('/')}{PATH}/{self.sign(case, until=now + LIFETIME)}"

    def sign(self, case: int, *, until: datetime) -> str:
        """Return the token that opens a case until a moment."""
        named = f"{case}.{int(until.timestamp())}"
        return f"{named}.{self._sign(named)}"

    def read(self, token: str, *, now: datetime) -> int | None:
        """Return the number of the case that a token opens; None for one that is made up or too old."""
        named, _, signature = token.rpartition(".")
        case, _, until = named.partition(".")
        is_written_so = (
            len(token) <= _MOST and token.isascii() and case.isdigit() and until.isdigit()
        )
        if not (self.key and is_written_so):
            return None
        if not hmac.compare_digest(signature, self._sign(named)):
            return None
        return int(case) if now < datetime.fromtimestamp(int(until), UTC) else None

    def _sign(self, named: str) -> str:
        digest = hmac.digest(self.key, f"case {named}".encode(), "sha256")
        return urlsafe_b64encode(digest[:_SIGNATURE]).decode()
