import asyncio
import signal
import subprocess
import sys
from pathlib import Path

from sqlalchemy.engine import URL

from bot.domain.actions import Action, Outcome
from bot.domain.case import Case
from bot.runner import serve
from bot.store.cases import Cases
from tests.bot.conftest import MakePipeline
from tests.fakes.command import ROOT, environment
from tests.fakes.messages import make_message
from tests.fakes.platform import FakePlatform
from tests.fakes.waiting import TIMEOUT

RUDE = make_message("you buffoon")


def run_until_killed(address: URL, done: Path, *, dies: str) -> None:
    """Run a bot that is killed before or after it enforces."""
    where = (address.render_as_string(hide_password=False), str(done))
    command = [sys.executable, "-m", "tests.fakes.run_killed", *where, dies]
    killed = subprocess.run(command, cwd=ROOT, env=environment(), check=False)
    assert killed.returncode == -signal.SIGKILL


async def left_behind(cases: Cases) -> Case:
    """Wait until the database has ended the killed bot's lease, and claim its case."""
    async with asyncio.timeout(TIMEOUT):
        while not (left := await cases.claim_pending("fake")):
            pass
    (case,) = left
    return case


async def test_killed_between_intent_and_act_the_case_is_acted_on_once_and_closed(
    make_pipeline: MakePipeline, cases: Cases, address: URL, tmp_path: Path
) -> None:
    run_until_killed(address, tmp_path / "done", dies="before")
    pending = await left_behind(cases)
    assert pending.outcome is None

    platform = FakePlatform([RUDE])  # which also delivers the message once more
    await serve(make_pipeline(platform))
    assert platform.acted == [(Action.DELETE, RUDE)]
    assert [alert.case.number for alert in platform.alerts] == [pending.number]
    closed = await cases.find(pending.number)
    assert closed
    assert closed.outcome == Outcome.done(Action.DELETE)
    assert await cases.claim_pending("fake") == []

    again = FakePlatform()
    await serve(make_pipeline(again))
    assert (again.acted, again.alerts) == ([], [])


async def test_killed_after_the_act_already_gone_counts_as_done(
    make_pipeline: MakePipeline, cases: Cases, address: URL, tmp_path: Path
) -> None:
    run_until_killed(address, tmp_path / "done", dies="after")
    assert (tmp_path / "done").read_text() == RUDE.id
    await left_behind(cases)

    platform = FakePlatform()
    platform.outcomes = [Outcome.gone(Action.DELETE)]
    await serve(make_pipeline(platform))
    assert [alert.done for alert in platform.alerts] == ["was already gone"]
    assert await cases.claim_pending("fake") == []
