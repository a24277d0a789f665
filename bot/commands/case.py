"""`/toxicity case`: everything that is known of a case, with its buttons."""

from bot.alerts.alert import Alert, Piece, outcome_text, split_pieces
from bot.commands.case_choices import list_choices
from bot.commands.context import CommandContext
from bot.domain.case import Case, CaseFile
from bot.domain.inline import ChannelMention, Link, MemberMention, RichText
from bot.domain.word_hits import describe_reasons
from bot.interactions.replies import CaseReply, Field, Quote, Refusal, Reply
from bot.interactions.requests import LookUpCase
from bot.moderation.word_scoring import explain_counted

MOST = 5
"""Other versions, and other messages, that are quoted at most: the latest."""


async def look_up_case(context: CommandContext, command: LookUpCase) -> CaseReply | Refusal:
    """Show a case as its alert does, and who did what about it."""
    case_file = await context.find_case(command.number)
    if not isinstance(case_file, CaseFile):
        return case_file
    alert = await context.pipeline.alerts.build(case_file.case)
    pieces = {each.version: await _split(context, each) for each in case_file.versions[-MOST:]}
    reply = Reply(
        f"Case {command.number}: {alert.done}",
        tuple(describe_reasons(alert.reasons, alert.case.verdict.words)),
        quote=alert.pieces,
        bars=alert.bars,
        fields=tuple(field for field in _list_fields(case_file, alert) if field.value),
        quotes=(
            *(_version_quote(each, pieces[each.version]) for each in case_file.versions[-MOST:]),
            *_list_reported(case_file),
        ),
    )
    choices = await list_choices(context, case_file)
    return CaseReply(reply, command.number, alert.buttons, choices)


async def _split(context: CommandContext, case: Case) -> tuple[Piece, ...]:
    text = case.message.text
    spans = await explain_counted(context.pipeline.scorer, text, case.verdict.words)
    return split_pieces(text, spans)


def _version_quote(case: Case, pieces: tuple[Piece, ...]) -> Quote:
    """Quote another version: "Version 1 · 2026-05-01 12:00 · deleted · insult 0.91 is at least 0.85: delete"."""
    moment = case.message.edited_at or case.message.sent_at
    done = outcome_text(case.outcome) if case.outcome else ""
    why = (case.verdict.reasons or ("",))[0]
    parts = (f"Version {case.version + 1}", f"{moment:%Y-%m-%d %H:%M}", done, why)
    return Quote(" · ".join(filter(None, parts)), pieces)


def _list_reported(case_file: CaseFile) -> list[Quote]:
    """Quote the other messages that were reported in this case."""
    others = [report for report in case_file.reports if report.text]
    return [
        Quote(
            f"Also reported by {report.by_name or 'somebody'}",
            split_pieces(report.text, ()),
            report.link,
        )
        for report in others[-MOST:]
    ]


def _list_fields(case_file: CaseFile, alert: Alert) -> tuple[Field, ...]:
    case = case_file.case
    message, author = case.message, case.message.author
    where = [ChannelMention(each) for each in (message.channel, message.thread) if each]
    link = [Link(message.link)] if message.link else []
    name = "" if author.name in ("", author.id) else f" ({author.name})"
    is_as_wanted = case.outcome is not None and case.outcome.action is case.verdict.wanted
    return (
        Field("Author", RichText(MemberMention(author.id), name)),
        Field("History", RichText(alert.history)),
        Field("Where", RichText.join(" · ", [*where, *link])),
        Field("When", RichText(f"{message.sent_at:%Y-%m-%d %H:%M %Z}")),
        # Where all was done as it should be, they tell nothing.
        Field("Wanted", RichText("" if is_as_wanted else alert.wanted)),
        Field("Mode", RichText("" if is_as_wanted else case.verdict.mode.value)),
        Field("What would help", RichText(alert.remedy)),
        Field("Decided", RichText.join("\n", alert.decisions)),
        Field("Appeal", RichText(alert.appeal or "")),
    )
