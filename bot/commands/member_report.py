"""Member reports: the menu "Report to moderators", for everyone."""

from dataclasses import replace

from bot.commands.context import CommandContext
from bot.domain.actions import Action
from bot.domain.policy import Mode
from bot.interactions.replies import Refusal, Reply
from bot.interactions.requests import ReportMessage


async def report_message(context: CommandContext, command: ReportMessage) -> Reply | Refusal:
    """Open a case for the moderators, whatever the scores say."""
    evaluation = await context.evaluate(command.message)
    message, pipeline = evaluation.message, context.pipeline
    # People asked for it, so it is shown in shadow mode too; and people decide what is done.
    verdict = replace(
        evaluation.verdict,
        mode=Mode.FLAG,
        wanted=Action.FLAG,
        action=Action.FLAG,
        notes=("reported by a member",),
    )
    opened = await context.store.member_reports.open(message, verdict, by=context.by)
    if opened is None:
        return Refusal("you have reported this message already", "the moderators have it")
    case, is_new = opened
    if is_new:
        await pipeline.enforce_and_alert(case)
    return Reply.of("Thank you", f"The moderators have it, as case {case.number}.")
