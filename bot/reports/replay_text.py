"""A replay in words: how much another policy would change, by action, label, channel and example. Pure."""

from collections import Counter
from collections.abc import Callable

from bot.alerts.alert import count_text
from bot.domain.actions import Action
from bot.domain.inline import ChannelMention, Inline, RichText
from bot.domain.phrases import ModeratorPhrase
from bot.domain.replay import Change, Replay, WordCounts
from classifier import Label, Unscored

_MOST_PLACES = 5
_MOST_EXAMPLES = 5

_DONE = {
    Action.NONE: ModeratorPhrase("left alone"),
    Action.FLAG: ModeratorPhrase("flagged"),
    Action.WARN: ModeratorPhrase("warned about"),
    Action.DELETE: ModeratorPhrase("deleted"),
    Action.TIMEOUT: ModeratorPhrase("timed out for"),
    Action.KICK: ModeratorPhrase("kicked for"),
    Action.BAN: ModeratorPhrase("banned for"),
}


def replay_lines(replay: Replay, *, days: int) -> list[RichText]:
    """Say in lines what would change; [] where nothing is stored of these days."""
    if not replay.messages:
        return []
    stored = {"messages": count_text(replay.messages, "stored message"), "days": str(days)}
    if not replay.changes:
        none = ModeratorPhrase(
            "Of {messages} of the last {days} days, none would be decided on differently.", **stored
        )
        return [RichText(none)]
    some = ModeratorPhrase(
        "Of {messages} of the last {days} days, {number} would be decided on differently:",
        **stored,
        number=f"{len(replay.changes):,}",
    )
    lines = [RichText(some)]
    lines += [
        RichText(ModeratorPhrase("• {count} {actions}", count=f"{count:,}", actions=actions))
        for actions, count in action_counts(replay)
    ]
    if replay.by_label():
        lines.append(RichText("By label: ", _join(replay.by_label(), label_text)))
    if len(replay.by_place()) > 1:
        lines.append(RichText("By channel: ", _join(replay.by_place(), ChannelMention)))
    if examples := replay.examples(_MOST_EXAMPLES):
        lines.append(RichText("Cases to look at: ", "; ".join(map(example_text, examples)), "."))
    return lines


def words_text(counts: WordCounts) -> str:
    """Say in how many texts own words were looked for, and in which they could not be."""
    missed = []
    if counts.without_text:
        missed.append(f"in {counts.without_text:,} whose text is not kept")
    if counts.beyond:
        missed.append(f"in {counts.beyond:,} older ones, which are too many to read at once")
    missed.append("in messages that were never flagged, as only texts of cases are kept")
    read = count_text(counts.read, "kept text")
    return f"Own words were looked for in {read}; not {', '.join(missed)}."


def actions_text(actions: tuple[Action, Action]) -> str:
    """Name the actions before and after: (NONE, FLAG) -> "flagged instead of left alone"."""
    before, after = actions
    return ModeratorPhrase("{after} instead of {before}", after=_DONE[after], before=_DONE[before])


def action_counts(replay: Replay) -> list[tuple[str, int]]:
    """Return the changes by their actions in words, those to the harshest first, with their counts."""
    counts = replay.by_actions()
    pairs = sorted(counts, key=lambda pair: (pair[1], pair[0]), reverse=True)
    return [(actions_text(pair), counts[pair]) for pair in pairs]


def label_text(label: Label | None) -> str:
    """Name a label: "identity hate"; "no label" where no threshold was reached."""
    return label.replace("_", " ") if label else "no label"


def example_text(change: Change) -> str:
    """Describe a kept case: "case 17, insult 0.72: deleted instead of flagged"."""
    return f"case {change.stored.case}{_score_text(change)}: {actions_text(change.actions)}"


def _join(counts: Counter[str] | Counter[Label | None], name: Callable[..., Inline]) -> RichText:
    parts = [RichText(name(key), f" {count:,}") for key, count in counts.most_common(_MOST_PLACES)]
    more = len(counts) - _MOST_PLACES
    return RichText.join(", ", [*parts, *([RichText(f"{more} more")] if more > 0 else [])])


def _score_text(change: Change) -> str:
    scores, label = change.stored.scores, change.label
    if label is None or isinstance(scores, Unscored) or label not in scores:
        return ""
    return f", {label_text(label)} {scores[label]:.2f}"
