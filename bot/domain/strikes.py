"""Escalation: earlier cases of an author make an action harsher, by the policy's ladder. Pure."""

from collections.abc import Sequence
from dataclasses import replace

from bot.domain.actions import Action, Outcome
from bot.domain.message import Message
from bot.domain.policy import Policy
from bot.domain.verdict import CEILING, Verdict


def apply_ladder(action: Action, strikes: int, ladder: Sequence[Action]) -> Action:
    """Return the action, or the ladder's after so many strikes if that is harsher.

    FLAG and milder actions stay as they are, as nobody is sure of them.

    >>> apply_ladder(Action.WARN, 2, [Action.WARN, Action.TIMEOUT])
    <Action.TIMEOUT: 'timeout'>
    """
    return action if action <= Action.FLAG else max(action, *ladder[:strikes], Action.NONE)


def escalate(verdict: Verdict, strikes: int, *, policy: Policy, message: Message) -> Verdict:
    """Return the verdict after so many strikes; the limits of moderators and of the mode still hold."""
    wanted = apply_ladder(verdict.wanted, strikes, policy.strikes.ladder)
    if policy.is_moderator(message.author):
        wanted = min(wanted, max(policy.moderators, verdict.wanted))
    if wanted == verdict.wanted:
        return verdict
    earlier = "1 strike" if strikes == 1 else f"{strikes} strikes"
    note = f"{earlier} in {policy.strikes.within_days} days: {wanted.value}"
    return replace(
        verdict,
        wanted=wanted,
        action=min(wanted, CEILING[verdict.mode]),
        notes=(note, *verdict.notes),
    )


def is_strike(outcome: Outcome) -> bool:
    """Return True if the outcome counts against the author: a warning at least was done."""
    return outcome.is_in_force and outcome.action >= Action.WARN
