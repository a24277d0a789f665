"""Other actions in a case, decisions on groups of cases, surroundings, and purges."""

from datetime import timedelta

import pytest

from bot.domain.actions import Action, Outcome
from bot.domain.authority import Authority
from bot.domain.buttons import Button
from bot.domain.message import Author
from bot.domain.policy import LabelRule, Mode, Policy
from bot.domain.surroundings import NearbyMessage, Surroundings
from bot.interactions.desk_requests import (
    CaseGroup,
    ChangeAction,
    DecideGroup,
    Purge,
    ShowQueue,
    ShowSurroundings,
    TakeCase,
)
from bot.interactions.replies import LineButton, Menu, Proposal, Refusal
from bot.interactions.requests import Decide
from classifier import Label
from tests.bot.conftest import MakeClub
from tests.fakes.club import KIM, MAX, RUDE
from tests.fakes.messages import NOON, make_message
from tests.fakes.rich_text import read

FLAGGING = Policy(mode=Mode.FLAG)
TWO_HOURS = timedelta(hours=2)


async def test_every_action_that_can_be_taken_is_offered(make_club: MakeClub) -> None:
    club = make_club(FLAGGING)
    await club.say(RUDE)
    menu = await club.ask_for(Menu, ChangeAction(1))
    assert [choice.line for choice in menu.choices] == [
        *("act 1 warn", "act 1 delete", "act 1 timeout", "act 1 kick"),
        *("act 1 ban 0", "act 1 ban 1", "act 1 ban 7"),
    ]


async def test_a_milder_action_takes_a_harsher_one_back(make_club: MakeClub) -> None:
    rules = {Label.INSULT: LabelRule(action=Action.TIMEOUT)}
    club = make_club(Policy(mode=Mode.ENFORCE, labels=rules))
    await club.say(RUDE)
    reply = await club.ask(ChangeAction(1, Action.WARN))
    assert "the timeout was lifted" in read(reply.lines[0])
    assert [each.action for each in club.platform.undone] == [Action.TIMEOUT]
    (decision,) = (await club.case_file(1)).decisions
    assert (decision.button, decision.is_change) == (Button.WARN, True)


async def test_a_warning_pressed_on_the_alert_takes_nothing_back(make_club: MakeClub) -> None:
    rules = {Label.INSULT: LabelRule(action=Action.TIMEOUT)}
    club = make_club(Policy(mode=Mode.ENFORCE, labels=rules))
    await club.say(RUDE)
    await club.ask(Decide(Button.WARN, 1))
    assert club.platform.undone == []


@pytest.mark.parametrize(("asked", "cleared"), [(None, 2), (0, 0), (7, 7)])
async def test_a_ban_clears_what_was_asked_for_or_what_the_policy_says(
    make_club: MakeClub, asked: int | None, cleared: int
) -> None:
    club = make_club(Policy(mode=Mode.FLAG, ban_clears_days=2))
    await club.say(RUDE)
    await club.ask(ChangeAction(1, Action.BAN, asked))
    assert club.platform.enforcements[-1].clear_days == cleared
    assert (await club.case_file(1)).decisions[-1].clear_days == cleared


async def test_only_a_ban_clears_history(make_club: MakeClub) -> None:
    club = make_club(FLAGGING)
    await club.say(RUDE)
    assert "only a ban" in await club.refused(ChangeAction(1, Action.KICK, 7))


async def test_who_may_not_ban_is_not_offered_it(make_club: MakeClub) -> None:
    club = make_club(FLAGGING)
    await club.say(RUDE)
    authority = Authority(actions=frozenset({Action.DELETE, Action.TIMEOUT}))
    menu = await club.ask_for(Menu, ChangeAction(1), authority=authority)
    assert not any("ban" in choice.line or "kick" in choice.line for choice in menu.choices)
    assert "may not ban" in await club.refused(ChangeAction(1, Action.BAN), authority=authority)


async def test_all_open_cases_of_an_author_are_decided_on_at_once(make_club: MakeClub) -> None:
    club = make_club(FLAGGING)
    await club.say(*[RUDE] * 3)
    await club.say(RUDE, author=MAX)
    await club.ask(TakeCase(2), by=Author("ann-1", "ann", is_moderator=True))
    menu = await club.ask_for(Menu, DecideGroup(1, CaseGroup.AUTHOR))
    assert menu.reply.title == "3 open cases at once?"
    assert LineButton("Dismiss all", "all 1 author dismiss") in menu.choices
    reply = await club.ask(DecideGroup(1, CaseGroup.AUTHOR, Button.DISMISS))
    assert reply.title == "Dismiss: 2 of 3 cases"
    assert "ann works on it until" in read(reply.lines[0])
    assert len((await club.ask(ShowQueue())).quotes) == 2


async def test_all_open_cases_of_a_raid_are_decided_on_at_once(make_club: MakeClub) -> None:
    club = make_club(FLAGGING)
    await club.say(RUDE, RUDE, author=MAX)
    await club.say(RUDE)
    await club.say(RUDE, sent_at=NOON - timedelta(hours=1))
    await club.say(RUDE, thread="thread-2")
    reply = await club.ask(DecideGroup(1, CaseGroup.RAID, Button.DELETE))
    assert reply.title == "Delete: 3 of 3 cases"


async def test_what_stands_around_is_asked_of_the_platform(make_club: MakeClub) -> None:
    club = make_club(FLAGGING)
    await club.say(RUDE)
    before = NearbyMessage(MAX, "hello", NOON, ("plan.pdf",))
    club.platform.nearby = Surroundings((before,), (), ("photo.png",))
    reply = await club.ask(ShowSurroundings(1))
    assert [quote.title for quote in reply.quotes] == [
        "max · 12:00 UTC",
        "▶ Case 1 · kim · 12:00 UTC",
    ]
    assert [read(quote.lines[0]) for quote in reply.quotes] == [
        "Files: plan.pdf",
        "Files: photo.png",
    ]
    club.platform.nearby = Refusal("I may not read there")
    assert await club.refused(ShowSurroundings(1)) == "I may not read there"


async def test_a_purge_asks_back_and_is_recorded_in_the_latest_case(make_club: MakeClub) -> None:
    club = make_club(FLAGGING)
    await club.say(RUDE, RUDE)
    club.platform.history = [
        make_message("tea", id=f"h{n}", sent_at=NOON - timedelta(hours=n)) for n in range(5)
    ]
    club.platform.gaps = ["I may not read #attic"]
    proposal = await club.ask_for(Proposal, Purge("kim-1", TWO_HOURS))
    assert proposal.reply.title == "Delete 3 messages?"
    assert "I may not read #attic" in str(proposal.reply.lines)
    assert proposal.line == "purge kim-1 last:120m yes"
    assert club.platform.purged == []
    reply = await club.ask(Purge("kim-1", TWO_HOURS, is_confirmed=True))
    assert read(reply.lines[0]).startswith("3 of 3 messages deleted")
    ((reason, ids),) = club.platform.purged
    assert (reason, ids) == ("case 2: purged by mona (mona-1)", ["h0", "h1", "h2"])
    (decision,) = (await club.case_file(2)).decisions
    assert decision.outcome
    assert (decision.button, decision.why) == (Button.PURGE, "3 messages of the last 2 hours")
    assert len((await club.ask(ShowQueue())).quotes) == 2  # it decides on no case


async def test_a_purge_that_was_interrupted_says_so(make_club: MakeClub) -> None:
    club = make_club(FLAGGING)
    await club.say(RUDE)
    await club.pipeline.store.decisions.claim(1, 0, button=Button.PURGE, by=MAX, why="3 messages")
    await club.dispatcher.resume_pending()
    (decision,) = (await club.case_file(1)).decisions
    assert decision.outcome == Outcome.refused(
        "I was stopped meanwhile, and some messages may be left", "purge them again"
    )


async def test_who_may_not_delete_may_not_purge(make_club: MakeClub) -> None:
    club = make_club(FLAGGING)
    authority = Authority(actions=frozenset({Action.TIMEOUT}))
    refused = await club.refused(Purge("kim-1", TWO_HOURS), authority=authority)
    assert "you may not delete messages there" in refused
    assert "only moderators" in await club.refused(Purge("max-1", TWO_HOURS), by=KIM)


async def test_of_channels_in_which_one_may_not_delete_nothing_is_purged(
    make_club: MakeClub,
) -> None:
    club = make_club(FLAGGING)
    club.platform.history = [
        make_message("tea", id="h1", channel="lobby"),
        make_message("tea", id="h2", channel="attic"),
    ]
    full = frozenset(Action)
    authority = Authority(actions=full, channels={"attic": frozenset()})
    proposal = await club.ask_for(Proposal, Purge("kim-1", TWO_HOURS), authority=authority)
    assert proposal.reply.title == "Delete 1 message?"
