"""The review queue: its order, its filters and pages, and that no two moderators work on the same case."""

from datetime import timedelta

from sqlalchemy import text, update
from sqlalchemy.ext.asyncio import AsyncEngine

from bot.alerts.text import list_notes
from bot.commands.queue import PAGE_SIZE, age_text
from bot.domain.actions import Action
from bot.domain.authority import Authority
from bot.domain.buttons import Button
from bot.domain.policy import LabelRule, Mode, Policy
from bot.interactions.desk_requests import ReleaseCase, ShowQueue, TakeCase
from bot.interactions.replies import CaseReply, CaseUpdate, LineButton, Menu, Refusal, Reply
from bot.interactions.requests import CanDecide, Decide
from bot.store.database.tables import assignments
from classifier import Label
from tests.bot.conftest import MakeClub
from tests.fakes.club import KIM, MAX, MONA, RUDE, Club
from tests.fakes.messages import NOON

FLAGGING = Policy(mode=Mode.FLAG)


async def list_numbers(club: Club, command: ShowQueue | None = None) -> list[str]:
    reply = await club.ask(command or ShowQueue())
    return [quote.title.split(" ·")[0] for quote in reply.quotes]


async def expire(engine: AsyncEngine) -> None:
    """Let ten minutes pass, by the database's clock."""
    async with engine.begin() as connection:
        await connection.execute(update(assignments).values(until=NOON - timedelta(days=999)))


async def test_the_oldest_and_worst_come_first(make_club: MakeClub) -> None:
    act_on_threats = {Label.THREAT: LabelRule(act=0.9)}
    club = make_club(Policy(mode=Mode.FLAG, labels=act_on_threats))
    await club.say(RUDE, sent_at=NOON - timedelta(hours=2))
    await club.say(RUDE, sent_at=NOON - timedelta(hours=4))
    await club.say("beware", sent_at=NOON)
    assert await list_numbers(club) == ["Case 3", "Case 2", "Case 1"]


async def test_a_case_that_waits_long_enough_comes_before_a_worse_one(make_club: MakeClub) -> None:
    club = make_club(Policy(mode=Mode.FLAG, labels={Label.THREAT: LabelRule(act=0.9)}))
    await club.say("beware", sent_at=NOON)
    await club.say(RUDE, sent_at=NOON - timedelta(days=6))
    assert await list_numbers(club) == ["Case 2", "Case 1"]


async def test_a_case_that_is_decided_on_leaves_the_queue(make_club: MakeClub) -> None:
    club = make_club(FLAGGING)
    await club.say(RUDE, RUDE)
    await club.ask(Decide(Button.DISMISS, 1))
    assert await list_numbers(club) == ["Case 2"]


async def test_the_queue_is_filtered_by_label_channel_and_author(make_club: MakeClub) -> None:
    club = make_club(FLAGGING)
    await club.say(RUDE)
    await club.say("beware", channel="garden", thread=None)
    await club.say(RUDE, author=MAX)
    assert await list_numbers(club, ShowQueue(label=Label.THREAT)) == ["Case 2"]
    assert await list_numbers(club, ShowQueue(channel="garden")) == ["Case 2"]
    assert await list_numbers(club, ShowQueue(channel="thread-1")) == ["Case 1", "Case 3"]
    assert await list_numbers(club, ShowQueue(author="max-1")) == ["Case 3"]
    empty = await club.ask(ShowQueue(channel="nowhere"))
    assert str(empty.lines[0].elements[0]) == "Nothing waits for a moderator here."


async def test_the_queue_has_pages(make_club: MakeClub) -> None:
    club = make_club(FLAGGING)
    await club.say(*[RUDE] * (PAGE_SIZE + 2))
    first = await club.ask_for(Menu, ShowQueue(label=Label.INSULT))
    assert first.reply.title == f"{PAGE_SIZE + 2} open cases, insult"
    assert first.choices[-1] == LineButton("More", "queue label:insult page:2")
    second = await club.ask_for(Menu, ShowQueue(label=Label.INSULT, page=2))
    assert len(second.reply.quotes) == 2
    assert second.choices[-1] == LineButton("Before", "queue label:insult page:1")
    beyond = await club.ask_for(Reply, ShowQueue(page=99))
    assert "no such page" in str(beyond.lines[0])


async def test_a_moderator_of_one_channel_sees_and_takes_its_cases_alone(
    make_club: MakeClub,
) -> None:
    club = make_club(FLAGGING)
    await club.say(RUDE)
    await club.say(RUDE, channel="garden", thread=None)
    there = Authority(channels={"garden": frozenset(Action)})
    menu = await club.ask_for(Menu, ShowQueue(), authority=there)
    assert [quote.title[:6] for quote in menu.reply.quotes] == ["Case 2"]
    assert "in which you do not moderate" in await club.refused(TakeCase(1), authority=there)
    taken = await club.ask_for(CaseReply, TakeCase(), authority=there)
    assert taken.case == 2


async def test_a_taken_case_is_one_moderators(make_club: MakeClub) -> None:
    club = make_club(FLAGGING)
    await club.say(RUDE)
    taken = await club.ask_for(CaseReply, TakeCase(1))
    assert LineButton("Release", "release 1") in taken.choices
    refusals = [await club.refused(command, by=MAX) for command in _BY_OTHERS]
    assert all("mona works on it until" in refusal for refusal in refusals)
    await club.ask(Decide(Button.WARN, 1))


_BY_OTHERS = (Decide(Button.DELETE, 1), CanDecide(Button.WARN, 1), TakeCase(1))


async def test_others_see_who_works_on_a_case(make_club: MakeClub) -> None:
    club = make_club(FLAGGING)
    await club.say(RUDE)
    await club.ask(TakeCase(1))
    menu = await club.ask_for(Menu, ShowQueue(), by=MAX)
    assert "mona works on it until" in str(menu.reply.quotes[0].lines)
    assert LineButton("Take 1", "take 1") not in menu.choices
    assert "mona works on it until" in str(list_notes(club.platform.redrawn[-1]))


async def test_the_next_case_is_one_that_nobody_works_on(make_club: MakeClub) -> None:
    club = make_club(FLAGGING)
    await club.say(RUDE, RUDE)
    assert (await club.ask_for(CaseReply, TakeCase())).case == 1
    assert (await club.ask_for(CaseReply, TakeCase(), by=MAX)).case == 2
    assert "no open case is left" in await club.refused(TakeCase(), by=MAX)


async def test_nobody_is_given_a_case_about_themselves(make_club: MakeClub) -> None:
    club = make_club(FLAGGING)
    await club.say(RUDE, author=MONA)
    assert "no open case is left" in await club.refused(TakeCase())
    assert await club.refused(TakeCase(1)) == "this case is about you"


async def test_a_decision_ends_it_and_offers_the_next_case(make_club: MakeClub) -> None:
    club = make_club(FLAGGING)
    await club.say(RUDE, RUDE)
    await club.ask(TakeCase(1))
    update_ = await club.ask_for(CaseUpdate, Decide(Button.DELETE, 1))
    assert update_.choices == (LineButton("Next case", "take"),)
    await club.ask(Decide(Button.UNDO, 1), by=MAX)


async def test_ten_minutes_end_it(make_club: MakeClub, engine: AsyncEngine) -> None:
    club = make_club(FLAGGING)
    await club.say(RUDE)
    await club.ask(TakeCase(1))
    await expire(engine)
    await club.ask(TakeCase(1), by=MAX)
    assert "max works on it" in await club.refused(Decide(Button.DELETE, 1))


async def test_who_took_it_can_release_it(make_club: MakeClub) -> None:
    club = make_club(FLAGGING)
    await club.say(RUDE)
    await club.ask(TakeCase(1))
    assert "you do not work on case 1" in await club.refused(ReleaseCase(1), by=MAX)
    await club.ask(ReleaseCase(1))
    await club.ask(Decide(Button.DELETE, 1), by=MAX)


async def test_the_time_of_ten_minutes_is_the_databases(
    make_club: MakeClub, engine: AsyncEngine
) -> None:
    club = make_club(FLAGGING)
    await club.say(RUDE)
    await club.ask(TakeCase(1))
    async with engine.connect() as connection:
        is_sqlite = engine.dialect.name == "sqlite"
        clock = (
            "unixepoch(until) - unixepoch()" if is_sqlite else "extract(epoch from until - now())"
        )
        left = await connection.scalar(text(f"SELECT {clock} FROM assignments"))  # noqa: S608 - ours
    assert 590 <= float(left) <= 600


async def test_an_erased_moderators_name_is_not_kept(make_club: MakeClub) -> None:
    club = make_club(FLAGGING)
    await club.say(RUDE)
    await club.ask(TakeCase(1), by=MAX)
    await club.pipeline.store.erasure.erase(MAX.id, platform="fake", community="club", by=MONA)
    assert (await club.case_file(1)).assignment is None


async def test_a_member_is_refused(make_club: MakeClub) -> None:
    club = make_club(FLAGGING)
    assert isinstance(await club.dispatch(ShowQueue(), by=KIM), Refusal)


def test_an_age_is_said_in_its_largest_unit() -> None:
    ages = (timedelta(seconds=59), timedelta(minutes=1), timedelta(hours=3.9), timedelta(days=2))
    assert [age_text(age) for age in ages] == ["0 minutes", "1 minute", "3 hours", "2 days"]


async def test_the_case_view_offers_what_can_be_done_next(make_club: MakeClub) -> None:
    club = make_club(FLAGGING)
    await club.say(RUDE)
    one = await club.ask_for(CaseReply, TakeCase(1))
    lines = {choice.line for choice in one.choices}
    assert lines >= {"take", "release 1", "context 1", "act 1"}
    assert not any(line.startswith("all") for line in lines)
    await club.say(*[RUDE] * 3)
    several = await club.ask_for(CaseReply, TakeCase(1))
    lines = {choice.line for choice in several.choices}
    assert lines >= {"all 1 author", "all 1 raid"}
