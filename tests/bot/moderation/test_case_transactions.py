"""Transactions of a flagged message: few, and what may have been shown is never shown unlooked-for again."""

from collections import Counter

import pytest
from sqlalchemy import Connection, event
from sqlalchemy.ext.asyncio import AsyncEngine

from bot.alerts.alert import Alert
from bot.domain.actions import Action, Outcome
from bot.domain.policy import Mode, Policy
from bot.domain.steps import Step, StepRecord
from bot.moderation.alert_holds import case_key
from bot.store.case_progress import CaseProgress, Closed
from bot.store.steps import alert_part
from tests.bot.conftest import MakeClub, MakePipeline
from tests.fakes.club import RUDE, Club
from tests.fakes.messages import make_message
from tests.fakes.platform import FakePlatform


def kind_of(connection: Connection) -> str:
    return "read" if connection.get_execution_options().get("is_reading") else "write"


@pytest.mark.parametrize("mode", [Mode.ENFORCE, Mode.FLAG])
async def test_a_flagged_message_takes_three_writes_and_a_read_besides_the_steps_of_its_action(
    make_club: MakeClub, engine: AsyncEngine, mode: Mode
) -> None:
    club = make_club(Policy(mode=mode))
    await club.say("good morning", RUDE)  # what is read once is read
    begun: Counter[str] = Counter()
    event.listen(engine.sync_engine, "begin", lambda each: begun.update([kind_of(each)]))
    await club.say(RUDE)
    assert len(club.platform.alerts) == 2
    assert begun == {
        "write": 3 if mode is Mode.FLAG else 4,
        "read": 1,
    }  # the fourth holds its notice back


async def test_an_alert_is_recorded_before_it_is_shown(make_pipeline: MakePipeline) -> None:
    begun: list[StepRecord | None] = []

    class Watching(FakePlatform):
        async def alert(self, alert: Alert) -> Outcome:
            steps = pipeline.store.steps.open(alert.case, alert_part(alert.case))
            begun.append(await steps.find(Step.ALERT))
            assert alert.sent_since is None
            return await super().alert(alert)

    pipeline = make_pipeline(Watching())
    await pipeline.moderate(make_message(RUDE))
    (record,) = begun
    assert record


async def test_an_alert_that_is_begun_is_sent_though_its_community_is_held_since(
    club: Club, monkeypatch: pytest.MonkeyPatch
) -> None:
    holds = club.pipeline.alerts.holds
    close = CaseProgress.close

    async def close_and_hold(*args: object, **kwargs: object) -> Closed:
        closed = await close(*args, **kwargs)  # type: ignore[arg-type]  # as it was called
        assert holds.is_taken(case_key(closed.case))  # the outbox does not send it too
        holds.hold("club")
        return closed

    monkeypatch.setattr(CaseProgress, "close", close_and_hold)
    await club.say(RUDE, RUDE)
    assert [alert.case.number for alert in club.platform.alerts] == [1]
    monkeypatch.undo()
    waiting = (await club.case_file(2)).case
    assert waiting.outcome == Outcome.done(Action.DELETE)
    assert not waiting.is_alerted
    steps = club.pipeline.store.steps.open(waiting, alert_part(waiting))
    assert await steps.find(Step.ALERT) is None  # it was never begun


async def test_an_alert_that_was_refused_is_shown_as_its_case_stands_then(club: Club) -> None:
    club.platform.alert_outcome = Outcome.refused("no channel for alerts", "make one.")
    await club.say(RUDE)
    case = (await club.case_file(1)).case
    steps = club.pipeline.store.steps.open(case, alert_part(case))
    assert await steps.find(Step.ALERT) is None
