"""Threshold migration, `python -m bot thresholds`: new thresholds with the alarm rate of the old ones.

Scores of two models do not compare; alarm rates do.
"""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass

from rich.table import Table

from bot.domain.policy import LOWEST_ACT
from bot.domain.verdict import Tier
from bot.web.migrate.score_pairs import ScorePair
from bot.web.perspective.attributes import ATTRIBUTES
from classifier import FEW_ALARMS, Label, LabelThresholds, choose_threshold


@dataclass(frozen=True, slots=True)
class MigratedThreshold:
    """A new threshold for an old one. `shared_alarms` counts the texts that alarm at both."""

    attribute: str
    tier: Tier
    old_threshold: float
    new_threshold: float | None
    texts: int
    old_alarms: int
    new_alarms: int
    shared_alarms: int


@dataclass(frozen=True, slots=True)
class NewRule:
    """Both thresholds of a label, None for off; `flag` is never above `act`."""

    label: Label
    flag: float | None
    act: float | None
    sources: Sequence[MigratedThreshold]


def migrate_thresholds(
    pairs: Mapping[str, Sequence[ScorePair]],
    *,
    thresholds: Mapping[str, float],
    tier: Tier = Tier.FLAG,
) -> list[MigratedThreshold]:
    """Return a new threshold for each old one whose attribute has pairs."""
    return [
        _migrate(name, tier, at, pairs[name]) for name, at in thresholds.items() if name in pairs
    ]


def _migrate(
    name: str, tier: Tier, old_threshold: float, pairs: Sequence[ScorePair]
) -> MigratedThreshold:
    before = [pair.old >= old_threshold for pair in pairs]
    new_threshold = choose_threshold([pair.new for pair in pairs], alarms=sum(before))
    now = [new_threshold is not None and pair.new >= new_threshold for pair in pairs]
    shared = sum(a and b for a, b in zip(before, now, strict=True))
    return MigratedThreshold(
        name, tier, old_threshold, new_threshold, len(pairs), sum(before), sum(now), shared
    )


def make_rules(
    migrated: Sequence[MigratedThreshold], calibrated: Mapping[Label, LabelThresholds]
) -> list[NewRule]:
    """Return a rule for each label that has a migrated threshold.

    The tier that was not migrated gets the model's own threshold, moved so far that a flag is never
    above an act: an act follows a flag upwards, a flag follows an act downwards. No act is below
    `LOWEST_ACT`, which a policy refuses. Where nothing is flagged, nothing is acted on.
    """
    rules = []
    for name in dict.fromkeys(each.attribute for each in migrated):
        sources = [each for each in migrated if each.attribute == name]
        found = {each.tier: each.new_threshold for each in sources}
        own = calibrated[ATTRIBUTES[name]]
        flag, act = found.get(Tier.FLAG, own.flag), found.get(Tier.ACT, own.act)
        if flag is None:
            act = None
        elif act is not None and Tier.FLAG in found:
            act = max(act, flag, LOWEST_ACT)
        elif act is not None:
            act = max(act, LOWEST_ACT)
            flag = min(flag, act)
        rules.append(NewRule(ATTRIBUTES[name], flag, act, sources))
    return rules


def render_table(migrated: Sequence[MigratedThreshold]) -> Table:
    """Render the alarm counts of the old and the new thresholds."""
    caption = f"Fewer than {FEW_ALARMS} alarms make a rough threshold: chance moves it."
    is_rough = any(each.old_alarms < FEW_ALARMS for each in migrated)
    table = Table(box=None, pad_edge=False, caption=caption if is_rough else None)
    table.add_column("attribute")
    table.add_column("tier")
    for column in ("texts", "had", "alarms", "suggested", "alarms", "both"):
        table.add_column(column, justify="right")
    for each in migrated:
        new_threshold = "off" if each.new_threshold is None else f"{each.new_threshold:.3f}"
        counts = (each.old_alarms, new_threshold, each.new_alarms, each.shared_alarms)
        had = f"{each.old_threshold:g}"
        table.add_row(each.attribute, each.tier, str(each.texts), had, *map(str, counts))
    return table


def render_rules(rules: Sequence[NewRule]) -> str:
    """Render the rules as TOML: tables that stand in the place of those of a policy."""
    return "".join(_render_rule(rule) for rule in rules)


def _render_rule(rule: NewRule) -> str:
    lines = [
        f"# {each.attribute} {each.old_threshold:g} alarmed for {each.old_alarms / each.texts:.1%} "
        f"of {each.texts} texts.\n"
        for each in rule.sources
    ]
    levels = "".join(f"{tier} = {format_level(level)}\n" for tier, level in levels_of(rule))
    return f"{''.join(lines)}[labels.{rule.label}]\n{levels}\n"


def levels_of(rule: NewRule) -> Iterator[tuple[Tier, float | None]]:
    """Yield the thresholds of a rule by tier, mildest first."""
    yield Tier.FLAG, rule.flag
    yield Tier.ACT, rule.act


def format_level(level: float | None) -> str:
    """Format a threshold as TOML: `0.6123`, or `"off"`."""
    return '"off"' if level is None else f"{level:.4f}"
