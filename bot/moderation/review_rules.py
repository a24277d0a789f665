"""What people may still do about a case, and what it comes to. Pure.

A case is settled once it was dismissed, undone or overturned: then nothing more can be pressed.
"""

from collections.abc import Collection

from bot.alerts.alert import tell_decision
from bot.domain.actions import Action, Outcome
from bot.domain.buttons import Button
from bot.domain.case import Decision, Dossier
from bot.domain.message import Author
from bot.domain.strikes import is_strike
from bot.interactions.replies import Refusal

ACTIONS = {
    Button.DELETE: Action.DELETE,
    Button.WARN: Action.WARN,
    Button.TIMEOUT: Action.TIMEOUT,
}
"""The buttons that do something to the message or its author."""

SETTLING = (Button.DISMISS, Button.UNDO, Button.OVERTURN)
"""The buttons after which a case counts for nothing."""


def judge(dossier: Dossier, button: Button, *, supported: Collection[Action]) -> Refusal | None:
    """Why a moderator cannot press this button now; None if they can."""
    if dossier.case.outcome is None:
        return Refusal("this case is still being worked on", "try again in a moment")
    if settled := _find(dossier, *SETTLING):
        return Refusal(f"settled already: {tell_decision(settled)}")
    if button in ACTIONS:
        return _judge_action(dossier, button, supported)
    if button in (Button.UPHOLD, Button.OVERTURN):
        return _judge_appeal(dossier)
    if button is Button.UNDO and not done_to_author(dossier):
        return Refusal(
            "nothing was done, so there is nothing to undo",
            "Dismiss says that it was a false alarm",
        )
    return None


def choose_buttons(dossier: Dossier, *, supported: Collection[Action]) -> tuple[Button, ...]:
    """The buttons that a moderator can press now."""
    moderators = (button for button in Button if button is not Button.APPEAL)
    return tuple(b for b in moderators if judge(dossier, b, supported=supported) is None)


def done_to_author(dossier: Dossier) -> frozenset[Action]:
    """What was really done, by the policy and by moderators, a warning at least."""
    found = [dossier.case.outcome, *(d.outcome for d in dossier.decisions if d.button in ACTIONS)]
    return frozenset(outcome.action for outcome in found if outcome and is_strike(outcome))


def judge_appellant(dossier: Dossier, person: Author) -> Refusal | None:
    """Why this person cannot appeal in this case; None if they can, if they have not yet."""
    if dossier.case.message.author.id != person.id:
        return Refusal("only its author can appeal in a case")
    if not done_to_author(dossier):
        return Refusal("nothing was done to you in this case")
    if _find(dossier, *SETTLING):
        return Refusal("what was done has been taken back already")
    return None


def is_message_gone(dossier: Dossier) -> bool:
    """Whether the message was deleted, by the policy or by a moderator."""
    outcome = dossier.case.outcome
    by_policy = outcome is not None and outcome.is_in_force and outcome.action >= Action.DELETE
    return by_policy or _find(dossier, Button.DELETE) is not None


def tell_what_is_undone(dossier: Dossier, *, reversible: Collection[Action]) -> tuple[str, ...]:
    """What undoing brought back, and honestly what it cannot."""
    done = done_to_author(dossier)
    lifted = [_LIFTED[action] for action in sorted(done) if action in reversible]
    lost = [
        _LOST[action] for action in sorted(done) if action in _LOST and action not in reversible
    ]
    gone = ["The message cannot be brought back. This is what it said:"]
    standing = ["It does not count as a strike."]
    return (*lifted, *lost, *standing, *(gone if is_message_gone(dossier) else []))


def is_strike_after(button: Button, outcome: Outcome) -> bool | None:
    """Whether the case counts against its author after this; None: as before."""
    if not outcome.is_in_force:
        return None
    if button in SETTLING:
        return False
    return True if button in ACTIONS else None


def _judge_action(
    dossier: Dossier, button: Button, supported: Collection[Action]
) -> Refusal | None:
    action = ACTIONS[button]
    if pressed := _find(dossier, button):
        return Refusal(f"done already: {tell_decision(pressed)}")
    if action in done_to_author(dossier):
        return Refusal("done already, by the policy")
    if action not in supported:
        return Refusal(f"this platform has no {action.value} that I can do")
    return None


def _judge_appeal(dossier: Dossier) -> Refusal | None:
    if dossier.appeal is None:
        return Refusal("nobody appealed", "a member appeals with the button under their notice")
    if pressed := _find(dossier, Button.UPHOLD):
        return Refusal(f"done already: {tell_decision(pressed)}")
    return None


def _find(dossier: Dossier, *buttons: Button) -> Decision | None:
    """The decision by one of these buttons that holds: what was refused may be tried again."""
    return next(
        (
            decision
            for decision in dossier.decisions
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
