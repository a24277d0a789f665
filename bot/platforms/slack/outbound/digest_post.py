"""Digests in the alert channel of a workspace: each with its chart, and once."""

import structlog

from bot.platforms.slack.connection.workspaces import Workspace
from bot.platforms.slack.outbound.file_upload import post_files
from bot.platforms.slack.outbound.own_messages import find_own, find_own_files, make_metadata
from bot.platforms.slack.outbound.reply_blocks import answer_title, build_answer_blocks
from bot.runtime.platform_port import DigestMessage

log: structlog.stdlib.BoundLogger = structlog.get_logger(__name__)


async def post_digest(workspace: Workspace, channel: str, digest: DigestMessage) -> None:
    """Post a digest, then its chart in a message of its own, as far as an earlier try has not.

    A digest whose chart Slack refuses counts as posted.

    Raises:
        SlackApiError: the channel cannot be read, or takes no message.
    """
    names = {file.name for file in digest.report.files}
    has_chart = not names.isdisjoint(await find_own_files(workspace, channel, digest.sent_since))
    if digest.nonce not in await find_own(workspace, channel, digest.sent_since):
        await _post_figures(workspace, channel, digest)
    if not has_chart:
        uploaded = await post_files(workspace, channel, digest.report)
        if not uploaded.is_in_force:
            log.warning("chart not shown", reason=uploaded.reason)


async def _post_figures(workspace: Workspace, channel: str, digest: DigestMessage) -> None:
    await workspace.web.chat_postMessage(
        channel=channel,
        text=answer_title(digest.report),
        blocks=build_answer_blocks(digest.report),
        metadata=make_metadata([digest.nonce]),
        unfurl_links=False,
        unfurl_media=False,
    )
