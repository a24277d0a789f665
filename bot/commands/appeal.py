"""Appeals: the button under a notice, for the author of the case."""

from bot.commands.context import CommandContext
from bot.domain.phrases import Phrase
from bot.interactions.replies import Refusal, Reply
from bot.interactions.requests import MAX_REASON_LENGTH, Appeal
from bot.moderation.review_rules import check_appellant


async def appeal(context: CommandContext, command: Appeal) -> Reply | Refusal:
    """Reopen a case, for moderators to uphold or to overturn."""
    case_files, request = context.store.case_queries, context.request
    case_file = await case_files.find(command.case, within_days=context.policy.strikes.within_days)
    if case_file is None or case_file.case.message.platform != request.platform:
        return Refusal(Phrase("there is no case {number}", number=str(command.case)))
    if refusal := check_appellant(case_file, context.by):
        return refusal
    why, version = command.why[:MAX_REASON_LENGTH].strip(), case_file.case.version
    if not await context.store.appeals.open(command.case, why, version=version):
        return Refusal(Phrase("you have appealed already"), Phrase("a moderator will look at it"))
    await context.pipeline.alerts.show_appeal(case_file.case)
    return Reply.of(
        Phrase("Your appeal was sent"), Phrase("A moderator will look at it, and you will be told.")
    )
