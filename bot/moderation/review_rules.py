"""What people may still do about a case, and what it comes to. Pure.

A case is settled once it was dismissed, undone or overturned: then nothing more can be pressed.
"""

from collections.abc import Collection

from bot.alerts.alert import decision_text
from bot.domain.actions import Action, Outcome
from bot.domain.buttons import Button
from bot.domain.case import CaseFile, Decision
from bot.domain.message import Author
from bot.domain.strikes import is_strike
from bot.interactions.replies import Refusal

ACTION_BY_BUTTON = {
    Button.DELETE: Action.DELETE,
    Button.WARN: Action.WARN,
    Button.TIMEOUT: Action.TIMEOUT,
}
"""The buttons that do something to the message or its author."""

RESOLVING = (Button.DISMISS, Button.UNDO, Button.OVERTURN)
"""The buttons after which a case counts for nothing."""


def check_button(
    case_file: CaseFile, button: Button, *, supported: Collection[Action]
) -> Refusal | None:
    """Why a moderator cannot press this button now; None if they can."""
    if case_file.case.outcome is None:
        return Refusal("this case is still being worked on", "try again in a moment")
    if settled := _find(case_file, *RESOLVING):
        return Refusal(f"settled already: {decision_text(settled)}")
    if button in ACTION_BY_BUTTON:
        return _check_action(case_file, button, supported)
    if button in (Button.UPHOLD, Button.OVERTURN):
        return _check_appeal(case_file)
    if button is Button.UNDO and not actions_on_author(case_file):
        return Refusal(
            "nothing was done, so there is nothing to undo",
            "Dismiss says that it was a false alarm",
        )
    return None


def choose_buttons(case_file: CaseFile, *, supported: Collection[Action]) -> tuple[Button, ...]:
    """The buttons that a moderator can press now."""
    moderators = (button for button in Button if button is not Button.APPEAL)
    return tuple(b for b in moderators if check_button(case_file, b, supported=supported) is None)


def actions_on_author(case_file: CaseFile) -> frozenset[Action]:
    """What was really done, by the policy and by moderators, a warning at least."""
    found = [
        case_file.case.outcome,
        *(d.outcome for d in case_file.decisions if d.button in ACTION_BY_BUTTON),
    ]
    return frozenset(outcome.action for outcome in found if outcome and is_strike(outcome))


def check_appellant(case_file: CaseFile, person: Author) -> Refusal | None:
    """Why this person cannot appeal in this case; None if they can, if they have not yet."""
    if case_file.case.message.author.id != person.id:
        return Refusal("only its author can appeal in a case")
    if not actions_on_author(case_file):
        return Refusal("nothing was done to you in this case")
    if _find(case_file, *RESOLVING):
        return Refusal("what was done has been taken back already")
    return None


def is_message_gone(case_file: CaseFile) -> bool:
    """Whether the message was deleted, by the policy or by a moderator."""
    outcome = case_file.case.outcome
    by_policy = outcome is not None and outcome.is_in_force and outcome.action >= Action.DELETE
    return by_policy or _find(case_file, Button.DELETE) is not None


def undone_lines(case_file: CaseFile, *, reversible: Collection[Action]) -> tuple[str, ...]:
    """What undoing brought back, and honestly what it cannot."""
    done = actions_on_author(case_file)
    lifted = [_LIFTED[action] for action in sorted(done) if action in reversible]
    lost = [
        _LOST[action] for action in sorted(done) if action in _LOST and action not in reversible
    ]
    gone = ["The message cannot be brought back. This is what it said:"]
    standing = ["It does not count as a strike."]
    return (*lifted, *lost, *standing, *(gone if is_message_gone(case_file) else []))


def is_strike_after(button: Button, outcome: Outcome) -> bool | None:
    """Whether the case counts against its author after this; None: as before."""
    if not outcome.is_in_force:
        return None
    if button in RESOLVING:
        return False
    return True if button in ACTION_BY_BUTTON else None


def _check_action(
    case_file: CaseFile, button: Button, supported: Collection[Action]
) -> Refusal | None:
    action = ACTION_BY_BUTTON[button]
    if pressed := _find(case_file, button):
        return Refusal(f"done already: {decision_text(pressed)}")
    if action in actions_on_author(case_file):
        return Refusal("done already, by the policy")
    if action not in supported:
        return Refusal(f"this platform has no {action.value} that I can do")
    return None


def _check_appeal(case_file: CaseFile) -> Refusal | None:
    if case_file.appeal is None:
        return Refusal("nobody appealed", "a member appeals with the button under their notice")
    if pressed := _find(case_file, Button.UPHOLD):
        return Refusal(f"done already: {decision_text(pressed)}")
    return None


def _find(case_file: CaseFile, *buttons: Button) -> Decision | None:
    """The decision by one of these buttons that holds: what was refused may be tried again."""
    return next(
        (
            decision
            for decision in case_file.decisions
            if decision.button in buttons
            and (decision.outcome is None or decision.outcome.is_in_force)
        ),
        None,
    )


_LIFTED = {Action.TIMEOUT: "The timeout was lifted.", Action.BAN: "The ban was lifted."}
_LOST = {
    Action.WARN: "The warning cannot be unsaid.",
    Action.TIMEOUT: "The timeout cannot be lifted from here.",
    Action.KICK: "The kick cannot be taken back: invite them again.",
    Action.BAN: "The ban cannot be lifted from here.",
}
