"""What is decided about a message, and why: pure judgement, without input, output or a clock."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from enum import StrEnum
from functools import cached_property

from bot.domain.actions import Action
from bot.domain.message import AGE_RESTRICTED, Message
from bot.domain.policy import Level, Mode, Policy
from classifier import Label, Reason, Scores, Unscored
from classifier import LabelThresholds as Calibrated


class Tier(StrEnum):
    """How sure a threshold is: worth a person's look, or sure enough to act."""

    FLAG = "flag"
    ACT = "act"


@dataclass(frozen=True, slots=True)
class ActiveThreshold:
    """From the score `at_least` on, a label leads to `action`."""

    label: Label
    tier: Tier
    at_least: float
    action: Action


@dataclass(frozen=True)
class Verdict:
    """What the policy wants done about a message, and what its mode lets through.

    `wanted` follows from the scores, the exemptions and the author's standing; `action` is never
    harsher. `thresholds` are those that held in the message's place; `notes` say in words what they
    do not.
    """

    scores: Scores | Unscored
    thresholds: tuple[ActiveThreshold, ...]
    mode: Mode
    wanted: Action
    action: Action
    notes: tuple[str, ...]

    @cached_property
    def crossed(self) -> tuple[ActiveThreshold, ...]:
        """The harshest threshold that each label has reached, the highest score first."""
        return _crossed(self.scores, self.thresholds)

    @property
    def needs_no_case(self) -> bool:
        """Whether there is nothing to be done, and so nothing to record."""
        return self.wanted is Action.NONE

    @property
    def reasons(self) -> tuple[str, ...]:
        """Why, in words: ("insult 0.91 is at least 0.85: delete", "mode flag: flag at most")."""
        if isinstance(self.scores, Unscored):
            return self.notes
        scores = self.scores
        crossed = (
            f"{t.label} {scores[t.label]:.2f} is at least {t.at_least:.2f}: {t.action.value}"
            for t in self.crossed
        )
        return (*crossed, *self.notes)


def decide(
    policy: Policy,
    message: Message,
    *,
    scores: Scores | Unscored,
    calibrated: Mapping[Label, Calibrated],
) -> Verdict:
    """Judge a message. `calibrated` are the bundle's thresholds: what the policy calls "model"."""
    places = message.scopes
    thresholds = active_thresholds(policy, places, calibrated=calibrated)
    notes: list[str] = []
    if isinstance(scores, Unscored):
        # What a split message leads to follows from scores; each part was judged for itself before.
        wanted = Action.NONE if message.parts else policy.unscored.action(scores.reason)
        notes.append(f"unscored ({scores.reason}): {wanted.value}")
    else:
        wanted = max((t.action for t in _crossed(scores, thresholds)), default=Action.NONE)

    if wanted is not Action.NONE and (why := _exemption(policy, message)):
        wanted = Action.NONE
        notes.append(f"exempt: {why}")
    if wanted > policy.moderators and policy.is_moderator(message.author):
        wanted = policy.moderators
        notes.append(f"the author is a moderator: {_at_most(wanted)}")

    mode = policy.mode_in(places)
    action = min(wanted, CEILING[mode])
    if action < wanted:
        notes.append(f"mode {mode}: {_at_most(action)}")
    return Verdict(scores, thresholds, mode, wanted, action, tuple(notes))


def active_thresholds(
    policy: Policy, places: Sequence[str], *, calibrated: Mapping[Label, Calibrated]
) -> tuple[ActiveThreshold, ...]:
    """What holds in a place, given from narrow to wide: at most two thresholds a label."""
    found: list[ActiveThreshold] = []
    for label in Label:
        rules = policy.rules_in(label, places)
        flag: Level = next((rule.flag for rule in rules if rule.flag is not None), "model")
        act: Level = next((rule.act for rule in rules if rule.act is not None), "model")
        action = next((rule.action for rule in rules if rule.action is not None), Action.DELETE)
        own = calibrated[label]
        for tier, level, model, does in (
            (Tier.FLAG, flag, own.flag, Action.FLAG),
            (Tier.ACT, act, own.act, action),
        ):
            at_least = _at_least(level, model)
            if at_least is not None:
                found.append(ActiveThreshold(label, tier, at_least, does))
    return tuple(found)


def list_actions(policy: Policy) -> frozenset[Action]:
    """Whatever may come of a policy in some place, if the mode there allows it."""
    sure = dict.fromkeys(Label, Calibrated(flag=0.0, act=0.0))
    places = [(), (AGE_RESTRICTED,), *((place,) for place in policy.channels)]
    held = (t for place in places for t in active_thresholds(policy, place, calibrated=sure))
    unscored = map(policy.unscored.action, Reason)
    return frozenset({*(t.action for t in held), *policy.strikes.ladder, *unscored})


CEILING = {Mode.SHADOW: Action.NONE, Mode.FLAG: Action.FLAG, Mode.ENFORCE: Action.BAN}
"""The harshest action that a mode lets through."""


def _at_least(level: Level, model: float | None) -> float | None:
    if level == "model":
        return model
    return None if level == "off" else level


def _crossed(
    scores: Scores | Unscored, thresholds: Sequence[ActiveThreshold]
) -> tuple[ActiveThreshold, ...]:
    if isinstance(scores, Unscored):
        return ()
    reached = (t for t in thresholds if scores[t.label] >= t.at_least)
    harshest = {t.label: t for t in sorted(reached, key=lambda t: t.action)}
    return tuple(sorted(harshest.values(), key=lambda t: -scores[t.label]))


def _exemption(policy: Policy, message: Message) -> str:
    """Why this message is left alone, "" if it is not."""
    exempt, author = policy.exempt, message.author
    if author.id in exempt.authors:
        return f"author {author.id}"
    if roles := exempt.roles & author.roles:
        return f"role {min(roles)}"
    if channels := exempt.channels.intersection(message.scopes):
        return f"channel {min(channels)}"
    return "bot" if exempt.bots and author.is_bot else ""


def _at_most(action: Action) -> str:
    return "nothing is done" if action is Action.NONE else f"{action.value} at most"
