"""Comparison of two bundles as tables on the terminal."""

from collections.abc import Sequence

from rich.box import SIMPLE_HEAD
from rich.console import Console
from rich.table import Table
from rich.text import Text

from classifier.compare.comparison import FEW_ALARMS, Change, ComparedTier, Comparison, LabelChange


def print_comparison(comparison: Comparison, console: Console) -> None:
    """Print the changes in all, then by label, then the thresholds that keep the rates, for a policy."""
    console.print(
        f"{comparison.messages:,} messages: {comparison.old} -> {comparison.new}\n", markup=False
    )
    console.print(_build_verdict_table(comparison))
    for tier in ComparedTier:
        console.print(_build_label_table(comparison, tier))
    console.print(_format_advice(comparison), markup=False, soft_wrap=True)


def print_examples(title: str, texts: Sequence[str], *, console: Console) -> None:
    """Print messages under a title, each on a line; control characters become spaces."""
    if texts:
        console.print(f"\n{title}", style="bold", markup=False)
    for text in texts:
        plain = "".join(c if c.isprintable() else " " for c in text)
        console.print(Text(f"  {plain}", no_wrap=True, overflow="ellipsis"))


def _build_verdict_table(comparison: Comparison) -> Table:
    table = _start_table(
        "Verdicts", "", "before", "after", "newly", "no longer", "with suggestions"
    )
    for tier in ComparedTier:
        change = comparison.tiers[tier]
        table.add_row(tier.past, *_format_counts(change), f"{comparison.tiers_suggested[tier]:,}")
    for reason, change in comparison.unscored.items():
        if change.before or change.after:
            table.add_row(f"unscored: {reason.replace('_', ' ')}", *_format_counts(change), "")
    return table


def _build_label_table(comparison: Comparison, tier: ComparedTier) -> Table:
    table = _start_table(
        f"{tier.past.capitalize()}, by label",
        "label",
        *("was from", "now from", "before", "after", "newly", "no longer", "suggested", "alarms"),
    )
    for each in comparison.labels:
        if each.tier is tier:
            table.add_row(
                each.label,
                *(_format_threshold(each.was), _format_threshold(each.now)),
                *_format_counts(each.change),
                *_format_suggestion(each),
            )
    return table


def _format_suggestion(each: LabelChange) -> tuple[str, str]:
    if each.suggested is None:
        return "", ""
    mark = "~" if _is_rough(each) else ""
    return mark + _format_toml(each).strip('"'), f"{each.after_suggested:,}"


def _format_toml(each: LabelChange) -> str:
    """Return the suggested threshold as TOML."""
    return f"{each.suggested:.4f}" if isinstance(each.suggested, float) else '"off"'


def _is_rough(each: LabelChange) -> bool:
    return isinstance(each.suggested, float) and each.change.before < FEW_ALARMS


def _format_advice(comparison: Comparison) -> str:
    """Return a piece of policy.toml with the suggested thresholds, or a sentence that there are none."""
    lines: list[str] = []
    rough = False
    for label in dict.fromkeys(each.label for each in comparison.labels):
        changes = [e for e in comparison.labels if e.label is label and e.suggested is not None]
        if changes:
            lines += [f"[labels.{label}]", *(f"{e.tier} = {_format_toml(e)}" for e in changes), ""]
            rough |= any(map(_is_rough, changes))
    if not lines:
        return "Neither alarms, so there is no rate to keep."
    note = f"\n~ comes of fewer than {FEW_ALARMS} alarms: chance moves it." if rough else ""
    return "As often as before, by label, with this in policy.toml:\n\n" + "\n".join(lines) + note


def _format_counts(change: Change) -> tuple[str, str, str, str]:
    return (
        f"{change.before:,}",
        f"{change.after:,}",
        f"{change.newly:+,}" if change.newly else "",
        f"{-change.no_longer:+,}" if change.no_longer else "",
    )


def _format_threshold(threshold: float | None) -> str:
    return "never" if threshold is None else f"{threshold:.3f}"


def _start_table(title: str, first: str, *columns: str) -> Table:
    table = Table(title=title, title_justify="left", title_style="bold", box=SIMPLE_HEAD)
    table.add_column(first, no_wrap=True)
    for column in columns:
        table.add_column(column, justify="right")
    return table
