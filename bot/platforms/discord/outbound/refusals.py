"""Refusals of Discord in an owner's words: what each error code means, and what would help."""

from collections.abc import Mapping
from types import MappingProxyType

from bot.domain.actions import Outcome
from bot.domain.naming import UNKNOWN_AUTHOR
from bot.platforms.discord.permissions import ALL_REASONS, permission_name

MISSING_ACCESS = 50001
MISSING_PERMISSION = 50013

_CLOSED = ("their direct messages are closed", "Tell them in the channel.")
_SLOW = ("Discord asks for a pause here", "Press the button again in some minutes.")
_GONE_SERVER = (
    "Parley is no longer in the server",
    "Invite it again if it is to moderate there: `python -m bot doctor` prints the link.",
)
_AUTOMOD = ("AutoMod does not let that text through", "Look at the server's AutoMod rules.")

_REFUSED: Mapping[int, tuple[str, str]] = MappingProxyType(
    {
        10003: ("the channel is gone", "Nobody can act there any more."),
        10004: _GONE_SERVER,
        10007: ("they have left the server", "A ban keeps them from coming back."),
        10008: ("the message is gone", "There is nothing left to act on."),
        10013: ("there is no such account", "A webhook or a deleted account cannot be acted on."),
        10062: ("Discord did not wait for the answer", "Press the button again."),
        20001: ("Discord lets no bot do that", "Do it by hand."),
        20002: ("Discord lets only bots do that", "Do it by hand."),
        20016: ("the channel's slow mode forbids it", "Press the button again in a while."),
        20018: ("only the server's owner may do that", "Ask the owner to do it by hand."),
        20022: _SLOW,
        20028: _SLOW,
        20029: _SLOW,
        30035: ("the server has as many bans of non-members as it may", "Lift some bans first."),
        40001: ("Discord does not accept Parley's token for that", "Start again with a new token."),
        40003: ("Parley has opened too many direct messages", "Tell them in the channel."),
        40004: ("Discord lets nobody write at the moment", "Press the button again in a while."),
        40006: ("Discord has switched that off for now", "Press the button again in a while."),
        40007: ("they are banned from the server", "There is nothing left to do."),
        40060: ("the press was answered already", "Open the case again to see how it stands."),
        40062: _SLOW,
        40333: ("Discord's own network failed", "Press the button again in a moment."),
        50003: ("nobody can do that in a direct message", "Do it in the server."),
        50005: ("only its author can change that message", "Delete it by hand."),
        50006: ("there was nothing to send", "Look at the case with /toxicity case."),
        50007: _CLOSED,
        50008: ("nothing can be written in a channel of this kind", "Tell them elsewhere."),
        50009: ("the server's verification level forbids it", "Lower it for Parley's role."),
        50014: ("Discord does not accept Parley's token", "Start again with a new token."),
        50021: ("a message of Discord's own cannot be changed", "Delete it by hand."),
        50024: ("a channel of this kind does not allow it", "Do it by hand."),
        50034: ("it is too old to be deleted with others", "Delete it by hand."),
        50035: (
            "Discord did not understand what Parley sent",
            "Do it by hand, and report it to Parley's makers: its log says what it was.",
        ),
        50055: _GONE_SERVER,
        50074: ("a community server needs that channel", "Choose another in its settings."),
        50083: ("the thread is archived", "Open it again, then press the button again."),
        50278: ("they share no server with Parley any more", "Nobody can tell them by this bot."),
        60003: (
            "this server asks moderators for two-factor authentication",
            "Switch it on for the account that owns the bot.",
        ),
        130000: ("Discord is overloaded", "Press the button again in a moment."),
        160005: ("the thread is locked", "Unlock it, or give Parley Manage Threads."),
        160006: ("the server has as many open threads as it may", "Archive some threads first."),
        200000: _AUTOMOD,
        200001: _AUTOMOD,
        240000: ("Discord holds a link in it for harmful", "Tell them without the link."),
        500000: ("Discord could not ban them", "Press the button again in a moment."),
    }
)
"""Reason and remedy for each error code of a refusal; those for a permission depend on which."""

_UNEXPLAINED = (
    "Discord refused it without a reason",
    "Press the button again in a moment, or do it by hand.",
)
_UNKNOWN = (
    "Discord refused it for a reason that Parley does not know",
    "Do it by hand, and report it to Parley's makers: its log has Discord's code.",
)

PROXIED = Outcome.refused(
    "a proxy wrote it for a member, and does not say for whom",
    "Ask the proxy (PluralKit: react with ❓), and act by hand; or set ask_pluralkit in the policy.",
)

UNKNOWN_PERSON = Outcome.refused(
    "Discord does not say who gave it that name",
    "Look into the server's audit log, and act by hand; with View Audit Log Parley looks itself.",
)

COVERED_NAME = Outcome.refused(
    "their nickname covers it here, and no bot can change the name of an account",
    "Ask them to change it, or report the account to Discord.",
)

EVENT_STAYS = Outcome.refused(
    "the policy leaves events to a moderator",
    "Press Delete to cancel it, or set cancel_events in the policy.",
)


def refuse_person(author: str) -> Outcome:
    """Return the refusal of an action on somebody of whom Discord does not say who they are."""
    return UNKNOWN_PERSON if author == UNKNOWN_AUTHOR.id else PROXIED


DM_CLOSED = Outcome.refused(*_CLOSED)
NO_SHARED_SERVER = Outcome.refused(*_REFUSED[50278])
REMOVED_FROM_SERVER = Outcome.refused(*_GONE_SERVER)

TIMED_OUT = Outcome.refused(
    "Parley itself is timed out here", "Lift its timeout: until then it can do nothing but read."
)


def explain_code(code: int) -> Outcome | None:
    """Return the refusal that an error code means; None for an unknown one. 0 is none at all."""
    words = _UNEXPLAINED if code == 0 else _REFUSED.get(code)
    return Outcome.refused(*words) if words else None


def unknown_refusal() -> Outcome:
    """Return the refusal for a code that there are no words for."""
    return Outcome.refused(*_UNKNOWN)


def permission_refusal(permission: str) -> Outcome:
    """Return the refusal for a missing permission."""
    wanted = permission_name(permission)
    return Outcome.refused(
        f"no permission: {wanted}",
        f'Give Parley\'s role "{wanted}" here, {ALL_REASONS[permission]}.',
    )


def access_refusal(permission: str) -> Outcome:
    """Return the refusal for a channel that the bot cannot see."""
    see, wanted = permission_name("view_channel"), permission_name(permission)
    return Outcome.refused(
        "Parley has no access here", f'Give Parley\'s role "{see}" and "{wanted}" here.'
    )


def unforeseen_refusal(permission: str, *, depends_on_rank: bool) -> Outcome:
    """Return the refusal of a call for which the bot seems to have the permission."""
    wanted = permission_name(permission)
    rank = ", and that Parley's role is above theirs" if depends_on_rank else ""
    return Outcome.refused(
        f"Discord refuses it, though Parley seems to have {wanted}",
        f'Check "{wanted}" in the channel\'s own permissions{rank}. '
        "It is tried again after some minutes, and at once with a button.",
    )


def rank_refusal() -> Outcome:
    """Return the refusal for an author whose highest role is not below the bot's."""
    return Outcome.refused(
        "the author's role is not below Parley's",
        "Drag Parley's role above theirs in Server Settings > Roles; nobody can act on the owner.",
    )
