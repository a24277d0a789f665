"""Rendering in the chat: text, alerts, and one line for a message that needed nothing."""

from collections.abc import Iterator, Sequence
from typing import assert_never

from rich.console import Group, RenderableType
from rich.text import Text

from bot.alerts.alert import Alert, Piece, ScoreBar, score_bars
from bot.alerts.excerpt import cut_excerpt
from bot.alerts.text import AlertStatus, classify_status, list_notes, notable_bars
from bot.domain.inline import (
    NO_CHANNEL,
    ChannelMention,
    Inline,
    Link,
    MemberMention,
    RichText,
    RoleMention,
    Spoiler,
    defuse,
)
from bot.domain.verdict import ActiveThreshold, Verdict
from bot.platforms.console.bars import COLOURS, ScoreLine
from bot.platforms.console.layout import INDENT, Indented

_LONGEST_QUOTE = 1_000
"""Characters of a text that are shown: a screen full."""

_BADGES = {
    AlertStatus.ACTED: "bold white on red",
    AlertStatus.FLAGGED: "bold black on yellow",
    AlertStatus.REFUSED: "bold white on magenta",
    AlertStatus.WITHHELD: "bold black on cyan",
    AlertStatus.DECIDED: "bold white on bright_black",
}


def render(text: Inline | RichText, style: str = "") -> Text:
    """Render text, a mention, a link, or rich text; nothing in it drives the terminal.

    RichText("In ", ChannelMention("lobby")) -> "In lobby"
    """
    elements = text.elements if isinstance(text, RichText) else (text,)
    return Text("".join(map(_render_element, elements)), style)


def render_alert(alert: Alert) -> RenderableType:
    """Render what was done, the text with the words that drove it, and the scores."""
    appeal = [] if alert.appeal is None else [f"appeal: {alert.appeal or 'no words'}"]
    pings = [f"rings for {', '.join(alert.pings)}"] if alert.pings else []
    complaints = [f"they say: {complaint}" for complaint in alert.complaints]
    notes: list[str | RichText] = [*list_notes(alert), *pings, *complaints, *appeal]
    return Group(
        _render_head(alert),
        Indented(render_pieces(alert.pieces, alert.bars)),
        *render_scores(alert.bars, alert.case.verdict.crossed),
        *(Indented(render(line, "dim")) for line in notes),
    )


def render_pieces(pieces: Sequence[Piece], bars: Sequence[ScoreBar]) -> Text:
    """Render a text, the words that drove its scores in the colour of what those reached.

    Of a long one it is the place that drove them.
    """
    styles = {bar.label: f"bold reverse {COLOURS[bar.reached]}" for bar in bars}
    return Text.assemble(
        *(
            render(piece.text, styles.get(piece.label, "") if piece.label else "")
            for piece in cut_excerpt(pieces, _LONGEST_QUOTE)
        )
    )


def render_scores(
    bars: Sequence[ScoreBar], crossed: Sequence[ActiveThreshold] = ()
) -> Iterator[RenderableType]:
    """Render a line for every notable score; those of `crossed` thresholds say what they lead to."""
    reached = {threshold.label: threshold for threshold in crossed}
    return (ScoreLine(bar, reached.get(bar.label)) for bar in notable_bars(bars))


def render_unflagged(verdict: Verdict) -> RenderableType:
    """Render the highest score, and the own words and notes on why nothing was done."""
    bars = score_bars(verdict)
    why = ", ".join([*map(str, verdict.words), *verdict.notes])
    if bars:
        return ScoreLine(bars[0], mark=" ✓ ", note=why)
    line = Text.assemble((" ? ", "bold yellow"), render(why, "dim"))
    return Indented(line, by=0, hanging=INDENT)


def _render_element(element: Inline) -> str:
    match element:
        case str():
            return defuse(element)
        case MemberMention(id=id) | ChannelMention(id=id) | RoleMention(id=id):
            return defuse(id or NO_CHANNEL)
        case Link(url=text) | Spoiler(text=text):
            return defuse(text)
        case _:
            assert_never(element)


def _render_head(alert: Alert) -> Text:
    outcome = alert.case.outcome
    badge, number = _BADGES[classify_status(alert)], alert.case.number
    head = Text.assemble(render(f" {alert.done} ", badge), (f"  case {number}", "bold"))
    is_less = outcome and outcome.action is not alert.case.verdict.wanted
    if is_less and not alert.is_decided:
        head.append(f"  wanted: {alert.wanted}")
    return head.append_text(render(f"  {alert.case.message.author.name}", "dim"))
