"""Purges on Slack: what a member wrote lately is looked for, and deleted with an administrator's token."""

from collections import Counter
from collections.abc import Sequence
from datetime import datetime
from functools import partial

import structlog

from bot.domain.actions import Action, Outcome
from bot.domain.message import Message
from bot.domain.surroundings import DeletedMessages, RecentMessages
from bot.interactions.replies import Refusal
from bot.platforms.shared.scored_texts import group_texts
from bot.platforms.slack.connection.api_errors import CALL_ERRORS, error_name
from bot.platforms.slack.connection.outcomes import attempt
from bot.platforms.slack.connection.workspaces import Workspace
from bot.platforms.slack.inbound.channels import list_joined
from bot.platforms.slack.inbound.converter import convert_message, message_ts
from bot.platforms.slack.inbound.history_read import HistoryRead
from bot.platforms.slack.inbound.message_kinds import USER_SUBTYPES
from bot.platforms.slack.inbound.nearby_messages import refuse_read
from bot.platforms.slack.inbound.text_extractor import extract_texts
from bot.platforms.slack.inbound.users import Users
from bot.platforms.slack.outbound.actions import NO_ADMIN_TOKEN
from bot.runtime.rate_limits import retry_while_limited

log: structlog.stdlib.BoundLogger = structlog.get_logger(__name__)

_CALL_BUDGET = 40
"""Calls of one look: what Slack lets a custom app read in a minute, with some left for the rest."""


async def find_recent(
    workspace: Workspace, users: Users, author: str, *, since: datetime, channel: str | None
) -> RecentMessages | Refusal:
    """Look for what somebody wrote since a time, in one channel or in all that the bot is in."""
    if workspace.admin is None:
        return Refusal(*NO_ADMIN_TOKEN)
    try:
        joined = await list_joined(workspace, "public_channel", "private_channel")
    except CALL_ERRORS as error:
        return refuse_read(error)
    places = [each["id"] for each in joined if channel in (None, each["id"])]
    if not places:
        return Refusal("I am not in that channel", 'write "/invite @Parley" there')
    person = await users.find(workspace, author)
    reads, left = [HistoryRead(workspace, place, since) for place in places], _CALL_BUDGET
    found, gaps = list[Message](), list[str]()
    while reads and left:
        read, left = reads.pop(0), left - 1
        try:
            page = await read.next_page()
        except CALL_ERRORS as error:
            log.warning("a channel was not looked through", error=error_name(error))
            gaps.append(f"I could not read a channel: {refuse_read(error).reason}")
            continue
        own = [raw for raw in page if _is_by(raw, author)]
        found += [
            convert_message(
                raw,
                group_texts(extract_texts(raw)),
                channel=read.channel,
                author=person,
                workspace=workspace,
            )
            for raw in own
        ]
        reads += [*read.threads(page, since), *([read] if read.cursor else [])]
    if reads:
        gaps.append("there is more than I read at once: ask again afterwards")
    latest = sorted({m.id: m for m in found}.values(), key=lambda m: m.sent_at, reverse=True)
    return RecentMessages(tuple(latest), tuple(dict.fromkeys(gaps)))


async def delete_recent(workspace: Workspace, messages: Sequence[Message]) -> DeletedMessages:
    """Delete messages one by one: Slack deletes none together."""
    done, refused = 0, Counter[str]()
    for message in messages:
        outcome = await retry_while_limited(partial(_delete, workspace, message))
        if outcome.is_in_force:
            done += 1
        else:
            refused[outcome.reason] += 1
    return DeletedMessages(done, tuple(f"{n} not: {why}" for why, n in refused.most_common()))


async def _delete(workspace: Workspace, message: Message) -> Outcome:
    if workspace.admin is None:
        return Outcome.refused(*NO_ADMIN_TOKEN)
    call = workspace.admin.chat_delete(channel=message.channel, ts=message_ts(message.id))
    return await attempt(call, Action.DELETE)


def _is_by(raw: dict[str, object], author: str) -> bool:
    return raw.get("user") == author and str(raw.get("subtype") or "") in USER_SUBTYPES
