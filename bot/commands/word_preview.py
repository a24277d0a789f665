"""Preview of own words: what they would have changed in the last weeks, over the kept texts of cases."""

from dataclasses import replace

from bot.commands.context import CommandContext
from bot.commands.policy_preview import Preview, preview_policy
from bot.domain.inline import RichText
from bot.domain.policy import Policy
from bot.moderation.word_replay import ReadLimits, WordJudge
from bot.reports.replay_text import words_text

_LIMITS = ReadLimits(read=5_000, scored=200)


async def preview_words(context: CommandContext, after: Policy) -> Preview:
    """Preview a policy in which own words count otherwise."""
    judge = WordJudge(context.pipeline.scorer.model, context.policy, after, _LIMITS)
    preview = await preview_policy(context, after, judge=judge)
    if not preview.lines:
        return preview
    return replace(preview, lines=(*preview.lines, RichText(words_text(judge.counts))))
