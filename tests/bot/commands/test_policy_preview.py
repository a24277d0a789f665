"""The effect of a change is shown before it is confirmed, from stored scores of the last weeks."""

from dataclasses import replace
from datetime import timedelta

from bot.domain.actions import Action
from bot.domain.message import Author
from bot.domain.policy import Exemptions, Mode, Policy
from bot.domain.reporting_rules import ScoreRules
from bot.interactions.command_parser import parse_line
from bot.interactions.replies import Proposal, Refusal
from bot.interactions.requests import SetMode, SetThreshold
from bot.moderation.bookkeeper import Bookkeeper
from bot.runtime.platform_stats import PlatformStats
from classifier import Label
from tests.bot.conftest import MakeClub
from tests.fakes.club import RUDE, Club
from tests.fakes.messages import NOON, make_message
from tests.fakes.rich_text import read

INSULT_MORE = SetThreshold(Label.INSULT, 0.7, 0.95)


async def come_by(club: Club, *texts: str, **changes: object) -> None:
    """Have messages come by as they do in a run: also those without a case are counted."""
    books = Bookkeeper(club.pipeline, PlatformStats("fake"))
    for text in texts:
        message = make_message(text, id=f"m{next(club.numbers)}", **changes)
        books.record(message, await books.moderate(message))


async def test_a_threshold_asks_back_where_cases_would_have_been_decided_on_differently(
    club: Club,
) -> None:
    await club.say(RUDE, "drat", "how silly")
    proposal = await club.ask_for(Proposal, INSULT_MORE)
    assert proposal.reply.title == "Threshold of insult?"
    assert [read(line) for line in proposal.reply.lines] == [
        "Everywhere that nothing else is set: flag from 0.70, delete from 0.95.",
        "Of 3 stored messages of the last 28 days, 1 would be decided on differently:",
        "• 1 left alone instead of flagged",
        "By label: insult 1",
        "Cases to look at: case 3, insult 0.60: left alone instead of flagged.",
        "Nothing is changed yet.",
    ]
    assert await club.pipeline.policies.list_overrides("club") == []
    assert club.platform.announced == []


async def test_the_line_of_a_proposal_carries_it_out(club: Club) -> None:
    await club.say("how silly")
    proposal = await club.ask_for(Proposal, replace(INSULT_MORE, channel="lobby"))
    assert proposal.line == "threshold insult 0.7 0.95 lobby yes"
    command = parse_line(proposal.line)
    assert not isinstance(command, Refusal)
    reply = await club.ask(command)
    assert read(reply.lines[0]) == "In #lobby: flag from 0.70, delete from 0.95."
    await club.say("how silly")
    assert len(club.platform.acted) == 1


async def test_a_mode_asks_back_and_its_line_confirms_it_without_a_channel(club: Club) -> None:
    await club.say(RUDE)
    proposal = await club.ask_for(Proposal, SetMode(Mode.FLAG))
    assert read(proposal.reply.lines[2]) == "• 1 flagged instead of deleted"
    assert parse_line(proposal.line) == SetMode(Mode.FLAG, is_confirmed=True)


async def test_where_nothing_would_have_been_different_the_change_is_made_at_once(
    club: Club,
) -> None:
    await club.say("drat")
    reply = await club.ask(INSULT_MORE)
    assert read(reply.lines[1]) == (
        "Of 1 stored message of the last 28 days, none would be decided on differently."
    )


async def test_messages_that_nearly_met_a_threshold_count_without_a_case(
    make_club: MakeClub,
) -> None:
    club = make_club(Policy(mode=Mode.ENFORCE, scores=ScoreRules(margin=0.5)))
    await club.ask(SetThreshold(Label.INSULT, 0.8, 0.9))
    await come_by(club, "how silly", "hello there")
    proposal = await club.ask_for(Proposal, SetThreshold(Label.INSULT, 0.5, 0.9))
    assert read(proposal.reply.lines[2]) == "• 1 flagged instead of left alone"


async def test_what_is_older_than_the_weeks_that_are_looked_back_on_does_not_count(
    club: Club,
) -> None:
    await club.say("how silly", sent_at=NOON - timedelta(days=29))
    assert read((await club.ask(INSULT_MORE)).lines[-1]).startswith("Everywhere")


async def test_scores_of_other_channels_do_not_change_with_the_threshold_of_one(club: Club) -> None:
    await club.say("how silly", channel="garden", thread=None, category=None)
    reply = await club.ask(replace(INSULT_MORE, channel="lobby"))
    assert "none would be decided on differently" in read(reply.lines[1])


async def test_scores_of_whom_the_policy_exempts_and_of_other_bots_are_not_kept(
    make_club: MakeClub,
) -> None:
    club = make_club(Policy(exempt=Exemptions(authors=frozenset({"kim-1"}))))
    await come_by(club, "how silly")
    await come_by(club, "how silly", author=Author(id="b", name="b", is_bot=True))
    await come_by(club, "how silly", author=Author(id="lee", name="lee"))
    await club.ask(SetThreshold(Label.INSULT, 0.9, "off", "garden"))
    stored = await club.pipeline.store.stored_scores.find("fake", "club", since=NOON)
    assert [each.message.author.id for each in stored if each.case is None] == []
    assert [each.message.author.id for each in stored] == ["lee"]


async def test_the_moderators_limit_holds_in_a_preview_as_it_does_in_a_decision(
    make_club: MakeClub,
) -> None:
    club = make_club(Policy(mode=Mode.ENFORCE, moderators=Action.FLAG))
    await club.say("how silly", author=Author(id="mona-1", name="mona", is_moderator=True))
    reply = await club.ask(SetThreshold(Label.INSULT, 0.5, 0.55))
    assert "none would be decided on differently" in read(reply.lines[1])
