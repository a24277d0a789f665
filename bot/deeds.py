"""From a case to what is to be done: the nearest action there is, and what its author is told. Pure."""

from collections.abc import Collection

from bot.actions import Action, Deed, nearest
from bot.case import Case


def prepare(case: Case, action: Action, *, supported: Collection[Action]) -> Deed:
    """The action, or the nearest milder one that is supported, with all that it takes to do it."""
    possible = nearest(action, supported)
    why = f"case {case.number}: {'; '.join(case.verdict.reasons)}"
    return Deed(possible, case.message, why)
