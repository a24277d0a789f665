"""Heuristics that find the moderators' channel by its name. Pure."""

import re

_BOT = re.compile(r"\bparley\b", re.IGNORECASE)
_MODERATORS = re.compile(
    r"\b(mod|mods|moderators?|moderation|modlogs?|automod|staff)\b", re.IGNORECASE
)


def is_bot_channel(name: str) -> bool:
    """Return True for a channel named after the bot: "parley", "parley-alerts"."""
    return _BOT.search(_split_words(name)) is not None


def is_moderator_channel(name: str) -> bool:
    """Return True for a name that speaks of moderators: "mod-log", "staff_room"; not "modern-art"."""
    return _MODERATORS.search(_split_words(name)) is not None


def _split_words(name: str) -> str:
    """Put spaces between words: "mod-log" -> "mod log"."""
    return re.sub(r"[\W_]+", " ", name)
