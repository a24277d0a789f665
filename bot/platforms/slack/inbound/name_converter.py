"""Conversion of names, topics, purposes, statuses and reactions on Slack to `Message`. Pure.

| converted | id of the `Message` | where |
|---|---|---|
| a channel's name, topic or purpose | "channel-ts", "topic-ts", "purpose-ts" of Slack's message about it | the channel |
| the name of a channel without the bot | "channel-ts" of the event | the channel |
| the names or the status of a person | "profile-id", "status-id" of the person | where they write, else in no channel |
| a person's reactions to a message | "reaction-ts" of the message | its channel |
"""

from datetime import datetime

from bot.domain.message import Author, Message
from bot.domain.naming import Naming, name_id
from bot.platforms.slack.connection.workspaces import Workspace
from bot.platforms.slack.inbound.converter import NAME, parse_ts, permalink
from bot.platforms.slack.inbound.json_fields import JSON, get_object, get_text


def convert_channel_name(
    workspace: Workspace, channel: str, ts: str, *, naming: Naming, text: str, author: Author
) -> Message:
    """Convert the name, topic or purpose of a channel, as Slack's message or event of this `ts` tells it."""
    return _convert(
        workspace,
        name_id(naming, ts),
        text,
        author=author,
        channel=channel,
        sent_at=parse_ts(ts),
        link=permalink(workspace, channel, ts, None),
    )


def convert_profile(
    workspace: Workspace, naming: Naming, text: str, *, author: Author, channel: str, at: datetime
) -> Message:
    """Convert the names or the status of a person, as they were first seen at a time: each is a case of its own."""
    link = f"{workspace.url}team/{author.id}"
    return _convert(
        workspace,
        name_id(naming, author.id),
        text,
        author=author,
        channel=channel,
        sent_at=at,
        edited_at=at,
        link=link,
    )


def convert_reactions(
    workspace: Workspace,
    item: JSON,
    text: str,
    *,
    author: Author,
    sent_at: datetime,
    edited_at: datetime,
) -> Message:
    """Convert a person's reactions to a message, which is the `item` of Slack's event."""
    channel, ts = get_text(item, "channel"), get_text(item, "ts")
    return _convert(
        workspace,
        name_id(Naming.REACTION, ts),
        text,
        author=author,
        channel=channel,
        sent_at=sent_at,
        edited_at=edited_at,
        link=permalink(workspace, channel, ts, None),
    )


def profile_texts(user: JSON) -> dict[Naming, str]:
    """Return what a person says of themselves: their names and title, and their status."""
    profile = get_object(user, "profile")
    names = (get_text(profile, key) for key in ("display_name", "real_name", "title", "pronouns"))
    return {
        Naming.PROFILE: "\n".join(dict.fromkeys(filter(None, names))),
        Naming.STATUS: get_text(profile, "status_text"),
    }


def _convert(
    workspace: Workspace,
    number: str,
    text: str,
    *,
    author: Author,
    channel: str,
    sent_at: datetime,
    link: str,
    edited_at: datetime | None = None,
) -> Message:
    return Message(
        platform=NAME,
        community=workspace.id,
        channel=channel,
        id=number,
        author=author,
        text=text,
        sent_at=sent_at,
        edited_at=edited_at,
        link=link,
        is_joinable=False,
    )
