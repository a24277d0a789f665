"""Message order: each version of a message is recorded before the next is judged; other messages do not wait."""

import asyncio
from dataclasses import replace
from datetime import timedelta

from bot.domain.policy import Mode, Policy
from bot.store.store import Store
from tests.bot.conftest import MakePipeline
from tests.fakes.messages import NOON, make_message
from tests.fakes.platform import FakePlatform

FIRST = make_message("you buffoon", id="m1")


async def test_a_version_waits_for_the_one_before_it_and_other_messages_do_not(
    make_pipeline: MakePipeline, store: Store
) -> None:
    pipeline = make_pipeline(FakePlatform())
    await pipeline.moderate(FIRST)
    edit = replace(FIRST, text="you buffoon!", edited_at=NOON + timedelta(minutes=1))
    async with pipeline.message_order.of(FIRST):
        waiting = asyncio.create_task(pipeline.moderate(edit))
        await pipeline.moderate(make_message("you silly buffoon", id="m2"))
        assert (await store.case_versions.by_case([1])).get(1) is None
        assert not waiting.done()
    await waiting
    assert len((await store.case_versions.by_case([1]))[1]) == 1


async def test_edits_within_a_second_are_versions_in_the_order_in_which_they_came(
    make_pipeline: MakePipeline, store: Store
) -> None:
    pipeline = make_pipeline(FakePlatform(), policy=Policy(mode=Mode.FLAG))
    await pipeline.moderate(FIRST)
    texts = [f"you buffoon {number}" for number in range(20)]
    edited_at = NOON + timedelta(minutes=1)
    edits = (replace(FIRST, text=text, edited_at=edited_at) for text in texts)
    await asyncio.gather(*map(pipeline.moderate, edits))
    case, versions = await store.cases.find(1), (await store.case_versions.by_case([1]))[1]
    assert case is not None
    assert [each.message.text for each in (*versions, case)] == [FIRST.text, *texts]
