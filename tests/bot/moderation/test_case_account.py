"""The account of a case that its author is given: what was decided and why, and nothing of anybody else."""

from bot.domain.buttons import Button
from bot.domain.policy import Mode, Policy
from bot.interactions.requests import Appeal, Decide, ReportMessage
from bot.moderation.case_account import CaseAccount, give_account
from tests.bot.conftest import MakeClub
from tests.fakes.club import KIM, MAX, RUDE, Club
from tests.fakes.messages import make_message


async def account(club: Club, case: int = 1) -> CaseAccount:
    return give_account(await club.case_file(case), timeout_minutes=60, reversible=())


async def test_an_account_says_what_was_done_and_why_and_lets_its_author_appeal_once(
    club: Club,
) -> None:
    await club.say(RUDE)
    given = await account(club)
    (entry,) = given.entries
    assert entry.notice.title == "Your message was deleted"
    assert entry.notice.lines == ("A program, not a person, found what you wrote insulting.",)
    assert (given.may_appeal, given.appeal) == (True, None)
    await club.ask(Appeal(1, "it was a joke"), by=KIM)
    given = await account(club)
    assert (given.may_appeal, given.appeal) == (False, "it was a joke")


async def test_an_account_goes_on_with_what_moderators_decided_in_their_words(club: Club) -> None:
    await club.say(RUDE)
    await club.ask(Appeal(1), by=KIM)
    await club.ask(Decide(Button.TIMEOUT, 1, "mind your words"))
    await club.ask(Decide(Button.UPHOLD, 1, "it was no joke"), by=MAX)
    titles = [entry.notice.title for entry in (await account(club)).entries]
    assert titles == [
        "Your message was deleted",
        "You cannot write here for 1 hour",
        "Your appeal was turned down",
    ]
    said = "\n".join(line for each in (await account(club)).entries for line in each.notice.lines)
    assert "mind your words" in said
    assert "it was no joke" in said


async def test_an_account_names_neither_who_decided_nor_who_reported(make_club: MakeClub) -> None:
    club = make_club(Policy(mode=Mode.FLAG))
    await club.ask(ReportMessage(make_message("be nice"), "rude to maximilian"), by=MAX)
    await club.ask(Decide(Button.WARN, 1))
    given = await account(club)
    (entry,) = given.entries
    assert entry.notice.lines[0].startswith("A moderator ")
    shown = " ".join([entry.notice.title, *entry.notice.lines])
    assert not {"mona", "max", "maximilian"} & set(shown.lower().split())


async def test_what_was_taken_back_needs_no_appeal(club: Club) -> None:
    await club.say(RUDE)
    await club.ask(Decide(Button.UNDO, 1))
    given = await account(club)
    assert [entry.notice.title for entry in given.entries] == [
        "Your message was deleted",
        "What was done about your message was taken back",
    ]
    assert not given.may_appeal


async def test_who_was_only_flagged_is_told_of_nothing(make_club: MakeClub) -> None:
    club = make_club(Policy(mode=Mode.FLAG))
    await club.say(RUDE)
    given = await account(club)
    assert (given.entries, given.may_appeal) == ((), False)
