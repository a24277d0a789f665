"""`python -m bot thresholds`: from old scores of known texts to thresholds that alarm as often.

Scores of two models do not compare; how often a threshold alarms does.
"""

import sys
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

from rich.console import Console
from rich.table import Table

from bot.web.migrate.old_scores import OldScoresError, Row, read_rows
from bot.web.perspective.attributes import ATTRIBUTES
from classifier import FEW_ALARMS, Label, Scorer, Scores, choose_threshold


@dataclass(frozen=True, slots=True)
class MigratedThreshold:
    """What an old threshold becomes. `both` counts the texts that alarm before and after."""

    attribute: str
    was: float
    is_now: float | None
    texts: int
    alarms_before: int
    alarms_now: int
    both: int


def migrate_thresholds(
    rows: Sequence[Row], scores: Sequence[Scores], *, thresholds: Mapping[str, float]
) -> list[MigratedThreshold]:
    """What each old threshold becomes, from the rows that have its attribute's old score."""
    found = []
    for name, was in thresholds.items():
        pairs = [
            (row.old[name], new[ATTRIBUTES[name]])
            for row, new in zip(rows, scores, strict=True)
            if name in row.old
        ]
        before = [old >= was for old, _ in pairs]
        is_now = choose_threshold([new for _, new in pairs], alarms=sum(before))
        now = [is_now is not None and new >= is_now for _, new in pairs]
        both = sum(a and b for a, b in zip(before, now, strict=True))
        found.append(MigratedThreshold(name, was, is_now, len(pairs), sum(before), sum(now), both))
    return found


def suggest_thresholds(
    path: Path, scorer: Scorer, *, thresholds: Mapping[str, float], tier: str
) -> None:
    """Print a piece of policy.toml on standard output, and how it came about on standard error.

    Raises:
        CarryOverError: nothing can be suggested.
    """
    rows, scores = [], []
    for row, answer in _score(read_rows(path), scorer):
        if isinstance(answer, Scores):
            rows.append(row)
            scores.append(answer)
    wanted = {name: at for name, at in thresholds.items() if any(name in row.old for row in rows)}
    if not wanted:
        raise OldScoresError(f"{path}: no text with an old score could be scored")
    found = migrate_thresholds(rows, scores, thresholds=wanted)
    Console(stderr=True).print(_draw(found))
    sys.stdout.write("".join(_write(carried, tier=tier) for carried in found))


def _score(rows: Sequence[Row], scorer: Scorer) -> Iterator[tuple[Row, object]]:
    answers = scorer.score([row.text for row in rows])
    unscored = sum(not isinstance(answer, Scores) for answer in answers)
    if unscored:
        sys.stderr.write(f"{unscored} of {len(rows)} texts cannot be scored and are left out\n")
    yield from zip(rows, answers, strict=True)


def _draw(found: Sequence[MigratedThreshold]) -> Table:
    caption = f"Fewer than {FEW_ALARMS} alarms make a rough threshold: chance moves it."
    is_rough = any(each.alarms_before < FEW_ALARMS for each in found)
    table = Table(box=None, pad_edge=False, caption=caption if is_rough else None)
    table.add_column("attribute")
    for column in ("texts", "had", "alarms", "suggested", "alarms", "both"):
        table.add_column(column, justify="right")
    for each in found:
        is_now = "off" if each.is_now is None else f"{each.is_now:.3f}"
        counts = (each.alarms_before, is_now, each.alarms_now, each.both)
        table.add_row(each.attribute, str(each.texts), f"{each.was:g}", *map(str, counts))
    return table


def _write(carried: MigratedThreshold, *, tier: str) -> str:
    label: Label = ATTRIBUTES[carried.attribute]
    level = '"off"' if carried.is_now is None else f"{carried.is_now:.4f}"
    share = carried.alarms_before / carried.texts
    return (
        f"# {carried.attribute} {carried.was:g} alarmed for {share:.1%} of {carried.texts} texts.\n"
        f"[labels.{label}]\n{tier} = {level}\n\n"
    )
