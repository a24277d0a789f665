"""The dispatcher: who may ask, and that every command has a handler."""

from datetime import timedelta
from typing import get_args

import pytest

from bot.commands.authorization import _VERBS
from bot.commands.dispatcher import _HANDLERS
from bot.domain.actions import Action, Outcome
from bot.domain.buttons import Button
from bot.domain.gathered_cases import GatheredCases
from bot.domain.message import Author
from bot.domain.policy import Mode, Policy, Verb
from bot.interactions.command_specs import COMMAND_SPECS
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
from bot.interactions.replies import Refusal, Reply
from bot.interactions.requests import (
    Appeal,
    AskForHelp,
    Autocomplete,
    CanDecide,
    ChangeNotes,
    Check,
    Command,
    ConfirmAlertChannel,
    Decide,
    DecideAll,
    Erase,
    Export,
    Help,
    ListErasures,
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
from bot.interactions.word_requests import AddWord, ListWords, OfferWords, RemoveWord, TryWords
from bot.runner import serve
from classifier import Label
from tests.bot.conftest import MakeClub
from tests.fakes.club import KIM, RUDE, Club, make_request
from tests.fakes.messages import make_message

MODERATOR_COMMANDS: list[Command] = [
    Check("hello"),
    LookUpMember("kim-1"),
    ChangeNotes("list", "kim-1"),
    LookUpCase(1),
    Decide(Button.UNDO, 1),
    CanDecide(Button.WARN, 1),
    DecideAll(Button.DISMISS, GatheredCases(1, 2, "lobby")),
    ShowQueue(),
    TakeCase(1),
    ReleaseCase(1),
    ShowSurroundings(1),
    ChangeAction(1),
    DecideGroup(1, CaseGroup.AUTHOR),
    Purge("kim-1", timedelta(hours=2)),
    MakeReport(),
    SetThreshold(Label.TOXIC, 0.5, 0.9),
    SetExemption(is_exempt=True, kind="role", id="7"),
    SetMode(Mode.SHADOW),
    AddWord("kys", "threat act"),
    RemoveWord("kys"),
    ListWords(),
    TryWords("kys"),
    OfferWords(1),
    ShowSettings(),
    Export(),
    Erase("kim-1"),
    ListErasures(),
    ConfirmAlertChannel("room"),
    Autocomplete("case"),
]


def test_everything_that_can_be_asked_is_answered() -> None:
    assert set(_HANDLERS) == set(get_args(Command))
    assert {type(command) for command in MODERATOR_COMMANDS} | {
        Help,
        AskForHelp,
        ReportMessage,
        Appeal,
        ShowHome,
    } == set(_HANDLERS)


@pytest.mark.parametrize("command", MODERATOR_COMMANDS, ids=lambda command: type(command).__name__)
async def test_only_moderators_may_ask(club: Club, command: Command) -> None:
    assert await club.refused(command, by=KIM) == "only moderators can do this"


@pytest.mark.parametrize("command", MODERATOR_COMMANDS, ids=lambda command: type(command).__name__)
async def test_whoever_is_not_known_is_to_ask_again(club: Club, command: Command) -> None:
    stranger = Author("ann-1", "ann", is_known=False)
    refusal = await club.ask_for(Refusal, command, by=stranger)
    assert refusal == Refusal(
        "it is not known yet whether you moderate here", "ask again in a moment"
    )


async def test_a_moderator_named_by_id_need_not_be_known_otherwise(make_club: MakeClub) -> None:
    club = make_club(Policy(moderator_ids=frozenset({"ann-1"})))
    await club.ask(ShowSettings(), by=Author("ann-1", "ann", is_known=False))


async def test_the_policy_can_name_moderators_by_id_and_by_role(
    make_club: MakeClub,
) -> None:
    club = make_club(Policy(moderator_ids=frozenset({"kim-1", "stewards"})))
    await club.ask(ShowSettings(), by=KIM)
    await club.ask(ShowSettings(), by=Author("ann-1", "ann", roles=frozenset({"stewards"})))
    assert await club.refused(ShowSettings(), by=Author("ann-1", "ann"))


async def test_commands_are_about_a_community(club: Club) -> None:
    assert "community" in await club.refused(ShowSettings(), community="", scopes=())


async def test_a_member_is_helped_also_where_no_community_is_known(club: Club) -> None:
    answer = await club.ask(AskForHelp(), by=KIM, community="", scopes=())
    assert "Report to moderators" in str(answer)
    assert "press Appeal" in str(answer)


async def test_a_bug_in_an_answer_is_a_refusal_and_the_bot_goes_on(club: Club) -> None:
    club.platform.messages = [make_message(RUDE)]
    club.platform.requests = [make_request(Decide(Button.WARN, 1)), make_request(ShowSettings())]
    club.platform.outcomes = [Outcome.done(Action.DELETE), RuntimeError("a bug")]
    await serve(club.pipeline)
    first, second = club.platform.responses
    assert first == Refusal("something went wrong", "whoever runs me finds it in the log")
    assert isinstance(second, Reply)


def test_a_policy_keeps_commands_for_administrators_by_the_names_they_have() -> None:
    verbs = {spec.verb.partition(" ")[0] for spec in COMMAND_SPECS}
    assert set(get_args(Verb)) == set(_VERBS.values()) < verbs


async def test_a_person_named_by_id_may_have_deleted_and_not_timed_out(make_club: MakeClub) -> None:
    club = make_club(Policy(mode=Mode.FLAG, moderator_ids=frozenset({"ann-1"})))
    ann = Author("ann-1", "ann")
    await club.say(RUDE)
    assert "time people out" in await club.refused(Decide(Button.TIMEOUT, 1), by=ann)
    await club.ask(Decide(Button.DELETE, 1), by=ann)
    assert "only administrators" in await club.refused(Export(), by=ann)


async def test_an_administrator_named_by_id_may_do_what_only_they_may(make_club: MakeClub) -> None:
    club = make_club(Policy(administrator_ids=frozenset({"ann-1"})))
    await club.dispatch(Export(), by=Author("ann-1", "ann"))
    assert not isinstance(await club.dispatch(Export(), by=Author("ann-1", "ann")), Refusal)


async def test_a_sanction_waits_until_the_ranks_are_known(make_club: MakeClub) -> None:
    club = make_club(Policy(mode=Mode.FLAG))
    await club.say(RUDE)
    club.platform.tells_ranks = False
    assert "it is not known whether" in await club.refused(Decide(Button.TIMEOUT, 1))
    await club.ask(Decide(Button.DELETE, 1))
    assert club.platform.acted[-1][0] is Action.DELETE
