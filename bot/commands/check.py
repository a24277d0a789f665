"""`/toxicity check`, and the menu "Check toxicity"."""

from datetime import datetime

from bot.alerts.alert import score_bars, split_pieces
from bot.commands.context import CommandContext
from bot.domain.actions import Action
from bot.domain.message import AGE_RESTRICTED, Author, Message
from bot.domain.verdict import decide
from bot.interactions.replies import Reply
from bot.interactions.requests import Check, Request
from classifier import clean


async def check(context: CommandContext, command: Check) -> Reply:
    """What would become of a text if a member said it here. Nothing is recorded."""
    text, pipeline = clean(command.text), context.pipeline
    scores = await context.score(text)
    message = _imagine(context.request, command.text, at=context.now())
    verdict = decide(context.policy, message, scores=scores, calibrated=pipeline.calibrated)
    wanted, action = verdict.wanted, verdict.action
    held = "" if action is wanted else f", and {_say(action)} in mode {verdict.mode}"
    return Reply(
        f"This would be {_say(wanted)}{held}",
        verdict.reasons,
        quote=split_pieces(command.text, await pipeline.scorer.explain(text)),
        bars=score_bars(verdict),
    )


def _imagine(request: Request, text: str, *, at: datetime) -> Message:
    """The text as a member's message in these places; which of them is which makes no difference."""
    *inner, community = (place for place in request.scopes if place != AGE_RESTRICTED)
    thread, channel, category, *_ = [*inner, "", "", ""]
    return Message(
        platform=request.platform,
        community=community,
        channel=channel or community,
        thread=thread or None,
        category=category or None,
        is_age_restricted=AGE_RESTRICTED in request.scopes,
        id="",
        author=Author(id="", name=""),
        text=text,
        sent_at=at,
    )


def _say(action: Action) -> str:
    return {
        Action.NONE: "left alone",
        Action.FLAG: "flagged",
        Action.WARN: "answered with a warning",
        Action.DELETE: "deleted",
        Action.TIMEOUT: "answered with a timeout",
        Action.KICK: "answered with a kick",
        Action.BAN: "answered with a ban",
    }[action]
