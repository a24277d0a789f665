"""`/toxicity erase`: forget a member's texts and names."""

from bot.alerts.alert import count_text
from bot.commands.context import CommandContext
from bot.interactions.replies import Reply
from bot.interactions.requests import Erase
from bot.store.erasure import erase


async def erase_member(context: CommandContext, command: Erase) -> Reply:
    """Forget what a member wrote here, in memory and in the database; what was counted stays so."""
    request = context.request
    context.pipeline.joiner.forget_author(request.platform, request.community, command.member)
    cases = await erase(
        context.store.writer,
        command.member,
        platform=request.platform,
        community=request.community,
    )
    return Reply(
        "Erased",
        (
            f"The texts, names and roles in {count_text(cases, 'case')} are gone.",
            "What this person pressed, reported or appealed no longer names them.",
            "Reports count as before.",
            "Posted alerts and exported files are not mine to erase: delete those too.",
        ),
    )
