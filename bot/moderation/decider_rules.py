"""Decider rules: who may press a button of a case. Pure but for the ranks, which the platform knows."""

from collections.abc import Collection

from bot.domain.actions import Action
from bot.domain.assignment import assignment_text
from bot.domain.authority import Authority
from bot.domain.buttons import Button
from bot.domain.case import CaseFile
from bot.domain.message import Author
from bot.domain.naming import RIGHT_TEXTS, parse_naming
from bot.domain.phrases import ModeratorPhrase
from bot.domain.texts import ACTION_TEXTS
from bot.interactions.replies import Refusal
from bot.moderation.review_rules import ACTION_BY_BUTTON, RESOLVING, actions_taken
from bot.runtime.platform_port import Platform

SANCTIONS = frozenset({Action.TIMEOUT, Action.KICK, Action.BAN})
"""Actions against a person, which need a rank above theirs."""


def check_viewer(case_file: CaseFile, authority: Authority) -> Refusal | None:
    """Return why somebody cannot see a case: only moderators of its channel can."""
    if authority.moderates(case_file.case.message.channel):
        return None
    return Refusal(
        ModeratorPhrase(
            "case {number} is of a channel in which you do not moderate",
            number=str(case_file.case.number),
        ),
        ModeratorPhrase("ask a moderator of that channel"),
    )


def check_assignment(case_file: CaseFile, by: str) -> Refusal | None:
    """Return why somebody cannot decide on a case at the moment: another moderator works on it."""
    assignment = case_file.assignment
    if assignment is None or assignment.by == by:
        return None
    return Refusal(
        ModeratorPhrase(
            "case {number}: {taken}",
            number=str(case_file.case.number),
            taken=assignment_text(assignment),
        ),
        ModeratorPhrase("take another one meanwhile, or ask them to release it"),
    )


def check_decider(
    case_file: CaseFile,
    button: Button,
    *,
    by: Author,
    authority: Authority,
    reversible: Collection[Action],
) -> Refusal | None:
    """Return why this person cannot press a button, whatever others can; None if they can."""
    message = case_file.case.message
    if message.author.id == by.id:
        return Refusal(
            ModeratorPhrase("this case is about you"),
            ModeratorPhrase("another moderator decides on it"),
        )
    own = authority.actions_on(message)
    needed = _needed_actions(case_file, button, reversible)
    if missing := sorted(needed - own):
        naming = parse_naming(message.id) if missing[0] is Action.DELETE else None
        right = RIGHT_TEXTS[naming] if naming else ACTION_TEXTS[missing[0]].right
        return Refusal(
            ModeratorPhrase("you may not {right} here yourself", right=ModeratorPhrase(right)),
            ModeratorPhrase("ask for that right on the platform, or ask a moderator who has it"),
        )
    return None


async def check_rank(
    platform: Platform, case_file: CaseFile, button: Button, *, by: Author
) -> Refusal | None:
    """Return why this person cannot sanction the author of a case: they do not stand above them."""
    if ACTION_BY_BUTTON.get(button) not in SANCTIONS:
        return None
    is_above = await platform.outranks(by, case_file.case.message)
    if is_above is None:
        return Refusal(
            ModeratorPhrase("it is not known whether you stand above its author"),
            ModeratorPhrase("try again in a moment"),
        )
    return (
        None
        if is_above
        else Refusal(
            ModeratorPhrase("its author stands above you here, or beside you"),
            ModeratorPhrase("ask somebody who stands above them"),
        )
    )


def _needed_actions(
    case_file: CaseFile, button: Button, reversible: Collection[Action]
) -> frozenset[Action]:
    """Return the actions to be entitled to: the button's own, or those that it takes back."""
    if button in RESOLVING:
        return actions_taken(case_file) & frozenset(reversible)
    action = ACTION_BY_BUTTON.get(button, Action.NONE)
    return frozenset({action}) & (SANCTIONS | {Action.DELETE})
