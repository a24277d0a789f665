"""What the chat shows: an alert as a card, and one line for a message that needed nothing."""

from collections.abc import Iterator, Sequence

from rich.console import Group, RenderableType
from rich.padding import Padding
from rich.text import Text

from bot.alerts.alert import Alert, Piece, ScoreBar, score_bars
from bot.alerts.text import AlertStatus, classify_status, list_notes, notable_bars
from bot.domain.verdict import ActiveThreshold, Tier, Verdict

_WIDTH = 28
"""Columns of a bar: beside label, score and threshold it leaves room in 80."""

_COLOURS = {None: "green", Tier.FLAG: "yellow", Tier.ACT: "red"}

_BADGES = {
    AlertStatus.ACTED: "bold white on red",
    AlertStatus.FLAGGED: "bold black on yellow",
    AlertStatus.REFUSED: "bold white on magenta",
    AlertStatus.WITHHELD: "bold black on cyan",
    AlertStatus.DECIDED: "bold white on bright_black",
}


def draw_alert(alert: Alert) -> RenderableType:
    """What was done, the text with the words that drove it, and the scores against thresholds."""
    appeal = [] if alert.appeal is None else [f"appeal: {alert.appeal or 'no words'}"]
    return Group(
        _draw_head(alert),
        Padding(draw_pieces(alert.pieces, alert.bars), (0, 0, 0, 3)),
        *draw_scores(alert.bars, alert.case.verdict.crossed),
        *(Padding(Text(line, "dim"), (0, 0, 0, 3)) for line in [*list_notes(alert), *appeal]),
    )


def draw_pieces(pieces: Sequence[Piece], bars: Sequence[ScoreBar]) -> Text:
    """A text, the words that drove its scores in the colour of what those reached."""
    colours = {bar.label: _COLOURS[bar.reached] for bar in bars}
    return Text.assemble(
        *(
            (piece.text, f"bold reverse {colours[piece.label]}" if piece.label in colours else "")
            for piece in pieces
        )
    )


def draw_scores(
    bars: Sequence[ScoreBar], crossed: Sequence[ActiveThreshold] = ()
) -> Iterator[Text]:
    """A line for every score worth a look; those of `crossed` thresholds say what they lead to."""
    reached = {threshold.label: threshold for threshold in crossed}
    return (_draw_bar(bar, reached.get(bar.label)) for bar in notable_bars(bars))


def draw_nothing(verdict: Verdict) -> RenderableType:
    """The highest score, and in words why nothing was done where that wants one."""
    bars = score_bars(verdict)
    mark = (" ✓ ", "bold green") if bars else (" ? ", "bold yellow")
    line = _draw_bar(bars[0], None)[3:] if bars else Text()
    return Text.assemble(mark, line, (", ".join(verdict.notes), "dim"))


def _draw_head(alert: Alert) -> Text:
    outcome = alert.case.outcome
    badge, number = _BADGES[classify_status(alert)], alert.case.number
    head = Text.assemble((f" {alert.done} ", badge), (f"  case {number}", "bold"))
    if outcome and outcome.action is not alert.case.verdict.wanted:
        head.append(f"  wanted: {alert.wanted}")
    return head.append(f"  {alert.case.message.author.name}", "dim")


def _draw_bar(bar: ScoreBar, reached: ActiveThreshold | None) -> Text:
    """One label, a mark at each threshold: "   insult   ━━━━━━┃━━━┃─  0.91  delete from 0.85"."""
    colour = _COLOURS[bar.reached]
    line = Text(f"   {bar.label:<13}  ")
    marks = {
        _column(level): tier
        for level, tier in ((bar.flag, Tier.FLAG), (bar.act, Tier.ACT))
        if level is not None
    }
    for column in range(_WIDTH):
        is_filled = (column + 0.5) / _WIDTH <= bar.score
        if column in marks:
            line.append("┃", _COLOURS[marks[column]])
        else:
            line.append("━" if is_filled else "─", colour if is_filled else "dim")
    line.append(f"  {bar.score:.2f}  ", f"bold {colour}" if bar.reached else "dim")
    if reached:
        line.append(f"{reached.action.value} from {reached.at_least:.2f}", colour)
    return line


def _column(level: float) -> int:
    return min(int(level * _WIDTH), _WIDTH - 1)
