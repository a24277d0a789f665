"""Who may ask, and that everything is answered."""

from typing import get_args

import pytest

from bot.commands.dispatcher import _HANDLERS
from bot.domain.actions import Action, Outcome
from bot.domain.buttons import Button
from bot.domain.message import Author
from bot.domain.policy import Mode, Policy
from bot.interactions.replies import Refusal, Reply
from bot.interactions.requests import (
    Appeal,
    Autocomplete,
    CanDecide,
    Check,
    Command,
    Decide,
    Erase,
    Export,
    Help,
    LookUpCase,
    LookUpMember,
    MakeReport,
    ReportMessage,
    SetExemption,
    SetMode,
    SetThreshold,
    ShowHome,
    ShowSettings,
)
from bot.runner import serve
from classifier import Label
from tests.bot.conftest import MakeClub
from tests.fakes.club import KIM, RUDE, Club, asking
from tests.fakes.messages import make_message

MODERATORS_ASKS: list[Command] = [
    Check("hello"),
    LookUpMember("kim-1"),
    LookUpCase(1),
    Decide(Button.UNDO, 1),
    CanDecide(Button.WARN, 1),
    MakeReport(),
    SetThreshold(Label.TOXIC, 0.5, 0.9),
    SetExemption(is_exempt=True, kind="role", id="7"),
    SetMode(Mode.SHADOW),
    ShowSettings(),
    Export(),
    Erase("kim-1"),
    Autocomplete("case"),
]


def test_everything_that_can_be_asked_is_answered() -> None:
    assert set(_HANDLERS) == set(get_args(Command))
    assert {type(ask) for ask in MODERATORS_ASKS} | {Help, ReportMessage, Appeal, ShowHome} == set(
        _HANDLERS
    )


@pytest.mark.parametrize("ask", MODERATORS_ASKS, ids=lambda ask: type(ask).__name__)
async def test_only_moderators_may_ask(club: Club, ask: Command) -> None:
    assert await club.refused(ask, by=KIM) == "only moderators can do this"


async def test_the_policy_can_name_moderators_by_id_and_by_role(
    make_club: MakeClub,
) -> None:
    club = make_club(Policy(moderator_ids=frozenset({"kim-1", "stewards"})))
    await club.ask(ShowSettings(), by=KIM)
    await club.ask(ShowSettings(), by=Author("ann-1", "ann", roles=frozenset({"stewards"})))
    assert await club.refused(ShowSettings(), by=Author("ann-1", "ann"))


async def test_commands_are_about_a_community(club: Club) -> None:
    assert "community" in await club.refused(ShowSettings(), community="", scopes=())


async def test_a_bug_in_an_answer_is_a_refusal_and_the_bot_goes_on(club: Club) -> None:
    club.platform.messages = [make_message(RUDE)]
    club.platform.requests = [asking(Decide(Button.WARN, 1)), asking(ShowSettings())]
    club.platform.outcomes = [Outcome.done(Action.DELETE), RuntimeError("a bug")]
    await serve(club.pipeline)
    first, second = club.platform.responses
    assert first == Refusal("something went wrong", "whoever runs me finds it in the log")
    assert isinstance(second, Reply)
