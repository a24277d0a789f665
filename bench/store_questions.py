"""Questions of `bench/store.py`, each with its goal. A new view is a line here."""

from collections.abc import Awaitable, Callable, Mapping
from typing import TypeAlias

from bench.stored_cases import heavy_author
from bot.domain.message import Author
from bot.interactions.desk_requests import ShowQueue
from bot.interactions.requests import (
    Autocomplete,
    Command,
    LookUpCase,
    LookUpMember,
    MakeReport,
    ShowHome,
)
from classifier import Label
from tests.fakes.club import Club

Ask: TypeAlias = Callable[[], Awaitable[object]]

VIEW, REPORT, TYPING = 50.0, 1_000.0, 20.0
"""Goals in milliseconds."""

_HEAVY = heavy_author(1)

_VIEWS: Mapping[str, Command] = {
    "member with 5,000 cases": LookUpMember(_HEAVY),
    "member with a few": LookUpMember("member-7"),
    "queue, first page": ShowQueue(),
    "queue, page 1,000": ShowQueue(page=1_000),
    "queue of a label": ShowQueue(label=Label.THREAT),
    "queue of a channel": ShowQueue(channel="channel-7"),
    "queue of an author": ShowQueue(author="member-7"),
    "queue of a label nobody used there": ShowQueue(label=Label.THREAT, channel="nowhere"),
    "home of a moderator": ShowHome(),
}
_REPORTS: Mapping[str, Command] = {
    f"report of {days} days": MakeReport(days) for days in (7, 30, 90)
}
_TYPED: Mapping[str, Command] = {
    f'{verb} "{typed}"': Autocomplete(verb, typed)
    for verb, texts in {
        "case": ("", "17", "3", "heavy-1", "member-77", "m", "nobody"),
        "undo": ("", "17", "3", "heavy-1", "member-77", "m", "nobody"),
        "threshold": ("0",),
        "exempt": ("",),
    }.items()
    for typed in texts
}


def list_questions(club: Club, count: int) -> Mapping[str, tuple[float, Ask]]:
    """Return the questions about a community with so many cases, each with its goal in milliseconds."""
    cases = {"the newest": LookUpCase(count), "in the middle": LookUpCase(count // 2)}
    of_goal = {
        VIEW: {f"case, {which}": command for which, command in cases.items()} | {**_VIEWS},
        REPORT: _REPORTS,
        TYPING: _TYPED,
    }
    asked = {
        name: (goal, _asker(club, command))
        for goal, commands in of_goal.items()
        for name, command in commands.items()
    }
    own = Author(_HEAVY, _HEAVY)
    return asked | {"home of a member": (VIEW, lambda: club.ask(ShowHome(), by=own))}


def _asker(club: Club, command: Command) -> Ask:
    return lambda: club.dispatch(command)
