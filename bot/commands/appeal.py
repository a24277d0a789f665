"""The button "Appeal" under a notice, for the author of the case."""

from bot.commands.context import Asked
from bot.interactions.replies import Refusal, Reply, Response
from bot.interactions.requests import LONGEST_WHY, Appeal
from bot.moderation.review_rules import judge_appellant


async def appeal(asked: Asked, ask: Appeal) -> Response:
    """Open a case again, for moderators to uphold or to overturn."""
    dossiers, request = asked.store.dossiers, asked.request
    dossier = await dossiers.find(ask.case, within_days=asked.policy.strikes.within_days)
    if dossier is None or dossier.case.message.platform != request.platform:
        return Refusal(f"there is no case {ask.case}")
    if refusal := judge_appellant(dossier, asked.by):
        return refusal
    if not await asked.store.appeals.open(ask.case, ask.why[:LONGEST_WHY].strip()):
        return Refusal("you have appealed already", "a moderator will look at it")
    await asked.pipeline.show_appeal(dossier.case)
    return Reply("Your appeal was sent", ("A moderator will look at it, and you will be told.",))
