"""Scores as bars in the chat, with a mark at each threshold. Pure."""

from dataclasses import dataclass

from rich.console import Console, ConsoleOptions, RenderResult
from rich.text import Text

from bot.alerts.alert import ScoreBar
from bot.domain.inline import defuse
from bot.domain.verdict import ActiveThreshold, Tier
from bot.platforms.console.layout import INDENT, Indented

COLOURS = {None: "green", Tier.FLAG: "yellow", Tier.ACT: "red"}

_LONGEST, _SHORTEST = 28, 8
"""Columns of a bar."""

_BESIDE = 43
"""Columns that label, score and threshold need at most: "   severe_toxic  " and "  0.91  timeout from 0.85"."""


@dataclass(frozen=True, slots=True)
class ScoreLine:
    """One score on a line: "   insult         ━━━━━━┃━━━┃─  0.91  delete from 0.85".

    `reached`: the threshold that it led to; `mark`: in the place of the indent; `note`: behind it all.
    """

    bar: ScoreBar
    reached: ActiveThreshold | None = None
    mark: str = " " * INDENT
    note: str = ""

    def __rich_console__(self, console: Console, options: ConsoleOptions) -> RenderResult:
        """Render the line, its bar as long as the terminal has room for it."""
        columns = min(_LONGEST, max(_SHORTEST, options.max_width - _BESIDE))
        line = Text.assemble(
            (self.mark, "bold green"), f"{self.bar.label:<13}  ", _draw(self.bar, columns)
        )
        colour = COLOURS[self.bar.reached]
        line.append(f"  {self.bar.score:.2f}", f"bold {colour}" if self.bar.reached else "dim")
        if self.reached:
            line.append(f"  {self.reached.action.value} from {self.reached.at_least:.2f}", colour)
        if self.note:
            line.append(f"  {defuse(self.note)}", "dim")
        yield line if line.cell_len <= options.max_width else Indented(line, by=0, hanging=INDENT)


def _draw(bar: ScoreBar, columns: int) -> Text:
    drawn = Text()
    marks = {
        min(int(level * columns), columns - 1): tier
        for level, tier in ((bar.flag, Tier.FLAG), (bar.act, Tier.ACT))
        if level is not None
    }
    for column in range(columns):
        is_filled = (column + 0.5) / columns <= bar.score
        if column in marks:
            drawn.append("┃", COLOURS[marks[column]])
        else:
            drawn.append("━" if is_filled else "─", COLOURS[bar.reached] if is_filled else "dim")
    return drawn
