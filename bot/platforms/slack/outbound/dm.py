"""Telling a member why they were acted on: by direct message, or for them alone where they wrote."""

from datetime import UTC, datetime, timedelta

from slack_sdk.models.blocks import Block

from bot.domain.actions import Action, Outcome, OutcomeResult
from bot.domain.notice import Notice
from bot.platforms.slack.connection.workspaces import Workspaces
from bot.platforms.slack.outbound.outcomes import attempt
from bot.platforms.slack.outbound.reply_blocks import build_notice_blocks

_THERE = timedelta(minutes=5)
"""For so long whoever has written is taken to be looking: what is shown in passing is not kept."""


class MemberNotifier:
    """Sends in the workspaces that were signed in to."""

    def __init__(self, workspaces: Workspaces) -> None:
        self._workspaces = workspaces

    async def notify(self, notice: Notice) -> Outcome:
        """By direct message, or where that cannot be, in passing."""
        outcome = await attempt(self._send(notice), Action.WARN)
        if outcome.result in (OutcomeResult.DONE, OutcomeResult.LIMITED):
            return outcome
        shown = await attempt(self._show(notice), Action.WARN)
        return shown if shown.result is OutcomeResult.DONE else outcome

    async def warn(self, notice: Notice) -> Outcome:
        """In passing where they have just written, as they are there; else as `tell` does."""
        if datetime.now(UTC) - notice.message.sent_at < _THERE:
            shown = await attempt(self._show(notice), Action.WARN)
            if shown.result in (OutcomeResult.DONE, OutcomeResult.LIMITED):
                return shown
        return await self.notify(notice)

    async def _send(self, notice: Notice) -> None:
        workspace = self._workspaces.of(notice.message.community)
        opened = await workspace.web.conversations_open(users=notice.message.author.id)
        await workspace.web.chat_postMessage(
            channel=opened["channel"]["id"],
            text=notice.title,
            blocks=build_notice_blocks(notice),
            unfurl_links=False,
            unfurl_media=False,
        )

    async def _show(self, notice: Notice) -> None:
        """Slack shows it to its author alone, while they are there, and forgets it."""
        message = notice.message
        workspace = self._workspaces.of(message.community)
        blocks: list[Block] = build_notice_blocks(notice, is_passing=True)
        await workspace.web.chat_postEphemeral(
            channel=message.channel,
            user=message.author.id,
            thread_ts=message.thread,
            text=notice.title,
            blocks=blocks,
        )
