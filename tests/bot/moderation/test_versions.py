"""Versions of a message: an edit belongs to the case of its message, and is shown anew only if it is worse."""

import asyncio
import csv
import io
from datetime import timedelta

import pytest

from bot.domain.actions import Action, Enforcement, Outcome
from bot.domain.buttons import Button
from bot.domain.message import Message
from bot.domain.policy import LabelRule, Mode, Policy
from bot.domain.queue_order import QueueFilter
from bot.domain.verdict import Verdict, decide
from bot.domain.versions import is_worse
from bot.interactions.replies import CaseReply, FileReply
from bot.interactions.requests import Appeal, Decide, Erase, Export, LookUpCase
from bot.runtime.result import Duplicate
from classifier import Label, Scores
from tests.bot.conftest import MakeClub
from tests.fakes.club import KIM, MAX, MONA, RUDE, Club
from tests.fakes.messages import NOON, make_message
from tests.fakes.scorer import THRESHOLDS
from tests.fakes.waiting import TIMEOUT, Changes

SILLY = "how silly"
FLAG = Policy(mode=Mode.FLAG)


SENT = NOON - timedelta(hours=1)


def edit(text: str, minutes: int) -> Message:
    """Make a version of kim's message, edited so many minutes after it was sent, an hour before noon."""
    edited_at = SENT + timedelta(minutes=minutes)
    return make_message(text, sent_at=SENT, edited_at=edited_at)


@pytest.fixture
def flagging(make_club: MakeClub) -> Club:
    return make_club(FLAG)


async def edit_all(club: Club, *texts: str) -> None:
    """Have kim write a message, and edit it every minute."""
    await club.pipeline.moderate(make_message(texts[0], sent_at=SENT))
    for minute, text in enumerate(texts[1:]):
        await club.pipeline.moderate(edit(text, minute))


def quoted(reply: CaseReply) -> list[str]:
    return ["".join(piece.text for piece in quote.pieces) for quote in reply.reply.quotes]


async def test_fifteen_edits_in_flag_mode_are_one_alert_that_is_redrawn(flagging: Club) -> None:
    await edit_all(flagging, *(f"{RUDE} {number}" for number in range(16)))
    assert len(flagging.platform.alerts) == 1
    assert len(flagging.platform.redrawn) == 15
    shown = flagging.platform.redrawn[-1]
    assert "".join(piece.text for piece in shown.pieces) == f"{RUDE} 15"
    assert [piece.text for piece in shown.pieces if piece.label] == ["buffoon"]
    assert "edited, and as bad as before" in shown.reasons
    assert "this is version 16 of 16: /toxicity case 1 shows all" in shown.reasons
    assert [len(flagging.platform.enforcements), shown.case.number] == [1, 1]


async def test_edits_while_an_alert_is_redrawn_redraw_it_once_more_with_the_latest(
    flagging: Club,
) -> None:
    await flagging.pipeline.moderate(make_message(RUDE, sent_at=SENT))
    edits = (edit(f"{RUDE} {number}", number) for number in range(15))
    flagging.platform.may_redraw.clear()
    moderating = asyncio.gather(*map(flagging.pipeline.moderate, edits))
    async with asyncio.timeout(TIMEOUT):
        while len((await flagging.case_file(1)).versions) < 15:
            pass
    flagging.platform.may_redraw.set()
    await moderating
    assert len(flagging.platform.alerts) == 1
    assert len(flagging.platform.redrawn) == 2
    latest = flagging.platform.redrawn[-1]
    assert "".join(piece.text for piece in latest.pieces) == f"{RUDE} 14"
    assert len((await flagging.case_file(1)).versions) == 15


async def test_a_worse_version_is_shown_anew_once_and_says_so(flagging: Club) -> None:
    await edit_all(flagging, SILLY, RUDE, f"{RUDE}!")
    first, second = flagging.platform.alerts
    assert (first.wanted, second.wanted) == ("flag", "delete")
    assert second.case.number == 1
    assert "edited to something worse, and so shown anew" in second.reasons


@pytest.mark.parametrize("other", [SILLY, "drat"])
async def test_what_is_edited_back_and_forth_is_shown_anew_once(flagging: Club, other: str) -> None:
    await edit_all(flagging, other, RUDE, other, RUDE, other, RUDE)
    assert len(flagging.platform.alerts) == 2


async def test_a_worse_version_is_acted_on_and_one_as_bad_is_not_acted_on_again(
    make_club: MakeClub,
) -> None:
    warn = LabelRule(action=Action.WARN)
    club = make_club(Policy(mode=Mode.ENFORCE, labels={Label.INSULT: warn}))
    await edit_all(club, SILLY, RUDE, f"{RUDE}!", f"{RUDE}!!")
    assert [action for action, _ in club.platform.acted] == [Action.FLAG, Action.WARN]
    assert [enforcement.message.text for enforcement in club.platform.enforcements] == [SILLY, RUDE]


async def test_an_edit_that_was_on_its_way_while_its_message_was_deleted_changes_only_the_text(
    club: Club,
) -> None:
    await edit_all(club, RUDE, f"drat, {RUDE}")
    assert [action for action, _ in club.platform.acted] == [Action.DELETE]
    assert len(club.platform.alerts) == 1
    shown = club.platform.redrawn[-1]
    assert (shown.done, "".join(piece.text for piece in shown.pieces)) == (
        "deleted",
        f"drat, {RUDE}",
    )


async def test_what_could_not_be_done_is_tried_again_with_the_next_edit(club: Club) -> None:
    club.platform.outcomes = [Outcome.refused("may not", "let it")]
    await edit_all(club, RUDE, f"{RUDE}!")
    assert [action for action, _ in club.platform.acted] == [Action.DELETE, Action.DELETE]
    assert (len(club.platform.alerts), club.platform.redrawn[-1].done) == (1, "deleted")


async def test_a_harmless_edit_is_kept_in_the_case_and_what_was_rude_stays_on_the_card(
    flagging: Club,
) -> None:
    await edit_all(flagging, RUDE, "good morning")
    shown = flagging.platform.redrawn[-1]
    assert "".join(piece.text for piece in shown.pieces) == RUDE
    assert "edited since, to nothing worse" in shown.reasons
    reply = await flagging.ask_for(CaseReply, LookUpCase(1))
    assert quoted(reply) == ["good morning"]
    assert reply.reply.quotes[0].title.startswith("Version 2 · 2026-05-01 11:00")


async def test_a_decision_stands_for_its_version_and_only_a_worse_one_is_open_again(
    flagging: Club,
) -> None:
    await edit_all(flagging, SILLY)
    await flagging.ask(Decide(Button.DISMISS, 1))
    await flagging.pipeline.moderate(edit("so silly", 0))
    as_bad = flagging.platform.redrawn[-1]
    assert (as_bad.done, as_bad.buttons) == ("dismissed by a moderator", ())
    assert "".join(piece.text for piece in as_bad.pieces) == SILLY
    await flagging.pipeline.moderate(edit(RUDE, 1))
    worse = flagging.platform.alerts[-1]
    assert (worse.done, worse.decisions) == ("flagged", ("mona: Dismiss, of version 1",))
    assert Button.DELETE in worse.buttons
    waiting, count = await flagging.pipeline.store.review_queue.find(
        "fake", "club", of=QueueFilter(), limit=9
    )
    assert (count, waiting[0].row.case.message.text) == (1, RUDE)
    await flagging.ask(Decide(Button.DELETE, 1), by=MAX)
    file = await flagging.case_file(1)
    assert [(each.button, each.version) for each in file.decisions] == [
        (Button.DISMISS, 0),
        (Button.DELETE, 2),
    ]


async def test_what_was_edited_a_moment_ago_is_looked_at_again_before_it_is_settled(
    flagging: Club,
) -> None:
    await edit_all(flagging, SILLY)
    await flagging.pipeline.moderate(edit(RUDE, 60))
    assert "edited the message a moment ago" in await flagging.refused(Decide(Button.DISMISS, 1))
    await flagging.ask(Decide(Button.DELETE, 1))


async def test_a_version_that_is_delivered_again_is_in_the_case_once(
    make_club: MakeClub,
) -> None:
    club, again = make_club(FLAG), make_club(FLAG)
    for one in (club, again):
        await edit_all(one, RUDE, f"{RUDE}!", "good morning")
    assert len((await club.case_file(1)).versions) == 2
    assert await again.pipeline.moderate(edit(f"{RUDE}!", 0)) == Duplicate()


async def test_of_two_edits_within_a_second_the_worse_one_is_not_missed(flagging: Club) -> None:
    await edit_all(flagging, SILLY, "so silly")
    await flagging.pipeline.moderate(edit(RUDE, 0))
    assert flagging.platform.alerts[-1].wanted == "delete"


async def test_a_worse_version_that_a_crash_left_pending_is_acted_on_and_shown(
    club: Club,
) -> None:
    await edit_all(club, SILLY)
    verdict = (await club.pipeline.judge.evaluate(edit(RUDE, 0))).verdict  # type: ignore[union-attr]
    await club.pipeline.store.case_versions.add(edit(RUDE, 0), verdict)
    (pending,) = await club.pipeline.store.cases.claim_pending("fake")
    await club.pipeline.enforce_and_alert(pending)
    assert club.platform.acted[-1] == (Action.DELETE, edit(RUDE, 0))
    assert club.platform.alerts[-1].done == "deleted"


async def test_a_version_as_bad_that_a_crash_left_pending_is_acted_on_and_redrawn(
    club: Club,
) -> None:
    club.platform.outcomes = [Outcome.refused("may not", "let it")]
    await edit_all(club, RUDE)
    verdict = (await club.pipeline.judge.evaluate(edit(RUDE, 0))).verdict  # type: ignore[union-attr]
    await club.pipeline.store.case_versions.add(edit(f"{RUDE}!", 0), verdict)
    (pending,) = await club.pipeline.store.cases.claim_pending("fake")
    assert (pending.outcome, pending.version) == (None, 1)
    await club.pipeline.enforce_and_alert(pending)
    assert [action for action, _ in club.platform.acted] == [Action.DELETE, Action.DELETE]
    assert [alert.done for alert in club.platform.alerts] == ["refused: may not"]
    assert club.platform.redrawn[-1].done == "deleted"
    (stale,) = await club.pipeline.store.text_retention.find_stale("fake", limit=10)
    assert stale.number == 1  # a sweep redraws it, too: a crash may have come before the redrawing
    assert await club.pipeline.store.cases.claim_pending("fake") == []


async def test_a_version_as_bad_of_a_case_that_nobody_was_shown_is_acted_on_and_shown(
    club: Club,
) -> None:
    club.platform.outcomes = [Outcome.refused("may not", "let it")]
    club.pipeline.alerts.holds.hold("club")
    await edit_all(club, RUDE)
    club.pipeline.alerts.holds.release("club")
    await club.pipeline.moderate(edit(f"{RUDE}!", 0))
    assert [alert.done for alert in club.platform.alerts] == ["deleted"]


async def test_an_appeal_that_was_answered_gives_way_to_one_about_a_worse_version(
    make_club: MakeClub,
) -> None:
    rules = {
        Label.INSULT: LabelRule(action=Action.KICK),
        Label.OBSCENE: LabelRule(action=Action.WARN),
    }
    club = make_club(Policy(mode=Mode.ENFORCE, labels=rules))
    await edit_all(club, "drat")
    await club.ask(Appeal(1, "I slipped"), by=KIM)
    await club.ask(Decide(Button.UPHOLD, 1))
    await club.pipeline.moderate(edit(RUDE, 0))
    assert Button.UPHOLD not in club.platform.alerts[-1].buttons
    await club.ask(Appeal(1, "I was joking"), by=KIM)
    assert club.platform.alerts[-1].appeal == "I was joking"
    assert Button.UPHOLD in club.platform.alerts[-1].buttons
    assert "already" in await club.refused(Appeal(1, "again"), by=KIM)


async def test_an_export_and_an_erasure_cover_every_version(flagging: Club) -> None:
    await edit_all(flagging, RUDE, "good morning")
    (file,) = (await flagging.ask_for(FileReply, Export(), by=MONA)).files
    (row,) = csv.DictReader(io.StringIO(file.content.decode()))
    assert (row["versions"], row["text"]) == ("2", RUDE)
    assert row["other_texts"] == "2, 2026-05-01T11:00:00+00:00: good morning"
    await flagging.ask(Erase("kim-1", is_confirmed=True))
    case_file = await flagging.case_file(1)
    assert [case_file.case.message.text, *(v.message.text for v in case_file.versions)] == ["", ""]


async def test_a_case_keeps_a_hundred_versions_and_whatever_is_worse(flagging: Club) -> None:
    await edit_all(flagging, SILLY, *(f"{SILLY} {number}" for number in range(103)))
    assert len((await flagging.case_file(1)).versions) == 100
    await flagging.pipeline.moderate(edit(RUDE, 120))
    case_file = await flagging.case_file(1)
    assert (case_file.case.message.text, len(case_file.versions)) == (RUDE, 101)


async def test_a_harmless_edit_is_still_joined_with_what_follows_it(club: Club) -> None:
    await club.pipeline.moderate(make_message("x", sent_at=SENT))
    await club.pipeline.moderate(edit("b", 0))
    for number, letter in enumerate("uffoon", 2):
        said_at = SENT + timedelta(seconds=number)
        await club.pipeline.moderate(make_message(letter, id=f"m{number}", sent_at=said_at))
    (enforcement,) = club.platform.enforcements
    assert "m1" in enforcement.message.parts


async def test_undoing_takes_back_what_was_done_about_every_version(make_club: MakeClub) -> None:
    rules = {
        Label.OBSCENE: LabelRule(action=Action.TIMEOUT),
        Label.INSULT: LabelRule(action=Action.BAN),
    }
    club = make_club(Policy(mode=Mode.ENFORCE, labels=rules))
    await edit_all(club, "drat", RUDE)
    await club.ask(Decide(Button.UNDO, 1))
    assert [undone.action for undone in club.platform.undone] == [Action.TIMEOUT, Action.BAN]
    assert (await club.case_file(1)).history.strikes == 0


async def test_what_was_shown_as_under_way_is_redrawn_once_it_is_done(
    club: Club, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("bot.moderation.case_enforcement.PATIENCE", 0.0)
    may_act, enforce = asyncio.Event(), club.platform.enforce

    async def enforce_slowly(enforcement: Enforcement) -> Outcome:
        await may_act.wait()
        return await enforce(enforcement)

    monkeypatch.setattr(club.platform, "enforce", enforce_slowly)
    club.pipeline.alerts.holds.hold("club")  # as for a moment at the start
    moderating = asyncio.create_task(club.pipeline.moderate(make_message(RUDE)))
    async with asyncio.timeout(TIMEOUT):
        while not await club.pipeline.store.cases.find(1):
            assert club.platform.alerts == []
    club.pipeline.alerts.holds.release("club")
    await Changes().until(lambda: club.platform.alerts)
    may_act.set()
    await moderating
    assert [alert.done for alert in club.platform.alerts] == ["pending"]
    assert [alert.done for alert in club.platform.redrawn] == ["deleted"]


def verdict(**scores: float) -> Verdict:
    found = Scores(
        dict.fromkeys(Label, 0.01) | {Label(name): score for name, score in scores.items()}
    )
    return decide(Policy(), make_message(), scores=found, calibrated=THRESHOLDS)


@pytest.mark.parametrize(
    ("than", "new", "expected"),
    [
        (verdict(insult=0.6), verdict(insult=0.95), True),
        (verdict(insult=0.95), verdict(insult=0.6), False),
        (verdict(insult=0.6), verdict(insult=0.65), False),
        (verdict(insult=0.6), verdict(insult=0.75), True),
        (verdict(insult=0.95), verdict(insult=0.95, threat=0.95), True),
        (verdict(insult=0.95, threat=0.95), verdict(insult=0.95), False),
        (verdict(insult=0.1), verdict(insult=0.4), False),
    ],
    ids=[
        "a stronger act",
        "a milder one",
        "a little surer",
        "much surer",
        "more",
        "less",
        "neither",
    ],
)
def test_worse_is_a_stronger_act_more_harm_or_much_surer_harm(
    than: Verdict, new: Verdict, *, expected: bool
) -> None:
    assert is_worse(new, than=than) is expected
