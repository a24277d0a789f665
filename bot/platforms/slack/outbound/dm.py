"""Direct messages to a member who was acted on, or ephemeral ones in the channel they wrote in."""

from datetime import UTC, datetime, timedelta

from slack_sdk.models.blocks import Block

from bot.config.catalogs import Catalogs, read_catalogs
from bot.domain.actions import Action, Outcome, OutcomeResult
from bot.domain.notice import Notice
from bot.platforms.slack.connection.api_errors import CALL_ERRORS
from bot.platforms.slack.connection.outcomes import attempt
from bot.platforms.slack.connection.workspaces import Workspaces
from bot.platforms.slack.outbound.reply_blocks import build_notice_blocks

_EPHEMERAL_WINDOW = timedelta(minutes=5)
"""Age of a message up to which its author is taken to see an ephemeral one, which Slack does not keep."""


class MemberNotifier:
    """Sender of notices to members of the signed-in workspaces.

    A notice is in its member's language, of those that `catalogs` have; else in English.
    """

    def __init__(self, workspaces: Workspaces, *, catalogs: Catalogs | None = None) -> None:
        self._workspaces = workspaces
        self._catalogs = read_catalogs() if catalogs is None else catalogs

    async def notify(self, notice: Notice) -> Outcome:
        """Send a direct message, or an ephemeral one where that is refused."""
        return await self._notify(await self._localise(notice))

    async def _notify(self, notice: Notice) -> Outcome:
        outcome = await attempt(self._send_direct(notice), Action.WARN)
        if outcome.result in (OutcomeResult.DONE, OutcomeResult.LIMITED):
            return outcome
        shown = await attempt(self._send_ephemeral(notice), Action.WARN)
        return shown if shown.result is OutcomeResult.DONE else outcome

    async def warn(self, notice: Notice) -> Outcome:
        """Send an ephemeral message to a member who has just written; else notify them."""
        notice = await self._localise(notice)
        if datetime.now(UTC) - notice.message.sent_at < _EPHEMERAL_WINDOW:
            shown = await attempt(self._send_ephemeral(notice), Action.WARN)
            if shown.result in (OutcomeResult.DONE, OutcomeResult.LIMITED):
                return shown
        return await self._notify(notice)

    async def _localise(self, notice: Notice) -> Notice:
        """Return a notice in the language that its member reads Slack in, English where Slack does not say."""
        workspace = self._workspaces.resolve(notice.message.community)
        try:
            response = await workspace.web.users_info(
                user=notice.message.author.id, include_locale=True
            )
        except CALL_ERRORS:
            return notice
        return notice.in_language(self._catalogs.choose(response["user"].get("locale")))

    async def _send_direct(self, notice: Notice) -> None:
        workspace = self._workspaces.resolve(notice.message.community)
        opened = await workspace.web.conversations_open(users=notice.message.author.id)
        await workspace.web.chat_postMessage(
            channel=opened["channel"]["id"],
            text=notice.title,
            blocks=build_notice_blocks(notice),
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
