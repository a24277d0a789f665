"""File upload: a reply's files by direct message, as an ephemeral reply can hold none, or into a channel."""

from collections.abc import Awaitable, Sequence
from dataclasses import replace

from slack_sdk.errors import SlackRequestError

from bot.alerts.alert import outcome_text
from bot.domain.actions import Action, Outcome, OutcomeResult
from bot.domain.inline import RichText
from bot.interactions.replies import File, FileReply, Reply
from bot.platforms.slack.connection.outcomes import attempt
from bot.platforms.slack.connection.workspaces import Workspace


async def send_files(workspace: Workspace, user: str, reply: FileReply) -> Reply:
    """Send the files of a reply, and return it with a line that says where they are or why they failed."""
    outcome = await _attempt(_upload_to(workspace, user, reply))
    names = ", ".join(file.name for file in reply.files)
    if outcome.result is OutcomeResult.DONE:
        line = f"I have sent you {names} as a direct message."
    else:
        line = f"{names} could not be sent: {outcome_text(outcome)}. {outcome.remedy}".strip()
    return replace(reply.reply, lines=(*reply.reply.lines, RichText(line)))


async def post_files(workspace: Workspace, channel: str, reply: FileReply) -> Outcome:
    """Post the files of a reply in a channel."""
    return await _attempt(_upload(workspace, channel, reply.files, title=reply.reply.title))


async def _upload_to(workspace: Workspace, user: str, reply: FileReply) -> None:
    opened = await workspace.web.conversations_open(users=user)
    channel = opened["channel"]["id"]
    await _upload(workspace, channel, reply.files, title=reply.reply.title)


async def _upload(workspace: Workspace, channel: str, files: Sequence[File], *, title: str) -> None:
    await workspace.web.files_upload_v2(
        channel=channel,
        initial_comment=title,
        file_uploads=[
            {
                "filename": file.name,
                "title": file.name,
                "content": file.content,
                "alt_txt": file.alt or None,
            }
            for file in files
        ],
    )


async def _attempt(uploading: Awaitable[None]) -> Outcome:
    try:
        return await attempt(uploading, Action.NONE)
    except SlackRequestError:
        return Outcome.refused("Slack did not take the file", "Try again later.")
