"""A report in words. Pure; `bot.reports.chart` draws the same figures."""

from bot.alerts.alert import count_text
from bot.domain.actions import Action, OutcomeResult
from bot.domain.buttons import Button
from bot.domain.statistics import ModerationStats, count
from bot.interactions.replies import Field


def tell_figures(figures: ModerationStats) -> tuple[Field, ...]:
    """In words: what came by, what was found, what was done, and what people thought of it."""
    told = (
        Field("Messages", _tell_messages(figures)),
        Field("Cases", _tell_cases(figures)),
        Field("Found", _tell_labels(figures)),
        Field("Done", _tell_actions(figures)),
        Field("Moderators", _tell_pressed(figures)),
        Field("Members", _tell_members(figures)),
    )
    return tuple(field for field in told if field.value)


def _tell_messages(figures: ModerationStats) -> str:
    """In words: "1,200 scored, 30 unscored (25 empty, 5 language)"; what went wrong is never left out."""
    counted = figures.messages
    told = [f"{counted.get('scored', 0):,} scored"]
    unscored = {
        what.removeprefix("unscored "): n
        for what, n in counted.items()
        if what.startswith("unscored")
    }
    if unscored:
        reasons = ", ".join(f"{n:,} {reason}" for reason, n in sorted(unscored.items()))
        told.append(f"{sum(unscored.values()):,} unscored ({reasons})")
    told += [f"{counted[what]:,} {what}" for what in ("overflowed", "failed") if counted.get(what)]
    return ", ".join(told)


def _tell_cases(figures: ModerationStats) -> str:
    if not figures.total:
        return "none"
    people = "1 person" if figures.authors == 1 else f"{figures.authors} people"
    return f"{figures.total:,} of {people}"


def _tell_labels(figures: ModerationStats) -> str:
    by_label = count((tally.label, tally.count) for tally in figures.cases)
    return "\n".join(
        f"{label.replace('_', ' ') if label else 'no label'}: {n:,}"
        for label, n in by_label.most_common()
    )


def _tell_actions(figures: ModerationStats) -> str:
    told = [
        f"{action.value if action is not Action.NONE else 'nothing'}: {n:,}"
        for action, n in sorted(figures.by_action().items())
    ]
    refused = sum(t.count for t in figures.cases if t.result is OutcomeResult.REFUSED)
    return "\n".join([*told, *([f"refused by the platform: {refused:,}"] if refused else [])])


def _tell_pressed(figures: ModerationStats) -> str:
    told = [
        f"{button.caption}: {figures.decisions[button]:,}"
        for button in Button
        if figures.decisions.get(button)
    ]
    wrong = figures.decisions.get(Button.DISMISS, 0)
    if wrong and figures.total:
        told.append(f"false alarms: {wrong / figures.total:.0%} of the cases")
    return "\n".join(told)


def _tell_members(figures: ModerationStats) -> str:
    told: list[str] = []
    if figures.member_reports:
        told.append(f"{count_text(figures.member_reports, 'message')} reported")
    if figures.appeals:
        told.append(count_text(figures.appeals, "appeal"))
    return ", ".join(told)
