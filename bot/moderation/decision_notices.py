"""Notices of decisions to the author of a case: of an answered appeal, or that something was taken back. Pure."""

from collections.abc import Collection

from bot.domain.actions import Action, Outcome
from bot.domain.buttons import Button
from bot.domain.case import CaseFile
from bot.domain.notice import Notice
from bot.moderation.enforcement import appeal_decision_notice, taken_back_notice
from bot.moderation.mending import mended_lines
from bot.moderation.review_rules import RESOLVING, actions_on_author, actions_taken


def make_decision_notice(
    case_file: CaseFile,
    button: Button,
    outcome: Outcome,
    *,
    why: str,
    reversible: Collection[Action],
) -> Notice | None:
    """Make the notice of a decision to the author of a case, if it is of something that they know of."""
    case = case_file.case
    if button is Button.UPHOLD:
        return appeal_decision_notice(case, is_upheld=True, why=why)
    if button not in RESOLVING or not (actions_on_author(case_file) or button is Button.OVERTURN):
        return None
    mended = mended_lines(actions_taken(case_file), outcome, reversible=reversible)
    if button is Button.OVERTURN:
        return appeal_decision_notice(case, is_upheld=False, why=why, mended=mended)
    return taken_back_notice(case, why=why, mended=mended)
