"""The menu "Report to moderators", for everyone."""

from dataclasses import replace

from bot.commands.context import CommandContext
from bot.domain.actions import Action
from bot.domain.policy import Mode
from bot.domain.verdict import decide
from bot.interactions.replies import Refusal, Reply, Response
from bot.interactions.requests import ReportMessage
from classifier import clean


async def report_message(context: CommandContext, command: ReportMessage) -> Response:
    """Open a case that moderators look at, whatever the scores say."""
    message, pipeline = command.message, context.pipeline
    scores = await context.score(clean(message.text))
    judged = decide(context.policy, message, scores=scores, calibrated=pipeline.calibrated)
    # People asked for it, so it is shown in shadow mode too; and people decide what is done.
    verdict = replace(
        judged,
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
    return Reply("Thank you", (f"The moderators have it, as case {case.number}.",))
