"""`/toxicity case`: all that is known of a case, with its buttons."""

from bot.alerts.alert import Alert, defuse
from bot.commands.context import Asked
from bot.domain.case import Dossier
from bot.interactions.replies import Field, Reply, Response
from bot.interactions.requests import LookUpCase


async def look_up_case(asked: Asked, ask: LookUpCase) -> Response:
    """The case as its alert shows it, and who did what about it."""
    dossier = await asked.find(ask.number)
    if not isinstance(dossier, Dossier):
        return dossier
    alert = await asked.pipeline.draw(dossier.case)
    return Reply(
        f"Case {ask.number}: {alert.done}",
        alert.reasons,
        quote=alert.pieces,
        bars=alert.bars,
        fields=tuple(field for field in _list_fields(dossier, alert) if field.value),
        buttons=alert.buttons,
        case=ask.number,
    )


def _list_fields(dossier: Dossier, alert: Alert) -> tuple[Field, ...]:
    message = dossier.case.message
    author = message.author
    where = [f"<#{place}>" for place in (message.channel, message.thread) if place]
    link = [f"<{message.link}>"] if message.link else []
    name = defuse(author.name)
    return (
        Field("Author", f"<@{author.id}> {'' if author.name == author.id else name}".strip()),
        Field("History", alert.history),
        Field("Where", " · ".join([*where, *link])),
        Field("When", f"{message.sent_at:%Y-%m-%d %H:%M %Z}"),
        Field("Wanted", alert.wanted),
        Field("Mode", dossier.case.verdict.mode.value),
        Field("What would help", alert.remedy),
        Field("Decided", "\n".join(alert.decisions)),
        Field("Appeal", alert.appeal or ""),
    )
