"""Direct messages to an administrator of a workspace."""

from collections.abc import Sequence

from bot.domain.actions import Action, Outcome
from bot.interactions.replies import Reply
from bot.platforms.slack.connection.administrators import find_administrator
from bot.platforms.slack.connection.outcomes import attempt
from bot.platforms.slack.connection.workspaces import Workspace
from bot.platforms.slack.outbound.blocks import build_channel_buttons
from bot.platforms.slack.outbound.reply_blocks import build_answer_blocks

_NOBODY = "no administrator was found"


async def tell_administrator(
    workspace: Workspace, notice: Reply, channels: Sequence[tuple[str, str]] = ()
) -> Outcome:
    """Send a notice to the primary owner of a workspace, else to an owner or an administrator.

    `channels`, by id and name: those that they may confirm for alerts, by a button each.
    """
    told: list[str] = []

    async def send() -> None:
        user = await find_administrator(workspace)
        if user is None:
            return
        opened = await workspace.web.conversations_open(users=user)
        await workspace.web.chat_postMessage(
            channel=opened["channel"]["id"],
            text=notice.title,
            blocks=[*build_answer_blocks(notice), *build_channel_buttons(channels)],
            unfurl_links=False,
            unfurl_media=False,
        )
        told.append(user)

    outcome = await attempt(send(), Action.WARN)
    return outcome if told or not outcome.is_in_force else Outcome.refused(_NOBODY, "")
