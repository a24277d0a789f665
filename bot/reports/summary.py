"""A report in words. Pure; `bot.reports.chart` draws the same statistics."""

from collections.abc import Mapping

from bot.alerts.alert import count_text
from bot.domain.actions import Action, OutcomeResult
from bot.domain.buttons import Button
from bot.domain.inline import RichText
from bot.domain.statistics import CaseStats, ModerationStats, sum_counts
from bot.interactions.replies import Field
from bot.reports.summary_details import (
    appeals_text,
    channels_text,
    comparison_text,
    hours_text,
    languages_text,
)


def summary_fields(
    stats: ModerationStats, before: ModerationStats | None = None
) -> tuple[Field, ...]:
    """Summarise what came by, what was found, what was done, and what people thought of it.

    `before`: the statistics of as many days before, to compare with.
    """
    texts: dict[str, str | RichText] = {
        "Messages": _messages_text(stats),
        "Cases": _cases_text(stats),
        "The time before": comparison_text(stats, before) if before else "",
        "Found": _labels_text(stats),
        "Done": _actions_text(stats),
        "Moderators": _decisions_text(stats),
        "Appeals": appeals_text(stats.answers),
        "Members": _members_text(stats),
        "Channels": channels_text(stats),
        "Busiest hours": hours_text(stats),
        "Languages": languages_text(stats),
    }
    return _make_fields(texts)


def outline_fields(stats: CaseStats) -> tuple[Field, ...]:
    """Summarise what came by, what was found and what was done."""
    texts = {
        "Messages": _messages_text(stats),
        "Cases": _cases_text(stats),
        "Found": _labels_text(stats),
        "Done": _actions_text(stats),
    }
    return _make_fields(texts)


def _make_fields(texts: Mapping[str, str | RichText]) -> tuple[Field, ...]:
    return tuple(Field(name, RichText(text)) for name, text in texts.items() if text)


def _messages_text(stats: CaseStats) -> str:
    """Count messages: "1,200 scored, 30 unscored (25 empty, 5 language), 2 failed"."""
    counts = stats.messages
    parts = [f"{counts.get('scored', 0):,} scored"]
    unscored = {
        result.removeprefix("unscored "): n
        for result, n in counts.items()
        if result.startswith("unscored")
    }
    if unscored:
        reasons = ", ".join(f"{n:,} {reason}" for reason, n in sorted(unscored.items()))
        parts.append(f"{sum(unscored.values()):,} unscored ({reasons})")
    # What went wrong is never left out.
    parts += [f"{counts[name]:,} {name}" for name in ("overflowed", "failed") if counts.get(name)]
    return ", ".join(parts)


def _cases_text(stats: CaseStats) -> str:
    if not stats.total:
        return "none"
    people = "1 person" if stats.authors == 1 else f"{stats.authors} people"
    return f"{stats.total:,} of {people}"


def _labels_text(stats: CaseStats) -> str:
    by_label = sum_counts((cases.label, cases.count) for cases in stats.cases)
    return "\n".join(
        f"{label.replace('_', ' ') if label else 'no label'}: {n:,}"
        for label, n in by_label.most_common()
    )


def _actions_text(stats: CaseStats) -> str:
    lines = [
        f"{action.value if action is not Action.NONE else 'nothing'}: {n:,}"
        for action, n in sorted(stats.by_action().items())
    ]
    refused = sum(c.count for c in stats.cases if c.result is OutcomeResult.REFUSED)
    return "\n".join([*lines, *([f"refused by the platform: {refused:,}"] if refused else [])])


def _decisions_text(stats: ModerationStats) -> str:
    lines = [
        f"{button.caption}: {stats.decisions[button]:,}"
        for button in Button
        if stats.decisions.get(button)
    ]
    if stats.false_alarms and stats.total:
        lines.append(f"false alarms: {stats.false_alarms / stats.total:.0%} of the cases")
    return "\n".join(lines)


def _members_text(stats: ModerationStats) -> str:
    if not stats.member_reports:
        return ""
    return f"{count_text(stats.member_reports, 'message')} reported"
