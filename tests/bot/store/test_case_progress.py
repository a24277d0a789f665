"""Progress of a case: what is stored together, and what is known of it after a crash between two transactions."""

from dataclasses import replace
from datetime import timedelta

from sqlalchemy.ext.asyncio import AsyncEngine

from bot.domain.actions import Action, Outcome
from bot.domain.case import Card, Case
from bot.domain.steps import Step
from bot.store.author_notices import NoticeClaim
from bot.store.case_progress import Closed, Opened
from bot.store.steps import APPEAL, alert_part
from bot.store.store import Store
from tests.bot.store.conftest import make_verdict
from tests.fakes.messages import NOON, make_message

DELETED = Outcome.done(Action.DELETE)
CARD = Card("moderators", "alert-1")


async def open_case(store: Store, number: int = 1, *, claim: NoticeClaim | None = None) -> Opened:
    message = make_message("you buffoon", id=f"m{number}")
    opened = await store.case_progress.open(message, make_verdict(), claim=claim)
    assert opened
    return opened


async def close_case(store: Store, case: Case) -> Closed:
    return await store.case_progress.close(case, DELETED)


async def is_alert_repeated(store: Store, case: Case) -> bool:
    """Begin the alert of a case as the next process does; returns whether it was begun before."""
    return (await store.steps.open(case, alert_part(case)).begin(Step.ALERT)).is_repeated


async def test_an_author_is_told_of_the_first_case_that_is_opened(store: Store) -> None:
    claims = [NoticeClaim(NOON + timedelta(minutes=n), timedelta(minutes=10)) for n in range(2)]
    opened = [await open_case(store, n, claim=claim) for n, claim in enumerate(claims)]
    assert [each.told_at for each in opened] == [NOON, None]
    message, number = opened[0].case.message, opened[0].case.number
    assert await store.notices.authors.claim(message, number, claims[0])  # as after a crash


async def test_whose_case_is_there_already_claims_nothing(store: Store) -> None:
    claim = NoticeClaim(NOON, timedelta(minutes=10))
    case = (await open_case(store)).case
    assert await store.case_progress.open(case.message, case.verdict, claim=claim) is None
    assert (await open_case(store, 2, claim=claim)).told_at == NOON


async def test_whoever_is_told_of_nothing_claims_nothing(store: Store) -> None:
    assert (await open_case(store)).told_at is None
    claim = NoticeClaim(NOON, timedelta(minutes=10))
    assert (await open_case(store, 2, claim=claim)).told_at == NOON


async def test_a_closed_case_has_its_outcome(store: Store) -> None:
    closed = await close_case(store, (await open_case(store)).case)
    assert closed.case.outcome == DELETED
    assert await store.cases.find(closed.case.number) == closed.case


async def test_the_alert_of_a_closed_case_is_begun_once_and_looked_for_by_the_next(
    store: Store,
) -> None:
    closed = await close_case(store, (await open_case(store)).case)
    assert closed.alert_steps
    records, begun = [], []
    for _ in range(2):
        begun.append(closed.is_alert_begun)
        records.append(await closed.alert_steps.begin(Step.ALERT))
    assert begun == [True, False]
    assert [record.is_repeated for record in records] == [False, True]
    assert await is_alert_repeated(store, closed.case)


async def test_an_alert_that_was_begun_before_the_case_was_closed_is_looked_for(
    store: Store,
) -> None:
    case = (await open_case(store)).case
    assert not await is_alert_repeated(store, case)
    closed = await close_case(store, case)
    assert closed.alert_steps
    assert (await closed.alert_steps.begin(Step.ALERT)).is_repeated


async def test_no_alert_is_begun_of_a_version_that_gave_way_to_a_worse_one(store: Store) -> None:
    flagged = replace(make_verdict(), wanted=Action.FLAG, action=Action.FLAG)
    opened = await store.case_progress.open(make_message("how silly"), flagged)
    assert opened
    case = opened.case
    worse = replace(case.message, text="you buffoon", edited_at=NOON)
    added = await store.case_versions.add(worse, make_verdict())
    assert added
    closed = await close_case(store, case)
    assert not closed.is_alert_begun
    assert not await is_alert_repeated(store, case)


async def test_an_alert_that_is_withdrawn_is_a_first_one_again(store: Store) -> None:
    closed = await close_case(store, (await open_case(store)).case)
    assert closed.alert_steps
    await closed.alert_steps.withdraw(Step.ALERT)
    assert not closed.is_alert_begun
    assert not await is_alert_repeated(store, closed.case)


async def test_a_card_is_known_at_once_and_stored_with_the_record_that_its_case_was_shown(
    store: Store, engine: AsyncEngine
) -> None:
    closed = await close_case(store, (await open_case(store)).case)
    after_restart = Store(engine, model="stand-in")
    store.alert_cards.note([1, 2], CARD)
    assert await store.alert_cards.find(1) == [CARD]
    assert await after_restart.alert_cards.find(1) == []
    await store.case_progress.mark_shown(closed.case)
    assert await store.alert_cards.find(1) == await after_restart.alert_cards.find(1) == [CARD]
    assert store.alert_cards.noted(1) == []
    assert store.alert_cards.noted(2) == [
        CARD
    ]  # that one is shown in it too, and stored with its own
    assert await after_restart.cases.claim_pending("fake") == []


async def test_a_pending_case_that_is_shown_keeps_its_card_and_is_still_to_be_done(
    store: Store, engine: AsyncEngine
) -> None:
    case = (await open_case(store)).case
    store.alert_cards.note([case.number], CARD)
    await store.case_progress.mark_shown(case)
    after_restart = Store(engine, model="stand-in")
    assert await after_restart.alert_cards.find(case.number) == [CARD]
    assert await after_restart.cases.claim_pending("fake") == [case]


async def test_an_appeal_that_is_shown_is_done(store: Store) -> None:
    case = (await close_case(store, (await open_case(store)).case)).case
    assert await store.appeals.open(case.number, "I did not mean it")
    await store.steps.open(case, APPEAL).begin(Step.ALERT)
    store.alert_cards.note([case.number], CARD)
    await store.case_progress.mark_shown(case, is_appeal=True)
    assert await store.appeals.claim_pending("fake") == []
    assert await store.alert_cards.find(case.number) == [CARD]
    assert not (await store.steps.open(case, APPEAL).begin(Step.ALERT)).is_repeated
    assert await store.cases.claim_pending("fake") == [case]
