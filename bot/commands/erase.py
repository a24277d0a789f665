"""`/toxicity erase`: delete a member's texts and names."""

from bot.alerts.alert import count_text
from bot.commands.context import CommandContext
from bot.domain.inline import MemberMention, RichText
from bot.interactions.replies import Refusal, Reply
from bot.interactions.requests import Erase, ListErasures

_MOST = 20
"""Erasures that are listed at most."""


async def erase_member(context: CommandContext, command: Erase) -> Reply | Refusal:
    """Delete what a member wrote here, from memory and the database; statistics keep their counts.

    Once it is confirmed. That they decided on cases stays, and that they were erased, by whom.
    """
    request = context.request
    member = await context.resolve_member(command.member)
    if isinstance(member, Refusal):
        return member
    if member == context.by.id:
        return Refusal("you cannot erase your own record", "another administrator can")
    if not command.is_confirmed:
        return await _ask_back(context, member)
    await context.pipeline.forget_author(request.community, member)
    context.store.near_scores.forget_author(request.platform, request.community, member)
    await context.store.near_scores.flush()
    counts = await context.store.erasure.erase(
        member, platform=request.platform, community=request.community, by=context.by
    )
    cases = counts["case"]
    others = [count_text(count, noun) for noun, count in counts.items() if count and noun != "case"]
    await context.announce(f"erased a member, in {count_text(cases, 'case')}.")
    return Reply.of(
        "Erased",
        f"The texts, names and roles in {count_text(cases, 'case')} are gone.",
        *([f"Also gone, or without their name: {', '.join(others)}."] if others else []),
        "Decisions, scores and figures stay, and reports count as before.",
        "Alerts that I posted are redrawn without them within an hour or so, as far as the platform lets me; "
        "lists of many cases, exported files and backups are not mine to erase: delete those too.",
    )


async def list_erasures(context: CommandContext, _command: ListErasures) -> Reply:
    """List the latest erasures here, newest first; whom they were about is known to nobody any more."""
    request = context.request
    rows = await context.store.erasure.latest(request.platform, request.community, limit=_MOST)
    lines = (
        RichText(
            f"{row.erased_at:%Y-%m-%d %H:%M} UTC: ",
            MemberMention(row.by),
            f" erased {count_text(row.cases, 'case')}",
        )
        for row in rows
    )
    cut = [f"The latest {_MOST} of them."] if len(rows) == _MOST else []
    return Reply.of(count_text(len(rows), "erasure"), *lines, *cut)


async def _ask_back(context: CommandContext, member: str) -> Reply:
    request = context.request
    history = await context.store.case_queries.author_history(
        request.platform, request.community, author=member, now=context.now(), within_days=1
    )
    return Reply.of(
        "Erase for good?",
        RichText(MemberMention(member), f" has {count_text(history.cases, 'case')} here."),
        "Their texts and names cannot be brought back, and a running appeal loses its reason.",
        f"If that is what you want, ask again and confirm it: /toxicity erase {member} yes",
    )
