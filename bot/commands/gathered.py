"""Decisions on all cases of a raid at once: each is decided on like a single one."""

import asyncio
from collections import Counter
from collections.abc import Sequence

from bot.commands.buttons import handle_decision
from bot.commands.context import CommandContext
from bot.domain.buttons import Button
from bot.domain.inline import ChannelMention, RichText
from bot.interactions.replies import Refusal, Reply
from bot.interactions.requests import Decide, DecideAll
from bot.runtime.error_boundary import run_guarded
from bot.runtime.result import Failed

_AT_ONCE = 16
"""Cases that are decided on at the same time."""

_MOST = 2_000
"""Cases of one press; the next press takes the others."""

_MOST_REASONS = 3


async def decide_all(context: CommandContext, command: DecideAll) -> Reply | Refusal:
    """Do what a button says for each of the cases for which the person who asks may press it."""
    request, cases = context.request, command.cases
    numbers = await context.store.case_queries.find_gathered(
        request.platform, request.community, cases, limit=_MOST
    )
    return await decide_each(
        context, command.button, numbers, RichText("of ", ChannelMention(cases.place))
    )


async def decide_each(
    context: CommandContext, button: Button, numbers: Sequence[int], whose: RichText
) -> Reply | Refusal:
    """Do what a button says for each of these cases; `whose` they are is told to other moderators."""
    slots = asyncio.Semaphore(_AT_ONCE)

    async def decide(number: int) -> str:
        async with slots:
            work = handle_decision(context, Decide(button, number))
            answer = await run_guarded(work, case=number)
        if isinstance(answer, Failed):
            return "something went wrong"
        return answer.reason.replace(f"case {number}", "it") if isinstance(answer, Refusal) else ""

    refused = Counter(filter(None, await asyncio.gather(*map(decide, numbers))))
    done = len(numbers) - refused.total()
    caption = button.caption
    if not done:
        reason = next(iter(refused), "there are no such cases")
        return Refusal(reason, "look at single cases with /toxicity case")
    await context.announce(f"{caption} for {done} cases ", whose)
    reasons = [f"{number} not: {why}." for why, number in refused.most_common(_MOST_REASONS)]
    return Reply.of(f"{caption}: {done} of {len(numbers)} cases", *reasons)
