"""Earlier cases harden what is done, by the policy's ladder. Pure."""

from collections.abc import Sequence
from dataclasses import replace

from bot.domain.actions import Action, Outcome
from bot.domain.message import Message
from bot.domain.policy import Policy
from bot.domain.verdict import CEILING, Verdict


def climb(action: Action, strikes: int, ladder: Sequence[Action]) -> Action:
    """The action, or what the ladder asks for after so many strikes if that is harsher.

    What is at most flagged stays so, as nobody is sure of it.

    >>> climb(Action.WARN, 2, [Action.WARN, Action.TIMEOUT])
    <Action.TIMEOUT: 'timeout'>
    """
    return action if action <= Action.FLAG else max(action, *ladder[:strikes], Action.NONE)


def escalate(verdict: Verdict, strikes: int, *, policy: Policy, message: Message) -> Verdict:
    """The verdict after so many strikes; a moderator's and the mode's limits hold as before."""
    wanted = climb(verdict.wanted, strikes, policy.strikes.ladder)
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
    """Whether something really was done to the author, a warning at least."""
    return outcome.is_in_force and outcome.action >= Action.WARN
