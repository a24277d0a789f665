"""`/toxicity case`: all that is known of a case, with its buttons."""

from bot.alerts.alert import Alert, defuse
from bot.commands.context import CommandContext
from bot.domain.case import CaseFile
from bot.interactions.replies import Field, Reply, Response
from bot.interactions.requests import LookUpCase


async def look_up_case(context: CommandContext, command: LookUpCase) -> Response:
    """The case as its alert shows it, and who did what about it."""
    case_file = await context.find_case(command.number)
    if not isinstance(case_file, CaseFile):
        return case_file
    alert = await context.pipeline.build_alert(case_file.case)
    return Reply(
        f"Case {command.number}: {alert.done}",
        alert.reasons,
        quote=alert.pieces,
        bars=alert.bars,
        fields=tuple(field for field in _list_fields(case_file, alert) if field.value),
        buttons=alert.buttons,
        case=command.number,
    )


def _list_fields(case_file: CaseFile, alert: Alert) -> tuple[Field, ...]:
    message = case_file.case.message
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
        Field("Mode", case_file.case.verdict.mode.value),
        Field("What would help", alert.remedy),
        Field("Decided", "\n".join(alert.decisions)),
        Field("Appeal", alert.appeal or ""),
    )
