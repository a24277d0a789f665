"""Direct messages to a member who was acted on, or ephemeral ones in the channel they wrote in."""

from datetime import UTC, datetime, timedelta

from slack_sdk.models.blocks import Block

from bot.domain.actions import Action, Outcome, OutcomeResult
from bot.domain.notice import Notice
from bot.domain.steps import (
    MAY_HAVE_ARRIVED,
    Step,
    StepLog,
    finish_unless_limited,
    make_nonce,
)
from bot.platforms.slack.connection.locales import Locales
from bot.platforms.slack.connection.outcomes import attempt
from bot.platforms.slack.connection.workspaces import Workspaces
from bot.platforms.slack.outbound.own_messages import find_own, make_metadata
from bot.platforms.slack.outbound.reply_blocks import build_notice_blocks

_EPHEMERAL_WINDOW = timedelta(minutes=5)
"""Age of a message up to which its author is taken to see an ephemeral one, which Slack does not keep."""


class MemberNotifier:
    """Sender of notices to members of the signed-in workspaces.

    A notice is in its member's language, of those that `locales` know; else in English.
    """

    def __init__(self, workspaces: Workspaces, *, locales: Locales | None = None) -> None:
        self._workspaces = workspaces
        self._locales = locales or Locales()

    async def notify(self, notice: Notice, steps: StepLog, step: Step = Step.NOTICE) -> Outcome:
        """Send a direct message, or an ephemeral one where that is refused; none that may be there."""
        return await self._notify(await self._localise(notice), steps, step)

    async def _notify(self, notice: Notice, steps: StepLog, step: Step) -> Outcome:
        record = await steps.begin(step)
        outcome = record.outcome
        if outcome is None:
            sending = self._send_direct(notice, make_nonce(steps, step), record.sent_since)
            outcome = await attempt(sending, Action.WARN)
            finish_unless_limited(steps, step, outcome)
        is_nowhere = not notice.message.channel
        if is_nowhere or outcome.result in (OutcomeResult.DONE, OutcomeResult.LIMITED):
            return outcome
        shown = await self._show(notice, steps)
        return shown if shown.result is OutcomeResult.DONE else outcome

    async def warn(self, notice: Notice, steps: StepLog) -> Outcome:
        """Send an ephemeral message to a member who has just written; else notify them."""
        notice = await self._localise(notice)
        is_recent = datetime.now(UTC) - notice.message.sent_at < _EPHEMERAL_WINDOW
        if notice.message.channel and (is_recent or await steps.find(Step.POST)):
            shown = await self._show(notice, steps)
            if shown.result in (OutcomeResult.DONE, OutcomeResult.LIMITED):
                return shown
        return await self._notify(notice, steps, Step.NOTICE)

    async def _localise(self, notice: Notice) -> Notice:
        """Return a notice in the language that its member reads Slack in, English where Slack does not say."""
        workspace = self._workspaces.resolve(notice.message.community)
        catalog = await self._locales.choose(workspace, notice.message.author.id)
        return notice.in_language(catalog)

    async def _show(self, notice: Notice, steps: StepLog) -> Outcome:
        """Send an ephemeral message, once: Slack keeps none, so that nobody can tell whether it was seen."""
        record = await steps.begin(Step.POST)
        if record.outcome:
            return record.outcome
        if record.is_repeated:
            outcome = MAY_HAVE_ARRIVED
        else:
            outcome = await attempt(self._send_ephemeral(notice), Action.WARN)
        return finish_unless_limited(steps, Step.POST, outcome)

    async def _send_direct(self, notice: Notice, nonce: str, since: datetime | None) -> None:
        workspace = self._workspaces.resolve(notice.message.community)
        opened = await workspace.web.conversations_open(users=notice.message.author.id)
        channel = opened["channel"]["id"]
        if nonce in await find_own(workspace, channel, since):
            return
        await workspace.web.chat_postMessage(
            channel=channel,
            text=notice.title,
            blocks=build_notice_blocks(notice),
            metadata=make_metadata([nonce]),
            unfurl_links=False,
            unfurl_media=False,
        )

    async def _send_ephemeral(self, notice: Notice) -> None:
        """Send a message that Slack shows to the author alone, and does not keep."""
        message = notice.message
        workspace = self._workspaces.resolve(message.community)
        blocks: list[Block] = build_notice_blocks(notice, is_ephemeral=True)
        await workspace.web.chat_postEphemeral(
            channel=message.channel,
            user=message.author.id,
            thread_ts=message.thread,
            text=notice.title,
            blocks=blocks,
        )
