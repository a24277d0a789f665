"""Verdicts: scores, policy and exemptions to a decision with its reasons. Pure."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from enum import StrEnum
from functools import cached_property
from typing import Protocol

from bot.domain.actions import Action
from bot.domain.languages import ENGLISH, name_language
from bot.domain.message import AGE_RESTRICTED, Message
from bot.domain.policy import Level, Mode, Policy
from bot.domain.word_hits import MAX_SPANS, WordHit
from bot.domain.word_matcher import WordMatch
from classifier import Label, Reason, Scores, Unscored, thresholds_of
from classifier import LabelThresholds as Calibrated


class Tier(StrEnum):
    """The tier of a threshold: FLAG, worth a moderator's look; ACT, sure enough to act."""

    FLAG = "flag"
    ACT = "act"


@dataclass(frozen=True, slots=True)
class ActiveThreshold:
    """A threshold that holds in some scopes: from the score `at_least` on, a label leads to `action`."""

    label: Label
    tier: Tier
    at_least: float
    action: Action


@dataclass(frozen=True)
class Verdict:
    """The decision about a message: the action that the policy wants, and the one that its mode allows.

    `wanted` follows from the scores, the exemptions, and whether the author moderates; `action` is never
    harsher. `thresholds` are those that held in the message's scopes, `words` the own words that it has;
    `notes` give the reasons besides them.
    """

    scores: Scores | Unscored
    thresholds: tuple[ActiveThreshold, ...]
    mode: Mode
    wanted: Action
    action: Action
    notes: tuple[str, ...]
    words: tuple[WordHit, ...] = ()

    @cached_property
    def crossed(self) -> tuple[ActiveThreshold, ...]:
        """Return the harshest threshold that each label has reached, the highest score first."""
        return _crossed(self.scores, self.thresholds)

    @cached_property
    def harms(self) -> Mapping[Label, Action]:
        """Return the labels that were found, by scores or own words, with their actions; what decided first."""
        crossed = {threshold.label: threshold.action for threshold in self.crossed}
        words = {hit.label: hit.action for hit in self.words[::-1] if hit.label}
        is_by_words = max(words.values(), default=Action.NONE) > max(
            crossed.values(), default=Action.NONE
        )
        order = (*words, *crossed) if is_by_words else (*crossed, *words)
        return {
            label: max(table[label] for table in (crossed, words) if label in table)
            for label in order
        }

    @property
    def needs_no_case(self) -> bool:
        """Return True if nothing is to be done, and so nothing to be recorded."""
        return self.wanted is Action.NONE

    @property
    def reasons(self) -> tuple[str, ...]:
        """Return the reasons as texts: ("insult 0.91 is at least 0.85: delete", "mode flag: flag at most")."""
        words = map(str, self.words)
        if isinstance(self.scores, Unscored):
            return (*words, *self.notes)
        scores = self.scores
        crossed = (
            f"{t.label} {scores[t.label]:.2f} is at least {t.at_least:.2f}: {t.action.value}"
            for t in self.crossed
        )
        return (*crossed, *words, *self.notes)


class FindThresholds(Protocol):
    """A way to find the thresholds that hold somewhere: `active_thresholds`, or what remembers its results."""

    def __call__(
        self,
        policy: Policy,
        scopes: Sequence[str],
        *,
        calibrated: Mapping[Label, Calibrated],
        language: str | None = None,
    ) -> tuple[ActiveThreshold, ...]:
        """Return what `active_thresholds` does."""
        ...


def decide(
    policy: Policy,
    message: Message,
    *,
    scores: Scores | Unscored,
    calibrated: Mapping[Label, Calibrated],
    words: Sequence[WordMatch] = (),
    find_thresholds: FindThresholds | None = None,
) -> Verdict:
    """Decide about a message. `calibrated` are the bundle's thresholds, which the policy calls "model".

    `words` are the own words that were found in it: those that always count do so whatever the scores are.
    `find_thresholds` is `active_thresholds`, unless another is given.
    """
    scopes = message.scopes
    language = None if isinstance(scores, Unscored) else scores.language
    held = calibrated if isinstance(scores, Unscored) else thresholds_of(calibrated, scores)
    find = find_thresholds or active_thresholds
    thresholds = find(policy, scopes, calibrated=held, language=language)
    wanted, notes = _judge(policy, message, scores=scores, thresholds=thresholds)
    matches = sorted(words, key=lambda match: match.rule.label is None)  # what counts first
    hits = tuple([_make_hit(policy, match, scopes, language=language) for match in matches])
    wanted = max([wanted, *[hit.action for hit in hits]])
    mode = policy.mode_in(scopes)
    if wanted is Action.NONE:  # as of most messages
        return Verdict(scores, thresholds, mode, wanted, wanted, tuple(notes), hits)

    if exemption := find_exemption(policy, message):
        wanted = Action.NONE
        notes.append(f"exempt: {exemption}")
    if wanted > policy.moderators and policy.is_moderator(message.author):
        wanted = policy.moderators
        notes.append(f"the author is a moderator: {_at_most(wanted)}")
    if wanted > Action.FLAG and not policy.has_known_standing(message.author):
        wanted = Action.FLAG
        notes.append(_UNKNOWN_STANDING)

    action = min(wanted, CEILING[mode])
    if action < wanted:
        notes.append(f"mode {mode}: {_at_most(action)}")
    return Verdict(scores, thresholds, mode, wanted, action, tuple(notes), hits)


def _make_hit(
    policy: Policy, match: WordMatch, scopes: Sequence[str], *, language: str | None
) -> WordHit:
    rule, action = match.rule, Action.NONE
    if rule.label is not None:
        action = Action.FLAG
        if rule.tier == Tier.ACT:
            action = _resolve_action(policy, rule.label, scopes, language=language)
    return WordHit(rule.term.text, rule.label, action, match.spans[:MAX_SPANS])


def _judge(
    policy: Policy,
    message: Message,
    *,
    scores: Scores | Unscored,
    thresholds: Sequence[ActiveThreshold],
) -> tuple[Action, list[str]]:
    """Return the action that scores call for, before exemptions, and the notes that say why."""
    if isinstance(scores, Unscored):
        # Joined messages are acted on by scores alone; each part got its own verdict before.
        wanted = Action.NONE if message.parts else policy.unscored.action(scores.reason)
        return wanted, [f"unscored ({scores.reason}): {wanted.value}"]
    if not policy.languages.moderates(scores.language):
        wanted = policy.languages.others
        return wanted, [f"{name_language(scores.language)} is not moderated: {wanted.value}"]
    wanted = max([t.action for t in _crossed(scores, thresholds)], default=Action.NONE)
    is_foreign = scores.language not in (None, ENGLISH)
    return wanted, [f"read as {name_language(scores.language)}"] if is_foreign else []


def active_thresholds(
    policy: Policy,
    scopes: Sequence[str],
    *,
    calibrated: Mapping[Label, Calibrated],
    language: str | None = None,
) -> tuple[ActiveThreshold, ...]:
    """Return the thresholds in scopes, given from narrow to wide: at most two for each label.

    A label that is not `calibrated` is one that the language does not have.
    """
    found: list[ActiveThreshold] = []
    for label in calibrated:
        flag, act = resolve_levels(policy, label, scopes, calibrated=calibrated, language=language)
        action = _resolve_action(policy, label, scopes, language=language)
        if flag is not None:
            found.append(ActiveThreshold(label, Tier.FLAG, flag, Action.FLAG))
        if act is not None:
            found.append(ActiveThreshold(label, Tier.ACT, act, action))
    return tuple(found)


def _resolve_action(
    policy: Policy, label: Label, scopes: Sequence[str], *, language: str | None
) -> Action:
    rules = policy.rules_in(label, scopes, language=language)
    return next((rule.action for rule in rules if rule.action is not None), Action.DELETE)


def resolve_levels(
    policy: Policy,
    label: Label,
    scopes: Sequence[str],
    *,
    calibrated: Mapping[Label, Calibrated],
    language: str | None = None,
) -> tuple[float | None, float | None]:
    """Return the flag and the act threshold of a label in scopes as they were set, None for off."""
    rules = policy.rules_in(label, scopes, language=language)
    flag: Level = next((rule.flag for rule in rules if rule.flag is not None), "model")
    act: Level = next((rule.act for rule in rules if rule.act is not None), "model")
    model = calibrated[label]
    return _resolve_level(flag, model.flag), _resolve_level(act, model.act)


def list_actions(policy: Policy) -> frozenset[Action]:
    """Return every action that the policy can lead to in any scope and language, ignoring modes."""
    calibrated = dict.fromkeys(Label, Calibrated(flag=0.0, act=0.0))
    every_scopes = [(), (AGE_RESTRICTED,), *((scope,) for scope in policy.channels)]
    thresholds = [
        threshold
        for scopes in every_scopes
        for language in (None, *policy.named_languages)
        for threshold in active_thresholds(policy, scopes, calibrated=calibrated, language=language)
    ]
    unscored = map(policy.unscored.action, Reason)
    return frozenset({*(t.action for t in thresholds), *policy.strikes.ladder, *unscored})


CEILING = {Mode.SHADOW: Action.NONE, Mode.FLAG: Action.FLAG, Mode.ENFORCE: Action.BAN}
"""The harshest action that each mode allows."""


_UNKNOWN_STANDING = "not known whether its author is a moderator or exempt: flagged only"
"""The note on a message of somebody of whom the platform has not said who they are."""


def _resolve_level(level: Level, calibrated: float | None) -> float | None:
    if level == "model":
        return calibrated
    return None if level == "off" else level


def _crossed(
    scores: Scores | Unscored, thresholds: Sequence[ActiveThreshold]
) -> tuple[ActiveThreshold, ...]:
    if isinstance(scores, Unscored):
        return ()
    highest = scores.highest
    possible = [t for t in thresholds if t.at_least <= highest]
    if not possible:  # as in most messages
        return ()
    reached = [t for t in possible if t.label in scores and scores[t.label] >= t.at_least]
    harshest = {t.label: t for t in sorted(reached, key=lambda t: t.action)}
    return tuple(sorted(harshest.values(), key=lambda t: -scores[t.label]))


def find_exemption(policy: Policy, message: Message) -> str:
    """Return what exempts a message ("role 7"), "" if nothing does."""
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
