"""Edits over the bus: a version goes into the case of its message, and its gateway acts on it or redraws."""

from datetime import timedelta

from bot.domain.actions import Action, Outcome
from tests.bot.bus.conftest import Line
from tests.fakes.club import RUDE
from tests.fakes.live_platform import LivePlatform
from tests.fakes.messages import NOON

LATER = NOON + timedelta(minutes=1)


async def test_an_edit_that_is_worse_is_acted_on_and_shown_anew(line: Line) -> None:
    line.start_gateway()
    line.start_worker()
    await line.say("how silly")  # flagged
    await line.until_alerted()
    await line.say(f"how silly, {RUDE}", edited_at=LATER)
    await line.until_alerted(2)
    assert line.platform.enforcements[-1].action is Action.DELETE
    assert [alert.case.number for alert in line.platform.alerts] == [1, 1]
    changes = line.platform.changes
    await changes.until(lambda: line.platform.redrawn)


async def test_an_edit_of_what_could_not_be_deleted_is_deleted(line: Line) -> None:
    line.platform.outcomes = [Outcome.refused("no permission", "give it")]
    line.start_gateway()
    line.start_worker()
    await line.say(RUDE)
    await line.until_alerted()
    await line.say(f"{RUDE}!", edited_at=LATER)
    changes = line.platform.changes
    await changes.until(lambda: line.platform.redrawn)
    assert [each.action for each in line.platform.enforcements] == [Action.DELETE] * 2
    assert len(line.platform.alerts) == 1


async def test_a_version_waits_for_a_gateway(line: Line) -> None:
    gateway = line.start_gateway()
    line.start_worker()
    await line.say(RUDE)
    await line.until_alerted()
    await gateway.stop()
    await line.publish(f"{RUDE}!", edited_at=LATER)
    after = LivePlatform()
    line.start_gateway(after)
    await after.changes.until(lambda: after.redrawn)
