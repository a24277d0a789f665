"""`/toxicity case`: everything that is known of a case, with its buttons."""

from bot.alerts.alert import Alert
from bot.commands.context import CommandContext
from bot.domain.case import CaseFile
from bot.domain.inline import ChannelMention, Link, MemberMention, RichText
from bot.interactions.replies import CaseReply, Field, Refusal, Reply
from bot.interactions.requests import LookUpCase


async def look_up_case(context: CommandContext, command: LookUpCase) -> CaseReply | Refusal:
    """Show a case as its alert does, and who did what about it."""
    case_file = await context.find_case(command.number)
    if not isinstance(case_file, CaseFile):
        return case_file
    alert = await context.pipeline.build_alert(case_file.case)
    reply = Reply(
        f"Case {command.number}: {alert.done}",
        tuple(map(RichText, alert.reasons)),
        quote=alert.pieces,
        bars=alert.bars,
        fields=tuple(field for field in _list_fields(case_file, alert) if field.value),
    )
    return CaseReply(reply, command.number, alert.buttons)


def _list_fields(case_file: CaseFile, alert: Alert) -> tuple[Field, ...]:
    message = case_file.case.message
    author = message.author
    where = [ChannelMention(each) for each in (message.channel, message.thread) if each]
    link = [Link(message.link)] if message.link else []
    name = "" if author.name in ("", author.id) else f" {author.name}"
    return (
        Field("Author", RichText(MemberMention(author.id), name)),
        Field("History", RichText(alert.history)),
        Field("Where", RichText.join(" · ", [*where, *link])),
        Field("When", RichText(f"{message.sent_at:%Y-%m-%d %H:%M %Z}")),
        Field("Wanted", RichText(alert.wanted)),
        Field("Mode", RichText(case_file.case.verdict.mode.value)),
        Field("What would help", RichText(alert.remedy)),
        Field("Decided", RichText.join("\n", alert.decisions)),
        Field("Appeal", RichText(alert.appeal or "")),
    )
