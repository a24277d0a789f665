"""`/toxicity check`, and the menu "Check toxicity": a verdict on a text that nobody said."""

from datetime import datetime

from bot.alerts.alert import score_bars, split_pieces
from bot.commands.context import CommandContext
from bot.domain.harm_kinds import kind_notes
from bot.domain.message import AGE_RESTRICTED, Author, Message
from bot.domain.texts import ACTION_TEXTS
from bot.domain.word_hits import describe_reasons
from bot.interactions.replies import Reply
from bot.interactions.requests import Check, Request
from bot.moderation.word_scoring import explain_counted


async def check(context: CommandContext, command: Check) -> Reply:
    """Judge a text as if a member said it here. Nothing is recorded."""
    pipeline = context.pipeline
    message = make_message(
        context.request, command.text, at=context.now(), more_texts=command.more_texts
    )
    evaluation = await context.evaluate(message)
    text, verdict = evaluation.message.text, evaluation.verdict
    wanted, action = verdict.wanted, verdict.action
    spans = await explain_counted(pipeline.scorer, text, verdict.words)
    held_back = (
        "" if action is wanted else f", and {ACTION_TEXTS[action].response} in mode {verdict.mode}"
    )
    return Reply(
        f"This would be {ACTION_TEXTS[wanted].response}{held_back}",
        tuple(describe_reasons((*verdict.reasons, *kind_notes(spans)), verdict.words)),
        quote=split_pieces(text, spans),
        bars=score_bars(verdict),
    )


def make_message(
    request: Request, text: str, *, at: datetime, more_texts: tuple[str, ...] = ()
) -> Message:
    """Make a member's message in the scopes of a request; which of them is which makes no difference."""
    *inner, community = (scope for scope in request.scopes if scope != AGE_RESTRICTED)
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
        more_texts=more_texts,
        sent_at=at,
    )
