"""Authorization: who may ask for what. What is about the community needs rights in all of it."""

from collections.abc import Mapping
from types import MappingProxyType

from bot.domain.actions import Action
from bot.domain.authority import Authority
from bot.domain.phrases import ModeratorPhrase
from bot.domain.policy import Policy
from bot.interactions.desk_requests import (
    ChangeAction,
    DecideGroup,
    Purge,
    ReleaseCase,
    ShowQueue,
    ShowSurroundings,
    TakeCase,
)
from bot.interactions.replies import Refusal
from bot.interactions.requests import (
    Appeal,
    AskForHelp,
    CanDecide,
    ChangeNotes,
    Check,
    Decide,
    DecideAll,
    Erase,
    Export,
    Help,
    LookUpCase,
    LookUpMember,
    MakeReport,
    ReportMessage,
    Request,
    SetExemption,
    SetMode,
    SetThreshold,
    ShowHome,
    ShowSettings,
)
from bot.interactions.word_requests import AddWord, ListWords, OfferWords, RemoveWord, TryWords

_FOR_EVERYONE = (Appeal, AskForHelp, ReportMessage, Help, ShowHome)

_ON_A_CASE = (
    *(CanDecide, ChangeAction, Decide, DecideAll, DecideGroup, LookUpCase),
    *(ReleaseCase, ShowQueue, ShowSurroundings, TakeCase),
)
"""Commands that need rights in the channel of their case: `CommandContext.find_case` looks at it."""

_VERBS: Mapping[type, str] = MappingProxyType(
    {
        ChangeNotes: "note",
        Erase: "erase",
        Export: "export",
        LookUpMember: "user",
        MakeReport: "report",
        Purge: "purge",
        SetExemption: "exempt",
        SetMode: "mode",
        SetThreshold: "threshold",
        ShowSettings: "settings",
        **dict.fromkeys((AddWord, RemoveWord, ListWords, OfferWords), "word"),
    }
)
"""The commands about a community, by the names under which a policy gives them to administrators."""

_ONLY_MODERATORS = Refusal(
    ModeratorPhrase("only moderators can do this"),
    ModeratorPhrase(
        "who moderates here is said by the platform, or by moderator_ids in the policy"
    ),
)
_ONLY_MODERATORS_OF_ALL = Refusal(
    ModeratorPhrase("only moderators of the whole community can do this"),
    ModeratorPhrase("rights in one channel are for the messages of that channel"),
)


def resolve_authority(request: Request, policy: Policy) -> Authority:
    """Return what the person who asks may do, as the platform and the policy say.

    `moderator_ids` moderate everywhere, and may have deleted; to time out, kick or ban takes rights on the
    platform. `administrator_ids` are administrators besides.
    """
    person, authority = request.by, request.authority
    ids = {person.id, *person.roles}
    is_administrator = not policy.administrator_ids.isdisjoint(ids)
    if not is_administrator and policy.moderator_ids.isdisjoint(ids):
        return authority
    named = frozenset({Action.NONE, Action.FLAG, Action.WARN, Action.DELETE})
    return Authority(
        authority.is_administrator or is_administrator,
        authority.actions | named,
        {channel: actions | named for channel, actions in authority.channels.items()},
    )


def check_permission(request: Request, policy: Policy) -> Refusal | None:
    """Return why a request is refused to the person who asks; None if they may ask."""
    command = request.command
    if not request.community and not isinstance(command, Appeal | Help | AskForHelp):
        return Refusal("this is about a community", "ask it in one of its channels")
    if isinstance(command, _FOR_EVERYONE):
        return None
    authority = resolve_authority(request, policy)
    if not authority.moderates_anywhere and not policy.has_known_standing(request.by):
        return Refusal(
            ModeratorPhrase("it is not known yet whether you moderate here"),
            ModeratorPhrase("ask again in a moment"),
        )
    return _check_rights(request, authority, policy)


def _check_rights(request: Request, authority: Authority, policy: Policy) -> Refusal | None:
    command = request.command
    if not authority.moderates_anywhere:
        return _ONLY_MODERATORS
    if isinstance(command, _ON_A_CASE):
        return None
    if isinstance(command, Check | TryWords):
        is_here = any(map(authority.moderates, request.scopes))
        return None if is_here else _ONLY_MODERATORS_OF_ALL
    if not authority.is_moderator:
        return _ONLY_MODERATORS_OF_ALL
    verb = _VERBS.get(type(command))
    if verb in policy.commands.administrators_only and not authority.is_administrator:
        return Refusal(
            ModeratorPhrase("only administrators can give the command {verb} here", verb=verb),
            ModeratorPhrase(
                "who administers is said by the platform, or by administrator_ids in the policy; "
                "[commands] there says what only they can do"
            ),
        )
    return None
