"""Command specs of the review queue: what moderators do with open cases."""

from typing import Final

from bot.domain.actions import Action
from bot.domain.gathered_cases import GATHERED_BUTTONS
from bot.interactions.command_spec import CommandSpec
from bot.interactions.desk_requests import (
    CaseGroup,
    ChangeAction,
    DecideGroup,
    Purge,
    ReleaseCase,
    ShowQueue,
    ShowSurroundings,
    TakeCase,
)
from bot.interactions.option_kinds import (
    CASE_NUMBER,
    CHANNEL,
    CONFIRM,
    LABEL,
    MEMBER,
    PAGE,
    PERIOD,
    OptionSpec,
    one_of,
)

MOST_CLEARED_DAYS: Final = 7
"""Days of somebody's messages that a ban can delete: Discord's limit."""

CHANGED_TO: Final = (Action.WARN, Action.DELETE, Action.TIMEOUT, Action.KICK, Action.BAN)
"""Actions that a moderator can choose in a case."""

_NUMBER = OptionSpec("number", "the number of a case", CASE_NUMBER, typed_summary="")
_LABEL = OptionSpec("label", "only of this kind of harm", LABEL, is_required=False)
_CHANNEL = OptionSpec("channel", "only there: a channel or thread", CHANNEL, is_required=False)
_AUTHOR = OptionSpec("author", "only about this member", MEMBER, is_required=False)

DESK_SPECS: tuple[CommandSpec, ...] = (
    CommandSpec(
        "queue",
        "open cases, the oldest and worst first",
        ShowQueue,
        (
            _LABEL,
            _CHANNEL,
            _AUTHOR,
            OptionSpec("page", "1 is the first", PAGE, is_required=False),
        ),
    ),
    CommandSpec(
        "take",
        "take a case for ten minutes, by default the next open one",
        TakeCase,
        (
            OptionSpec(
                "number", "the number of a case", CASE_NUMBER, is_required=False, typed_summary=""
            ),
            _LABEL,
            _CHANNEL,
            _AUTHOR,
        ),
    ),
    CommandSpec("release", "leave a case that you took to others", ReleaseCase, (_NUMBER,)),
    CommandSpec("context", "what was written just before and after", ShowSurroundings, (_NUMBER,)),
    CommandSpec(
        "act",
        "another action in a case; a harsher one is taken back",
        ChangeAction,
        (
            _NUMBER,
            OptionSpec(
                "action",
                "what to do instead",
                one_of({action.value: action for action in CHANGED_TO}),
                is_required=False,
            ),
            OptionSpec(
                "clear_days",
                "with a ban: days of their messages that are deleted",
                one_of({str(days): days for days in range(MOST_CLEARED_DAYS + 1)}),
                is_required=False,
            ),
        ),
    ),
    CommandSpec(
        "all",
        "decide on all open cases of an author, or of a raid",
        DecideGroup,
        (
            _NUMBER,
            OptionSpec(
                "group",
                "of its author, or of its channel within minutes",
                one_of({group.value: group for group in CaseGroup}),
            ),
            OptionSpec(
                "button",
                "what to do with them; you are shown how many first",
                one_of({button.value: button for button in GATHERED_BUTTONS}),
                is_required=False,
            ),
        ),
    ),
    CommandSpec(
        "purge",
        "delete what a member wrote lately",
        lambda confirm=False, **of: Purge(is_confirmed=confirm, **of),
        (
            OptionSpec("member", "a mention or an id", MEMBER, typed_summary=""),
            OptionSpec("last", "how far back: 30m, 2h or 7d", PERIOD),
            _CHANNEL,
            OptionSpec("confirm", "yes, once you have read how much", CONFIRM, is_required=False),
        ),
    ),
)
