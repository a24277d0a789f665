"""Names on the console. Pure."""

from bot.interactions.replies import Refusal
from bot.interactions.requests import NameKind
from bot.platforms.shared.unknown_names import choose_only

CHANNEL = "console"

_REMEDIES = {
    NameKind.MEMBER: "a name as it stands before a colon",
    NameKind.ROLE: "the console has no roles: name a user",
    NameKind.CHANNEL: f"the console has one channel, {CHANNEL}",
}


def resolve_name(kind: NameKind, written: str) -> str | Refusal:
    """Return a name that may be meant: of a member any, of a channel the console's own."""
    is_known = kind is NameKind.MEMBER or (kind is NameKind.CHANNEL and written == CHANNEL)
    return choose_only(kind, written, [written] if is_known else [], remedy=_REMEDIES[kind])
