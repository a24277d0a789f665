"""Review rules: which buttons of a case can be pressed, and what its decisions come to. Pure.

A case is resolved once it was dismissed, undone or overturned: then nothing more can be pressed. Of two
decisions that contradict each other, the first wins.
"""

from collections.abc import Collection
from datetime import datetime, timedelta

from bot.alerts.alert import decision_text
from bot.domain.actions import Action, Outcome
from bot.domain.buttons import Button
from bot.domain.case import CaseFile, Decision
from bot.domain.message import Author
from bot.domain.phrases import ModeratorPhrase, Phrase
from bot.domain.strikes import is_strike
from bot.domain.texts import ACTION_TEXTS
from bot.interactions.replies import Refusal

ACTION_BY_BUTTON = {
    Button.DELETE: Action.DELETE,
    Button.WARN: Action.WARN,
    Button.TIMEOUT: Action.TIMEOUT,
    Button.KICK: Action.KICK,
    Button.BAN: Action.BAN,
}
"""The action of each button that acts on the message or its author."""

NOT_ON_CARDS = (Button.KICK, Button.BAN, Button.PURGE, Button.APPEAL)
"""Buttons that an alert does not have: one press there would be too few."""

RESOLVING = (Button.DISMISS, Button.UNDO, Button.OVERTURN)
"""The buttons that resolve a case: it is no strike any more."""

CONFIRMING = (*ACTION_BY_BUTTON, Button.UPHOLD)
"""The buttons that say that a message was harmful: what resolves a case contradicts them."""

_A_MOMENT = timedelta(seconds=6)
"""Time in which somebody may have pressed without having seen what another did; databases round to seconds."""


def check_button(
    case_file: CaseFile, button: Button, *, supported: Collection[Action]
) -> Refusal | None:
    """Return why a moderator cannot press this button now; None if they can."""
    if case_file.case.outcome is None:
        return Refusal(
            ModeratorPhrase("this case is still being worked on"),
            ModeratorPhrase("try again in a moment"),
        )
    if resolving := _find_decision(case_file, *RESOLVING):
        return Refusal(
            ModeratorPhrase("settled already: {decision}", decision=decision_text(resolving))
        )
    if button in ACTION_BY_BUTTON:
        return _check_action(case_file, button, supported)
    if button in (Button.UPHOLD, Button.OVERTURN):
        return _check_appeal(case_file)
    return _check_resolution(case_file, button)


def check_contradiction(
    case_file: CaseFile, button: Button, *, by: Author, now: datetime
) -> Refusal | None:
    """Return why a press takes back what another moderator does at this moment; None if it does not."""
    confirming = (
        _find_decision(case_file, *CONFIRMING, latest=True) if button in RESOLVING else None
    )
    if confirming is None:
        return _check_edit(case_file, button, now)
    age = now - confirming.decided_at
    is_unseen = confirming.by != by.id and timedelta() <= age <= _A_MOMENT
    if confirming.outcome is None or is_unseen:
        return Refusal(
            ModeratorPhrase(
                "somebody was first, a moment ago: {decision}", decision=decision_text(confirming)
            ),
            ModeratorPhrase("look at the case again before you decide"),
        )
    return _check_edit(case_file, button, now)


def choose_buttons(case_file: CaseFile, *, supported: Collection[Action]) -> tuple[Button, ...]:
    """Return the buttons that a moderator can press now, in their order."""
    buttons = (button for button in Button if button not in NOT_ON_CARDS)
    return tuple(b for b in buttons if check_button(case_file, b, supported=supported) is None)


def actions_on_author(case_file: CaseFile) -> frozenset[Action]:
    """Return the actions that were really taken, by policy and moderators, a warning at least."""
    case = case_file.case
    taken_back = {
        decision.version
        for decision in case_file.decisions
        if decision.button in RESOLVING and _counts(decision) and decision.version != case.version
    }
    outcomes = [
        case.outcome,
        *(each.outcome for each in case_file.versions if each.version not in taken_back),
        *(
            decision.outcome
            for decision in case_file.decisions
            if decision.button in ACTION_BY_BUTTON and decision.version not in taken_back
        ),
    ]
    return frozenset(outcome.action for outcome in outcomes if outcome and is_strike(outcome))


def check_appellant(case_file: CaseFile, person: Author) -> Refusal | None:
    """Return why this person cannot appeal in this case; None if they can, unless they have already."""
    if case_file.case.message.author.id != person.id:
        return Refusal(Phrase("only its author can appeal in a case"))
    if not actions_on_author(case_file):
        return Refusal(Phrase("nothing was done to you in this case"))
    if _find_decision(case_file, *RESOLVING):
        return Refusal(Phrase("what was done has been taken back already"))
    return None


def is_message_gone(case_file: CaseFile) -> bool:
    """Return True if the message was deleted, by the policy or by a moderator."""
    outcome = case_file.case.outcome
    by_policy = outcome is not None and outcome.is_in_force and outcome.action >= Action.DELETE
    return by_policy or _find_decision(case_file, Button.DELETE) is not None


def actions_taken(case_file: CaseFile) -> frozenset[Action]:
    """Return the actions on an author, and that the message was deleted, with a harsher one too."""
    return actions_on_author(case_file) | ({Action.DELETE} if is_message_gone(case_file) else set())


def is_lost(case_file: CaseFile, reversible: Collection[Action]) -> bool:
    """Return True if the message was deleted for good."""
    return is_message_gone(case_file) and Action.DELETE not in reversible


def undone_lines(
    case_file: CaseFile, outcome: Outcome, *, reversible: Collection[Action]
) -> tuple[str, ...]:
    """Say what undoing, of this outcome, reversed, and honestly what it could not."""
    done = actions_taken(case_file)
    lifted: list[str] = [
        ModeratorPhrase(ACTION_TEXTS[action].undone)
        for action in sorted(done)
        if action in reversible
    ]
    if outcome.reason:
        lifted = [f"{outcome.reason[0].upper()}{outcome.reason[1:]}."]
    lost = [
        ModeratorPhrase(ACTION_TEXTS[action].not_undone)
        for action in sorted(done)
        if action not in reversible and ACTION_TEXTS[action].not_undone
    ]
    is_kept = case_file.case.is_text_kept
    said = (
        ModeratorPhrase("This is what it said:")
        if is_kept
        else ModeratorPhrase("Its text is no longer kept.")
    )
    gone = [ModeratorPhrase("The message cannot be brought back. {said}", said=said)]
    standing = [ModeratorPhrase("It does not count as a strike.")]
    return (
        *lifted,
        *lost,
        *standing,
        *(gone if is_lost(case_file, reversible) else []),
    )


def is_strike_after(button: Button, outcome: Outcome) -> bool | None:
    """Return whether the case is a strike after this decision; None leaves that as it is."""
    if not outcome.is_in_force:
        return None
    if button in RESOLVING:
        return False
    return True if button in ACTION_BY_BUTTON else None


def _check_edit(case_file: CaseFile, button: Button, now: datetime) -> Refusal | None:
    """Return why a case cannot be settled yet: it is about another text than a moment ago."""
    case = case_file.case
    edited_at = case.message.edited_at if case.version else None
    if button in RESOLVING and edited_at and timedelta() <= now - edited_at <= _A_MOMENT:
        return Refusal(
            ModeratorPhrase("its author edited the message a moment ago"),
            ModeratorPhrase("look at the case again before you decide"),
        )
    return None


def _check_action(
    case_file: CaseFile, button: Button, supported: Collection[Action]
) -> Refusal | None:
    action = ACTION_BY_BUTTON[button]
    if pressed := _find_decision(case_file, button):
        return Refusal(ModeratorPhrase("done already: {decision}", decision=decision_text(pressed)))
    if action in actions_on_author(case_file):
        return Refusal(ModeratorPhrase("done already, by the policy"))
    if action not in supported:
        return Refusal(
            ModeratorPhrase("there is no {action} here that I can do", action=action.value)
        )
    return None


def _check_resolution(case_file: CaseFile, button: Button) -> Refusal | None:
    if button is Button.DISMISS and (confirming := _find_decision(case_file, *CONFIRMING)):
        return Refusal(
            ModeratorPhrase("decided already: {decision}", decision=decision_text(confirming)),
            ModeratorPhrase("Undo takes back what was done"),
        )
    if button is Button.UNDO and not actions_on_author(case_file):
        return Refusal(
            ModeratorPhrase("nothing was done, so there is nothing to undo"),
            ModeratorPhrase("Dismiss says that it was a false alarm"),
        )
    return None


def _check_appeal(case_file: CaseFile) -> Refusal | None:
    if case_file.appeal is None:
        return Refusal(
            ModeratorPhrase("nobody appealed"),
            ModeratorPhrase("a member appeals with the button under their notice"),
        )
    since = case_file.appeal_version
    if pressed := _find_decision(case_file, Button.UPHOLD, *RESOLVING, since=since):
        return Refusal(ModeratorPhrase("done already: {decision}", decision=decision_text(pressed)))
    return None


def _find_decision(
    case_file: CaseFile, *buttons: Button, latest: bool = False, since: int | None = None
) -> Decision | None:
    """Find the first or latest decision by these buttons that was not refused: those may be tried again.

    Only those count that were taken of the version which the case is about, or of any `since` a version.
    """
    first = case_file.case.version if since is None else since
    return next(
        (
            decision
            for decision in (case_file.decisions[::-1] if latest else case_file.decisions)
            if decision.button in buttons and decision.version >= first and _counts(decision)
        ),
        None,
    )


def _counts(decision: Decision) -> bool:
    return decision.outcome is None or decision.outcome.is_in_force
