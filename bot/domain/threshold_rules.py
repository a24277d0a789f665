"""Threshold rules: settings of thresholds that contradict themselves, or act on nearly everything. Pure."""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass

from bot.domain.languages import name_language
from bot.domain.message import AGE_RESTRICTED
from bot.domain.policy import LOWEST_ACT, Level, Policy
from bot.domain.verdict import resolve_levels
from classifier import Label, LabelThresholds, thresholds_in


@dataclass(frozen=True, slots=True)
class Contradiction:
    """A label whose flag threshold is above its act threshold, in a scope: "" for the whole policy.

    `language`: where it is so in that one alone, "" in all.
    """

    scope: str
    label: Label
    flag: float
    act: float
    language: str = ""

    def __str__(self) -> str:
        text = f"{self.label} is acted on from {self.act:.2f}, and flagged from {self.flag:.2f}"
        return f"{text} in {name_language(self.language)}" if self.language else text


def find_contradictions(
    policy: Policy,
    calibrated: Mapping[Label, LabelThresholds],
    *,
    community: str = "",
    nested: Iterable[Sequence[str]] = (),
) -> list[Contradiction]:
    """Find every label that would be acted on below its flag threshold, whatever form both were said in.

    A community's own policy is given with its id, as overrides of the whole community stand under it.
    `nested`: scopes below it that hold together, such as a thread, its channel and its category.
    """
    return [
        contradiction
        for scope, scopes in _list_scopes(policy, community, nested)
        for contradiction in contradictions_in(policy, scopes, calibrated=calibrated, scope=scope)
    ]


def contradictions_in(
    policy: Policy,
    scopes: Sequence[str],
    *,
    calibrated: Mapping[Label, LabelThresholds],
    scope: str = "",
) -> list[Contradiction]:
    """Find the contradictions that hold in scopes, given from narrow to wide, and call them those of `scope`.

    Of a language that has rules of its own, those that do not hold in all.
    """
    everywhere = _contradictions_of(policy, scopes, calibrated=calibrated, scope=scope)
    levels = {(each.label, each.flag, each.act) for each in everywhere}
    return everywhere + [
        each
        for language in sorted(policy.named_languages)
        for each in _contradictions_of(
            policy, scopes, calibrated=calibrated, scope=scope, language=language
        )
        if (each.label, each.flag, each.act) not in levels
    ]


def _contradictions_of(
    policy: Policy,
    scopes: Sequence[str],
    *,
    calibrated: Mapping[Label, LabelThresholds],
    scope: str,
    language: str = "",
) -> list[Contradiction]:
    spoken = language or None
    held = thresholds_in(calibrated, spoken)
    return [
        Contradiction(scope, label, flag, act, language)
        for label in held
        for flag, act in [resolve_levels(policy, label, scopes, calibrated=held, language=spoken)]
        if flag is not None and act is not None and act < flag
    ]


def check_levels(flag: Level | None, act: Level | None) -> str:
    """Return what is wrong with two thresholds as they were said, "" if nothing is; None: as elsewhere."""
    if isinstance(act, float) and act < LOWEST_ACT:
        return f"act {act:g} acts on nearly every message"
    if isinstance(flag, float) and isinstance(act, float) and act < flag:
        return f"act {act:g} is below flag {flag:g}"
    return ""


def _list_scopes(
    policy: Policy, community: str, nested: Iterable[Sequence[str]]
) -> Iterator[tuple[str, Sequence[str]]]:
    yield "", (community,)
    yield AGE_RESTRICTED, (AGE_RESTRICTED, community)
    for channel in policy.channels:
        if channel != community:
            yield channel, (channel, community)
    for scopes in nested:
        if len(scopes) > 1:
            yield scopes[0], (*scopes, community)
            yield scopes[0], (*scopes, AGE_RESTRICTED, community)
