"""Preview of a change of policy: what it would have come to in the last weeks, before it is confirmed."""

import asyncio
from dataclasses import dataclass
from datetime import timedelta

from bot.commands.context import CommandContext
from bot.domain.inline import Inline, RichText
from bot.domain.phrases import ModeratorPhrase
from bot.domain.policy import Policy
from bot.domain.replay import Judge, judge_by, replay
from bot.interactions.replies import Proposal, Reply
from bot.reports.replay_text import replay_lines

DAYS = 28
"""Days that are looked back on."""


@dataclass(frozen=True, slots=True)
class Preview:
    """Lines on the effect that a change would have had; `asks_back` until somebody has confirmed it."""

    lines: tuple[RichText, ...] = ()
    asks_back: bool = False

    def propose(self, title: str, change: Inline | RichText, line: str) -> Proposal:
        """Return the reply that asks back about a change; the typed `line` carries it out."""
        unchanged = RichText(ModeratorPhrase("Nothing is changed yet."))
        return Proposal(
            Reply(
                ModeratorPhrase("{title}?", title=title), (RichText(change), *self.lines, unchanged)
            ),
            line,
        )


async def preview_policy(
    context: CommandContext, after: Policy, *, judge: Judge | None = None
) -> Preview:
    """Preview another policy of the community, as `judge` decides, by default by the scores alone."""
    request = context.request
    since = context.now() - timedelta(days=DAYS)
    await context.store.near_scores.flush()
    stored = await context.store.stored_scores.find(
        request.platform, request.community, since=since
    )
    # Thousands are decided on twice each.
    found = await asyncio.to_thread(
        replay,
        stored,
        context.policy,
        after,
        judge=judge or judge_by(context.pipeline.calibrated),
    )
    return Preview(tuple(replay_lines(found, days=DAYS)), bool(found.changes))
