"""Mending: what an author reads of an action that was taken back, and honestly of what stays. Pure."""

from collections.abc import Collection

from bot.domain.actions import Action, Outcome
from bot.domain.phrases import Phrase
from bot.domain.texts import ACTION_TEXTS


def mended_lines(
    done: Collection[Action], outcome: Outcome, *, reversible: Collection[Action]
) -> tuple[Phrase, ...]:
    """Say to an author what was mended of these actions, and what cannot be.

    `outcome`: of taking them back; its reason says that something of somebody else's stays.
    """
    lines = [_line(action, outcome, is_reversible=action in reversible) for action in sorted(done)]
    return tuple(Phrase(line) for line in lines if line)


def _line(action: Action, outcome: Outcome, *, is_reversible: bool) -> str:
    texts = ACTION_TEXTS[action]
    if not is_reversible:
        return texts.not_mended
    return "" if outcome.reason else texts.mended
