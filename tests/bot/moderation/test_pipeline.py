import asyncio
from dataclasses import replace
from datetime import timedelta

import pytest

from bot.alerts.alert import Alert
from bot.domain.actions import Action, Enforcement, Outcome
from bot.domain.case import Case
from bot.domain.policy import ChannelPolicy, Mode, Policy
from bot.domain.verdict import Verdict
from bot.runner import serve
from bot.runtime.async_scorer import AsyncScorer
from bot.runtime.overflow import Overflow
from bot.runtime.result import Duplicate, Failed
from bot.store.cases import Cases
from tests.bot.conftest import Capture, MakePipeline
from tests.fakes.held_scorer import HeldScorer
from tests.fakes.messages import NOON, make_message
from tests.fakes.platform import FakePlatform

RUDE = "you buffoon"


async def test_a_rude_message_is_deleted_recorded_and_shown(
    make_pipeline: MakePipeline, cases: Cases
) -> None:
    platform = FakePlatform([make_message(RUDE)])
    await serve(make_pipeline(platform))
    (case,) = platform.results
    assert isinstance(case, Case)
    assert case.outcome == Outcome.done(Action.DELETE)
    assert await cases.find(case.number) == case
    assert platform.acted == [(Action.DELETE, make_message(RUDE))]
    (alert,) = platform.alerts
    assert alert.case == case
    assert [piece.text for piece in alert.pieces if piece.label] == ["buffoon"]
    assert await cases.claim_pending("fake") == []


async def test_a_friendly_message_leaves_no_trace(
    make_pipeline: MakePipeline, cases: Cases
) -> None:
    platform = FakePlatform([make_message("hello there")])
    await serve(make_pipeline(platform))
    (result,) = platform.results
    assert isinstance(result, Verdict)
    assert (platform.acted, platform.alerts) == ([], [])
    assert await cases.find(1) is None


class CuriousPlatform(FakePlatform):
    """Reads the store whenever it enforces or alerts."""

    def __init__(self, cases: Cases) -> None:
        super().__init__([make_message(RUDE)])
        self.cases = cases
        self.stored_before_acting: list[Case] = []
        self.stored_before_alerting: list[Case] = []

    async def enforce(self, enforcement: Enforcement) -> Outcome:
        self.stored_before_acting = await self.cases.claim_pending(self.name)
        return await super().enforce(enforcement)

    async def alert(self, alert: Alert) -> Outcome:
        self.stored_before_alerting = await self.cases.claim_pending(self.name)
        return await super().alert(alert)


async def test_the_intent_is_stored_before_the_act_and_the_outcome_before_the_alert(
    make_pipeline: MakePipeline, cases: Cases
) -> None:
    platform = CuriousPlatform(cases)
    await serve(make_pipeline(platform))
    assert [case.outcome for case in platform.stored_before_acting] == [None]
    assert [case.outcome for case in platform.stored_before_alerting] == [
        Outcome.done(Action.DELETE)
    ]


async def test_a_redelivered_event_acts_once(make_pipeline: MakePipeline) -> None:
    platform = FakePlatform([make_message(RUDE)] * 4)
    await serve(make_pipeline(platform))
    assert len(platform.acted) == len(platform.alerts) == 1
    assert platform.results[1:] == [Duplicate()] * 3


async def test_the_same_event_in_four_processes_acts_once(make_pipeline: MakePipeline) -> None:
    platform = FakePlatform()
    pipelines = [make_pipeline(platform) for _ in range(4)]
    await asyncio.gather(*(pipeline.moderate(make_message(RUDE)) for pipeline in pipelines))
    assert len(platform.acted) == len(platform.alerts) == 1


async def test_who_takes_up_a_case_that_is_being_enforced_finds_it_done(
    make_pipeline: MakePipeline,
) -> None:
    platform = FakePlatform()
    pipeline = make_pipeline(platform)
    verdict = (await pipeline.judge.evaluate(make_message(RUDE))).verdict  # type: ignore[union-attr]
    opened = await pipeline.recorder.open(make_message(RUDE), verdict)
    assert opened
    new, found = (pipeline.enforce_and_alert(opened.case, each) for each in (opened, None))
    assert [case.outcome for case in await asyncio.gather(found, new)] == [
        Outcome.done(Action.DELETE)
    ] * 2
    assert len(platform.acted) == len(platform.alerts) == 1


async def test_what_is_harmless_is_looked_at_once_and_its_second_edit_within_a_second_too(
    make_pipeline: MakePipeline,
) -> None:
    pipeline = make_pipeline(FakePlatform())
    said, again = make_message(edited_at=NOON), make_message("good morning", edited_at=NOON)
    results = [await pipeline.moderate(message) for message in (said, said, again, again)]
    assert [type(result) for result in results] == [Verdict, Duplicate] * 2


async def test_what_failed_is_looked_at_when_it_is_brought_again(
    make_pipeline: MakePipeline, monkeypatch: pytest.MonkeyPatch
) -> None:
    pipeline = make_pipeline(FakePlatform())

    async def stumble(_text: object) -> None:
        raise RuntimeError

    with monkeypatch.context() as patch:
        patch.setattr(pipeline.scorer, "score", stumble)
        with pytest.raises(RuntimeError):
            await pipeline.moderate(make_message())
    assert isinstance(await pipeline.moderate(make_message()), Verdict)


async def test_an_edit_that_turns_rude_is_acted_on(make_pipeline: MakePipeline) -> None:
    edited = make_message(RUDE, edited_at=NOON + timedelta(minutes=5))
    platform = FakePlatform([make_message("hello"), edited])
    await serve(make_pipeline(platform))
    assert platform.acted == [(Action.DELETE, edited)]


async def test_what_was_said_is_acted_on_although_its_edit_came_first(
    make_pipeline: MakePipeline,
) -> None:
    edited = make_message("hello", edited_at=NOON + timedelta(seconds=5))
    platform = FakePlatform([edited, make_message(RUDE)])
    await serve(make_pipeline(platform))
    assert platform.acted == [(Action.DELETE, make_message(RUDE))]


@pytest.mark.parametrize("is_dry_run", [True, False])
async def test_shadow_and_a_dry_run_record_and_show_but_never_touch(
    make_pipeline: MakePipeline, *, is_dry_run: bool
) -> None:
    platform = FakePlatform([make_message(RUDE)])
    policy = Policy(mode=Mode.ENFORCE if is_dry_run else Mode.SHADOW)
    await serve(make_pipeline(platform, policy=policy, is_dry_run=is_dry_run))
    assert platform.acted == []
    (alert,) = platform.alerts
    assert alert.wanted == "delete"
    assert alert.done == f"withheld: {'dry run' if is_dry_run else 'shadow mode'}"


async def test_one_channel_can_be_in_shadow_while_the_others_are_not(
    make_pipeline: MakePipeline,
) -> None:
    policy = Policy(mode=Mode.ENFORCE, channels={"attic": ChannelPolicy(mode=Mode.SHADOW)})
    attic = make_message(RUDE, id="m2", channel="attic")
    platform = FakePlatform([attic, make_message(RUDE)])
    await serve(make_pipeline(platform, policy=policy))
    assert platform.acted == [(Action.DELETE, make_message(RUDE))]


async def test_in_flag_mode_the_alert_says_what_was_wanted(make_pipeline: MakePipeline) -> None:
    platform = FakePlatform([make_message(RUDE)])
    await serve(make_pipeline(platform, policy=Policy()))
    assert [action for action, _ in platform.acted] == [Action.FLAG]
    assert (platform.alerts[0].wanted, platform.alerts[0].done) == ("delete", "flagged")


async def test_a_refusal_is_stored_and_shown_with_its_remedy(
    make_pipeline: MakePipeline, cases: Cases
) -> None:
    refused = Outcome.refused("may not delete in lobby", "give the bot Manage Messages there")
    platform = FakePlatform([make_message(RUDE)])
    platform.outcomes = [refused]
    await serve(make_pipeline(platform))
    stored = await cases.find(1)
    assert stored
    assert stored.outcome == refused
    assert platform.alerts[0].remedy == refused.remedy


async def test_a_bug_costs_one_message_is_logged_under_its_key_and_never_quotes_it(
    make_pipeline: MakePipeline, capture: Capture
) -> None:
    platform = FakePlatform([make_message(RUDE), make_message(RUDE, id="m2")])
    platform.outcomes = [ValueError(f"cannot digest {RUDE!r}")]
    await serve(make_pipeline(platform))
    failed, case = platform.results
    assert failed == Failed()
    assert isinstance(case, Case)
    assert "fake/club/lobby/m1" in capture.text
    assert "ValueError" in capture.text
    assert "buffoon" not in capture.text


async def test_a_text_for_which_there_is_no_room_is_neither_judged_nor_lost(
    make_pipeline: MakePipeline,
) -> None:
    model = HeldScorer()
    async with AsyncScorer(model, max_bytes=1) as scoring:
        asked = asyncio.create_task(scoring.score("hello"))
        await asyncio.sleep(0)
        platform = FakePlatform()
        pipeline = replace(make_pipeline(platform), scorer=scoring)
        overflow = await pipeline.moderate(make_message(RUDE))
        assert isinstance(overflow, Overflow)
        model.go.set()
        await asked
        await overflow.room()
        assert isinstance(await pipeline.moderate(make_message(RUDE)), Case)


async def test_a_platform_with_nothing_so_harsh_is_told_what_was_asked_for(
    make_pipeline: MakePipeline,
) -> None:
    platform = FakePlatform([make_message(RUDE), make_message("silly", id="m2")])
    platform.supported = (Action.NONE, Action.FLAG, Action.WARN)
    await serve(make_pipeline(platform))
    done = [(enforcement.action, enforcement.requested) for enforcement in platform.enforcements]
    assert done == [(Action.WARN, Action.DELETE), (Action.FLAG, None)]
