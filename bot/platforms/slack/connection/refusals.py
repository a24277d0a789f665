"""Refusals of Slack in an owner's words: what each error code means, and what would help."""

from collections.abc import Mapping
from types import MappingProxyType

from bot.domain.actions import Outcome
from bot.platforms.slack.connection.tokens import APPS_PAGE, USER

_INVITE_REMEDY = 'Write "/invite @Parley" in the channel.'
_ADMIN_REMEDY = (
    f"{USER} must be the token of an owner or administrator who is in this channel, and the workspace "
    "must let them delete: Settings & Permissions > Message Editing and Deletion."
)

_OWNER_REMEDY = "An owner of the workspace can allow it, under Settings & Permissions."
_LATER_REMEDY = "Press the button again in some minutes."
_TOKEN_REMEDY = f"deploy/slack.md says which token is which, and how to get {USER}."
_OWN_MISTAKE = (
    "Slack did not understand what Parley sent",
    "Do it by hand, and report it to Parley's makers: its log says what it was.",
)

_REFUSED: Mapping[str, tuple[str, str]] = MappingProxyType(
    {
        "cant_delete_message": ("this workspace does not let that token delete it", _ADMIN_REMEDY),
        "compliance_exports_prevent_deletion": (
            "compliance exports keep every message of this workspace",
            "Only who pays for the workspace can change that; let the policy ask for a warning.",
        ),
        "channel_not_found": (
            "the channel cannot be seen from here",
            f"{_INVITE_REMEDY} {_ADMIN_REMEDY}",
        ),
        "not_in_channel": ("Parley is not in the channel", _INVITE_REMEDY),
        "is_archived": ("the channel is archived", "Nobody can write there any more."),
        "restricted_action": (
            "a setting of this workspace forbids it",
            "An owner finds it under Settings & Permissions > Permissions.",
        ),
        "cant_kick_from_general": (
            "nobody can be removed from the channel of the whole workspace",
            "An administrator can deactivate an account.",
        ),
        "cant_kick_self": ("nobody can remove themselves", "Another moderator can."),
        "user_not_in_channel": ("they are not in the channel", "A direct message reaches them."),
        "cannot_dm_bot": ("bots read no direct messages", "Speak with who runs that bot."),
        "messages_tab_disabled": (
            "the app takes no direct messages",
            f"Switch on App Home > Messages Tab at {APPS_PAGE}.",
        ),
        "user_disabled": ("their account is deactivated", "Nobody reads it."),
        "user_not_found": ("they are not in this workspace", "Nobody here can act on them."),
        "user_not_visible": (
            "Slack does not show them to Parley",
            "An administrator can act on them.",
        ),
        "user_is_bot": ("it is an app, and no person", "An administrator can remove the app."),
        "cant_invite": ("they cannot be in that channel", "A direct message reaches them."),
        "user_is_restricted": (
            "they are a guest, whom administrators alone put into channels",
            "Invite them by hand.",
        ),
        "user_is_ultra_restricted": (
            "they are a guest of one channel",
            "An administrator can let them into another.",
        ),
        "message_not_found": ("the message is gone", "There is nothing left to act on."),
        "cant_update_message": ("Parley may change its own messages only", "Delete it by hand."),
        "edit_window_closed": ("it is too old to be changed", "A new message can say it."),
        "msg_too_long": ("the text is too long for Slack", "Look at the case with /toxicity case."),
        "no_text": ("there was nothing to send", "Look at the case with /toxicity case."),
        "invalid_blocks": _OWN_MISTAKE,
        "invalid_blocks_format": _OWN_MISTAKE,
        "invalid_arguments": _OWN_MISTAKE,
        "invalid_arg_name": _OWN_MISTAKE,
        "too_many_attachments": _OWN_MISTAKE,
        "channel_is_archived": ("the channel is archived", "Nobody can write there any more."),
        "as_user_not_supported": ("the token is of the wrong kind", _TOKEN_REMEDY),
        "not_allowed_token_type": ("the token is of the wrong kind", _TOKEN_REMEDY),
        "no_permission": ("that token may not do it", _ADMIN_REMEDY),
        "access_denied": ("the workspace does not let Parley in", _OWNER_REMEDY),
        "ekm_access_denied": ("the organisation's key management forbids it", _OWNER_REMEDY),
        "enterprise_is_restricted": ("the organisation forbids it", _OWNER_REMEDY),
        "team_access_not_granted": ("Parley is not installed in that workspace", _OWNER_REMEDY),
        "org_login_required": ("the workspace is moving into an organisation", _LATER_REMEDY),
        "two_factor_setup_required": (
            "this workspace asks for two-factor authentication",
            f"Switch it on for the account behind {USER}.",
        ),
        "accesslimited": ("Slack limits what Parley may do there", _LATER_REMEDY),
        "not_allowed": ("a setting of this workspace forbids it", _OWNER_REMEDY),
        "last_member": ("nobody can remove the last member of a channel", "Archive the channel."),
        "method_not_supported_for_channel_type": ("no channel of this kind allows it", ""),
    }
)
"""Reason and remedy, in an owner's words, for each error code of a refusal."""

OWN_MISTAKE = Outcome.refused(*_OWN_MISTAKE)
NOT_IN_CHANNEL = Outcome.refused(*_REFUSED["not_in_channel"])


def explain_code(code: str) -> Outcome | None:
    """Return the refusal that an error code means; None for an unknown one.

    A setting of the workspace may forbid a call in several ways, each with a code of its own.
    """
    family = "restricted_action" if code.startswith("restricted_action") else code
    words = _REFUSED.get(family)
    return Outcome.refused(*words) if words else None


def unknown_refusal() -> Outcome:
    """Return the refusal for a code that there are no words for."""
    return Outcome.refused(
        "Slack refused it for a reason that Parley does not know",
        "Do it by hand, and report it to Parley's makers: its log has Slack's code.",
    )
