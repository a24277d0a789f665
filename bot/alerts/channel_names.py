"""Which channel is the moderators', as its name tells. Pure."""

import re

_OURS = re.compile(r"\bparley\b", re.IGNORECASE)
_MODERATORS = re.compile(
    r"\b(mod|mods|moderators?|moderation|modlogs?|automod|staff)\b", re.IGNORECASE
)


def is_bot_channel(name: str) -> bool:
    """Whether a channel is named for the bot: "parley", "parley-alerts"."""
    return _OURS.search(_part(name)) is not None


def is_moderator_channel(name: str) -> bool:
    """Whether its name speaks of moderators: "mod-log", "staff_room"; not "modern-art"."""
    return _MODERATORS.search(_part(name)) is not None


def _part(name: str) -> str:
    """With words apart: "mod-log" -> "mod log"."""
    return re.sub(r"[\W_]+", " ", name)
