"""File upload: sends a reply's files by direct message, as an ephemeral reply can hold none."""

from collections.abc import Sequence
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
    outcome = await _upload(workspace, user, reply.files, title=reply.reply.title)
    names = ", ".join(file.name for file in reply.files)
    if outcome.result is OutcomeResult.DONE:
        line = f"I have sent you {names} as a direct message."
    else:
        line = f"{names} could not be sent: {outcome_text(outcome)}. {outcome.remedy}".strip()
    return replace(reply.reply, lines=(*reply.reply.lines, RichText(line)))


async def _upload(workspace: Workspace, user: str, files: Sequence[File], *, title: str) -> Outcome:
    async def upload() -> None:
        opened = await workspace.web.conversations_open(users=user)
        await workspace.web.files_upload_v2(
            channel=opened["channel"]["id"],
            initial_comment=title,
            file_uploads=[
                {"filename": file.name, "title": file.name, "content": file.content}
                for file in files
            ],
        )

    try:
        return await attempt(upload(), Action.NONE)
    except SlackRequestError:
        return Outcome.refused("Slack did not take the file", "Try again later.")
