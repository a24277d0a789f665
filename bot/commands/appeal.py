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
    case, why = case_file.case, command.why[:MAX_REASON_LENGTH].strip()
    # A direct message is heard by one process of all, whichever serves the server that it is about.
    is_ours = context.serves(case.message.community)
    opened = context.store.appeals.open(
        command.case, why, version=case.version, is_for_others=not is_ours
    )
    if not await opened:
        return Refusal(Phrase("you have appealed already"), Phrase("a moderator will look at it"))
    if is_ours:
        await context.pipeline.alerts.show_appeal(case)
    return Reply.of(
        Phrase("Your appeal was sent"), Phrase("A moderator will look at it, and you will be told.")
    )
