"""Member reports: the menu "Report to moderators", for everyone."""

from dataclasses import replace
from datetime import timedelta

from bot.alerts.alert import count_text
from bot.commands.context import CommandContext
from bot.domain.actions import Action
from bot.domain.phrases import Phrase
from bot.domain.policy import Mode
from bot.interactions.replies import Refusal, Reply
from bot.interactions.requests import MAX_COMPLAINT_LENGTH, ReportMessage
from bot.store.member_reports import (
    MOST_REPORTS,
    REPORT_WINDOW,
    Reported,
    ReportedBefore,
    TooManyReports,
)

_MINUTE = timedelta(minutes=1)


async def report_message(context: CommandContext, command: ReportMessage) -> Reply | Refusal:
    """Open a case for the moderators, whatever the scores say, or add to one that is open."""
    evaluation = await context.evaluate(command.message)
    # People asked for it, so it is shown in shadow mode too; and people decide what is done.
    verdict = replace(
        evaluation.verdict,
        mode=Mode.FLAG,
        wanted=Action.FLAG,
        action=Action.FLAG,
        notes=("reported by a member",),
    )
    result = await context.store.member_reports.open(
        evaluation.message,
        verdict,
        by=context.by,
        at=context.now(),
        why=command.why[:MAX_COMPLAINT_LENGTH].strip(),
    )
    match result:
        case ReportedBefore():
            return Refusal(
                Phrase("you have reported this message already"), Phrase("the moderators have it")
            )
        case TooManyReports(wait=wait):
            return _refuse(wait)
        case Reported():
            return await _show(context, result)


async def _show(context: CommandContext, reported: Reported) -> Reply:
    case, pipeline = reported.case, context.pipeline
    if reported.is_new:
        await pipeline.enforce_and_alert(case)
    else:
        await pipeline.alerts.redraw(case)
    if reported.is_gathered:
        line = "The moderators have it, with what you reported before, as case {number}."
    else:
        line = "The moderators have it, as case {number}."
    return Reply.of(Phrase("Thank you"), Phrase(line, number=str(case.number)))


def _refuse(wait: timedelta) -> Refusal:
    minutes = count_text(-(-wait // _MINUTE), "minute")
    hours = count_text(REPORT_WINDOW // timedelta(hours=1), "hour")
    return Refusal(
        f"you have reported {MOST_REPORTS} messages within {hours}",
        f"the moderators have those: report more in {minutes}, or write to a moderator",
    )
