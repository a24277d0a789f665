"""Refusals of names that stand for nobody and nothing on a platform. Pure."""

from collections.abc import Sequence

from bot.interactions.replies import Refusal
from bot.interactions.requests import NameKind


def choose_only(
    kind: NameKind, written: str, found: Sequence[str], *, remedy: str
) -> str | Refusal:
    """Return the one id that a name stands for, or the refusal of none and of several."""
    if len(found) == 1:
        return found[0]
    if found:
        return Refusal(f'several are called "{written}"', remedy)
    return Refusal(f'"{written}" is no {kind} that I know here', remedy)
