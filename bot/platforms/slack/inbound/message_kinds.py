"""Kinds of messages by Slack's subtypes: written by somebody, about a channel's name, Slack's own, or unknown. Pure."""

from collections.abc import Mapping
from types import MappingProxyType

from bot.domain.naming import Naming

USER_SUBTYPES = frozenset({"", "bot_message", "file_share", "me_message", "thread_broadcast"})
"""Subtypes of messages that somebody wrote."""

NAME_SUBTYPES: Mapping[str, tuple[Naming, str]] = MappingProxyType(
    {
        "channel_name": (Naming.CHANNEL, "name"),
        "channel_purpose": (Naming.PURPOSE, "purpose"),
        "channel_topic": (Naming.TOPIC, "topic"),
        "group_name": (Naming.CHANNEL, "name"),
        "group_purpose": (Naming.PURPOSE, "purpose"),
        "group_topic": (Naming.TOPIC, "topic"),
    }
)
"""Subtypes of messages which say that somebody named a channel, and the key of what they wrote."""

_OWN_SUBTYPES = frozenset(
    {
        "app_conversation_join",
        "app_conversation_leave",
        "assistant_app_thread",
        "bot_add",
        "bot_disable",
        "bot_enable",
        "bot_remove",
        "channel_archive",
        "channel_canvas_updated",
        "channel_convert_to_private",
        "channel_convert_to_public",
        "channel_join",
        "channel_leave",
        "channel_posting_permissions",
        "channel_unarchive",
        "document_mention",
        "ekm_access_denied",
        "file_mention",
        "group_archive",
        "group_join",
        "group_leave",
        "group_unarchive",
        "huddle_thread",
        "joiner_notification",
        "joiner_notification_for_inviter",
        "message_changed",
        "message_deleted",
        "message_replied",
        "pinned_item",
        "reminder_add",
        "reminder_delete",
        "sh_room_created",
        "sh_room_shared",
        "slackbot_response",
        "tabbed_canvas_updated",
        "tombstone",
        "unpinned_item",
    }
)
"""Subtypes of Slack's own messages, which are not read."""


def is_unknown(subtype: str) -> bool:
    """Return whether Slack has added a subtype since this release."""
    return subtype not in USER_SUBTYPES | NAME_SUBTYPES.keys() | _OWN_SUBTYPES
