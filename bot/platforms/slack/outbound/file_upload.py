"""Files for one person: by direct message, as Slack takes none into an answer for them alone."""

from collections.abc import Sequence
from dataclasses import replace

from slack_sdk.errors import SlackRequestError

from bot.alerts.alert import outcome_text
from bot.domain.actions import Action, Outcome, OutcomeResult
from bot.interactions.replies import File, Reply
from bot.platforms.slack.connection.workspaces import Workspace
from bot.platforms.slack.outbound.outcomes import attempt


async def send_files(workspace: Workspace, user: str, reply: Reply) -> Reply:
    """Send what files a reply has; it then says where they are, or why they are not there."""
    if not reply.files:
        return reply
    outcome = await _send(workspace, user, reply.files, title=reply.title)
    names = ", ".join(file.name for file in reply.files)
    if outcome.result is OutcomeResult.DONE:
        said = f"I have sent you {names} as a direct message."
    else:
        said = f"{names} could not be sent: {outcome_text(outcome)}. {outcome.remedy}".strip()
    return replace(reply, lines=(*reply.lines, said))


async def _send(workspace: Workspace, user: str, files: Sequence[File], *, title: str) -> Outcome:
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
