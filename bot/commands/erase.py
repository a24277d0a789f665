"""`/toxicity erase`: forget a member's texts and names."""

from bot.alerts.alert import say_count
from bot.commands.context import Asked
from bot.interactions.replies import Reply
from bot.interactions.requests import Erase
from bot.store.erasure import erase


async def erase_member(asked: Asked, ask: Erase) -> Reply:
    """Forget what a member wrote here, in memory and in the database; what was counted stays so."""
    request = asked.request
    asked.pipeline.joins.forget_author(request.platform, request.community, ask.member)
    cases = await erase(
        asked.store.writer,
        ask.member,
        platform=request.platform,
        community=request.community,
    )
    return Reply(
        "Erased",
        (
            f"The texts, names and roles in {say_count(cases, 'case')} are gone.",
            "What this person pressed, reported or appealed no longer names them.",
            "Reports count as before.",
            "Posted alerts and exported files are not mine to erase: delete those too.",
        ),
    )
