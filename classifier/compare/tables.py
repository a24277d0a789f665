"""A comparison of two bundles on the terminal."""

from collections.abc import Sequence

from rich.box import SIMPLE_HEAD
from rich.console import Console
from rich.table import Table
from rich.text import Text

from classifier.compare.comparison import FEW_ALARMS, Change, ComparedTier, Comparison, LabelChange


def print_comparison(comparison: Comparison, console: Console) -> None:
    """Print what changes in all, then by label, then what to write into the policy to keep the rates."""
    console.print(
        f"{comparison.messages:,} messages: {comparison.old} -> {comparison.new}\n", markup=False
    )
    console.print(_all(comparison))
    for tier in ComparedTier:
        console.print(_labels(comparison, tier))
    console.print(_advise(comparison), markup=False, soft_wrap=True)


def print_examples(title: str, texts: Sequence[str], *, console: Console) -> None:
    """Print messages under a title, each on a line; what would steer a terminal is made visible."""
    if texts:
        console.print(f"\n{title}", style="bold", markup=False)
    for text in texts:
        plain = "".join(c if c.isprintable() else " " for c in text)
        console.print(Text(f"  {plain}", no_wrap=True, overflow="ellipsis"))


def _all(comparison: Comparison) -> Table:
    table = _table("Verdicts", "", "before", "after", "newly", "no longer", "with suggestions")
    for tier in ComparedTier:
        change = comparison.tiers[tier]
        table.add_row(tier.past, *_counts(change), f"{comparison.tiers_suggested[tier]:,}")
    for reason, change in comparison.unscored.items():
        if change.before or change.after:
            table.add_row(f"unscored: {reason.replace('_', ' ')}", *_counts(change), "")
    return table


def _labels(comparison: Comparison, tier: ComparedTier) -> Table:
    table = _table(
        f"{tier.past.capitalize()}, by label",
        "label",
        *("was from", "now from", "before", "after", "newly", "no longer", "suggested", "alarms"),
    )
    for each in comparison.labels:
        if each.tier is tier:
            table.add_row(
                each.label,
                *(_level(each.was), _level(each.now)),
                *_counts(each.change),
                *_suggestion(each),
            )
    return table


def _suggestion(each: LabelChange) -> tuple[str, str]:
    if each.suggested is None:
        return "", ""
    mark = "~" if _is_rough(each) else ""
    return mark + _written(each).strip('"'), f"{each.after_suggested:,}"


def _written(each: LabelChange) -> str:
    """The suggestion as TOML."""
    return f"{each.suggested:.4f}" if isinstance(each.suggested, float) else '"off"'


def _is_rough(each: LabelChange) -> bool:
    return isinstance(each.suggested, float) and each.change.before < FEW_ALARMS


def _advise(comparison: Comparison) -> str:
    """A piece of policy.toml, or that there is nothing to say."""
    lines: list[str] = []
    rough = False
    for label in dict.fromkeys(each.label for each in comparison.labels):
        levels = [e for e in comparison.labels if e.label is label and e.suggested is not None]
        if levels:
            lines += [f"[labels.{label}]", *(f"{e.tier} = {_written(e)}" for e in levels), ""]
            rough |= any(map(_is_rough, levels))
    if not lines:
        return "Neither alarms, so there is no rate to keep."
    note = f"\n~ comes of fewer than {FEW_ALARMS} alarms: chance moves it." if rough else ""
    return "As often as before, by label, with this in policy.toml:\n\n" + "\n".join(lines) + note


def _counts(change: Change) -> tuple[str, str, str, str]:
    return (
        f"{change.before:,}",
        f"{change.after:,}",
        f"{change.newly:+,}" if change.newly else "",
        f"{-change.no_longer:+,}" if change.no_longer else "",
    )


def _level(level: float | None) -> str:
    return "never" if level is None else f"{level:.3f}"


def _table(title: str, first: str, *columns: str) -> Table:
    table = Table(title=title, title_justify="left", title_style="bold", box=SIMPLE_HEAD)
    table.add_column(first, no_wrap=True)
    for column in columns:
        table.add_column(column, justify="right")
    return table
