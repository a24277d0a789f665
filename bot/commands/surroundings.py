"""Messages around the one of a case, for a moderator who asks: read from the platform, and kept nowhere."""

from collections.abc import Sequence

from bot.alerts.alert import Piece
from bot.alerts.excerpt import cut_excerpt
from bot.commands.context import CommandContext
from bot.domain.inline import RichText
from bot.domain.naming import parse_naming
from bot.domain.surroundings import NearbyMessage
from bot.interactions.desk_requests import ShowSurroundings
from bot.interactions.replies import CaseReply, Quote, Refusal, Reply

_LONGEST = 200
"""Characters of each message: eleven of them fit on a screen."""


async def show_surroundings(
    context: CommandContext, command: ShowSurroundings
) -> CaseReply | Refusal:
    """Show what was written just before and after the message of a case, and the names of its files."""
    found = await context.find_case(command.number)
    if isinstance(found, Refusal):
        return found
    message = found.case.message
    if parse_naming(message.id) is not None:
        return Refusal("this case is about a name, which nothing stands around")
    around = await context.pipeline.platform.surroundings(message)
    if isinstance(around, Refusal):
        return around
    own = NearbyMessage(message.author, message.text, message.sent_at, around.files)
    quotes = (
        *_quote_all(around.before),
        _quote(own, mark=f"▶ Case {command.number} · "),
        *_quote_all(around.after),
    )
    lines = ["I asked the platform just now, and keep none of it."]
    if not around.before and not around.after:
        lines.append("Nothing stands before or after it.")
    title = f"Case {command.number}: before and after"
    return CaseReply(Reply(title, tuple(map(RichText, lines)), quotes=quotes), command.number)


def _quote_all(messages: Sequence[NearbyMessage]) -> list[Quote]:
    return [_quote(each) for each in messages]


def _quote(nearby: NearbyMessage, mark: str = "") -> Quote:
    title = f"{mark}{nearby.author.name or nearby.author.id} · {nearby.sent_at:%H:%M} UTC"
    pieces = cut_excerpt([Piece(nearby.text)] if nearby.text else [], _LONGEST)
    files = (RichText(f"Files: {', '.join(nearby.files)}"),) if nearby.files else ()
    return Quote(title, pieces, lines=files)
