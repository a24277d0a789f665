"""Known names: a name that was shown and still stands is not shown again each time that its bearer is seen."""

from typing import Final

from bot.domain.message import Message
from bot.domain.naming import Naming, parse_naming
from bot.domain.verdict import Verdict
from bot.domain.versions import is_worse
from bot.store.standing_names import StandingNames

_SEEN_AGAIN: Final = (Naming.NICKNAME, Naming.PROFILE, Naming.STATUS, Naming.THREAD)
"""Names that come with each message, or with each thread that is opened again: a restart sees them for the first time."""


async def is_known_name(message: Message, verdict: Verdict, names: StandingNames) -> bool:
    """Return True for a name of a person or thread that has a case, unless this verdict asks for more than that did."""
    if parse_naming(message.id) not in _SEEN_AGAIN:
        return False
    known = await names.find(message)
    if known is None or is_worse(verdict, than=known.verdict):
        return False
    return verdict.action <= known.verdict.action
