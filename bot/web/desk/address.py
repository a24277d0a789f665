"""The address of a queue: its filters and page, and the case that is open beside it."""

from dataclasses import dataclass, replace
from urllib.parse import urlencode

from starlette.datastructures import QueryParams

from bot.domain.queue_order import QueueFilter
from bot.interactions.replies import Refusal
from bot.interactions.requests import NameKind
from bot.runtime.platform_port import Platform
from classifier import Label

_LONGEST_NUMBER = 18

_LAST_PAGE = 10_000
"""The last page that can be asked for: a database skips no more rows than fit into its numbers."""


@dataclass(frozen=True, slots=True)
class QueueAddress:
    """The query of an address; "" and 0 for nothing."""

    label: str = ""
    channel: str = ""
    author: str = ""
    page: int = 1
    case: int = 0

    @property
    def query(self) -> str:
        """The address's query, with a "?" where there is any; the case is not in it."""
        asked = {"label": self.label, "channel": self.channel, "author": self.author}
        given = {name: value for name, value in asked.items() if value}
        if self.page > 1:
            given["page"] = str(self.page)
        return f"?{urlencode(given)}" if given else ""

    def with_case(self, number: int) -> str:
        """Return the query that opens a case beside the queue."""
        return f"{self.query}{'&' if self.query else '?'}case={number}"

    def at_page(self, page: int) -> str:
        """Return the query of another page."""
        return replace(self, page=page).query or "?"


def parse_address(query: QueryParams) -> QueueAddress:
    """Parse an address; what is no label, page or case counts as not given."""
    label = query.get("label", "")
    return QueueAddress(
        label=label if label in list(Label) else "",
        channel=query.get("channel", "").strip(),
        author=query.get("author", "").strip(),
        page=min(max(parse_number(query.get("page", "")), 1), _LAST_PAGE),
        case=parse_number(query.get("case", "")),
    )


def parse_number(text: str) -> int:
    """Parse the number of a case or page; 0 for what is none."""
    return int(text) if text.isdecimal() and len(text) <= _LONGEST_NUMBER else 0


async def make_filter(
    address: QueueAddress, platform: Platform, community: str
) -> QueueFilter | Refusal:
    """Make the filter of an address; names are looked up as in chat."""
    found: dict[NameKind, str | None] = {}
    for kind, written in ((NameKind.CHANNEL, address.channel), (NameKind.MEMBER, address.author)):
        if not written:
            found[kind] = None
            continue
        known = await platform.resolve(kind, written, community)
        if isinstance(known, Refusal):
            return known
        found[kind] = known
    label = Label(address.label) if address.label else None
    return QueueFilter(label, found[NameKind.CHANNEL], found[NameKind.MEMBER])
