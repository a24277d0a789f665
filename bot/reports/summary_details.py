"""Details of a report in words: the time before, places, hours, languages, people, and answers to appeals. Pure."""

from collections.abc import Mapping
from datetime import timedelta

from bot.alerts.alert import count_text
from bot.domain.inline import ChannelMention, Inline, MemberMention, RichText
from bot.domain.languages import name_language
from bot.domain.statistics import ERASED, AppealStats, ModerationStats

_MOST = 5
_MOST_HOURS = 3


def headline_text(stats: ModerationStats) -> str:
    """Say in a line what matters: "84 cases in 12,480 messages, 17% false alarms, 1 appeal to answer."."""
    parts = [f"{count_text(stats.total, 'case')} in {count_text(stats.seen, 'message')}"]
    if stats.false_alarms and stats.total:
        parts.append(f"{stats.false_alarms / stats.total:.0%} false alarms")
    if waiting := stats.answers.count - len(stats.answers.waits):
        parts.append(f"{count_text(waiting, 'appeal')} to answer")
    return f"{', '.join(parts)}."


def comparison_text(stats: ModerationStats, before: ModerationStats) -> str:
    """Compare with the time before: "messages 1,000 → 1,200 (+20%)"; "" if nothing came then."""
    if not before.seen and not before.total:
        return ""
    pairs = {
        "messages": (stats.seen, before.seen),
        "cases": (stats.total, before.total),
        "false alarms": (stats.false_alarms, before.false_alarms),
        "appeals": (stats.appeals, before.appeals),
    }
    return "\n".join(
        f"{name} {then:,} → {now:,}{_percent(now, then)}"
        for name, (now, then) in pairs.items()
        if now or then
    )


def appeals_text(appeals: AppealStats) -> str:
    """Count appeals: "3 appeals, 2 answered, half of them within 4 hours"; "" without any."""
    if not appeals.count:
        return ""
    answered = len(appeals.waits)
    if appeals.typical_wait is None:
        return f"{appeals.count:,}, none answered"
    wait = f"half within {_span_text(appeals.typical_wait)}"
    return f"{appeals.count:,}, {answered:,} answered, {wait}"


def channels_text(stats: ModerationStats) -> RichText:
    """Count cases by channel, the most first."""
    lines = (RichText(ChannelMention(key), f": {n:,}") for key, n in _first(stats.channels))
    return RichText.join("\n", lines)


def repeated_line(stats: ModerationStats) -> RichText:
    """Count the cases of authors of several, by their ids alone; nothing where there are none."""
    parts = [RichText(_author(key), f" {count:,}") for key, count in stats.repeated.items()]
    return (
        RichText("Authors of several cases: ", RichText.join(", ", parts)) if parts else RichText()
    )


def hours_text(stats: ModerationStats) -> str:
    """Name the hours of most cases: "from 20:00: 12"."""
    busiest = sorted(stats.hours.items(), key=lambda each: (-each[1], each[0]))[:_MOST_HOURS]
    return "\n".join(f"from {hour:02}:00: {count:,}" for hour, count in busiest)


def languages_text(stats: ModerationStats) -> str:
    """Count cases by language; "" where the bundle tells none apart."""
    return "\n".join(f"{name_language(key)}: {count:,}" for key, count in _first(stats.languages))


def _author(key: str) -> Inline:
    return "somebody erased" if key.startswith(ERASED) else MemberMention(key)


def _first(counts: Mapping[str, int]) -> list[tuple[str, int]]:
    return list(counts.items())[:_MOST]


def _percent(now: int, then: int) -> str:
    return f" ({(now - then) / then:+.0%})" if then and now != then else ""


def _span_text(span: timedelta) -> str:
    """Name a span of time, rounded up: 90 minutes -> "2 hours"."""
    minutes = max(1, -(-int(span.total_seconds()) // 60))
    for unit, size in (("day", 24 * 60), ("hour", 60)):
        if minutes >= size:
            return count_text(-(-minutes // size), unit)
    return count_text(minutes, "minute")
