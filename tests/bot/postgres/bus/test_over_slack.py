"""The bus over the wire, on the fake Slack."""

from collections.abc import AsyncIterator
from pathlib import Path

import pytest
from sqlalchemy.engine import URL

from tests.bot.platforms.slack.conftest import TOKENS
from tests.fakes.bot_processes import BotProcesses
from tests.fakes.club import RUDE
from tests.fakes.nats_server import NatsServer
from tests.fakes.slack.server import FakeSlack

POLICY = 'mode = "enforce"\nalerts = ["{moderators}"]\n'


@pytest.fixture
async def slack() -> AsyncIterator[FakeSlack]:
    async with FakeSlack() as server:
        yield server


@pytest.fixture
async def processes(
    slack: FakeSlack, address: URL, nats: NatsServer, tmp_path: Path
) -> AsyncIterator[BotProcesses]:
    (tmp_path / "policy.toml").write_text(POLICY.format(moderators=slack.world.moderators))
    env = {
        "PARLEY_DATABASE": address.render_as_string(hide_password=False),
        "PARLEY_BUS": nats.address,
    }
    async with BotProcesses("slack", slack.port, tmp_path, env) as running:
        yield running


async def test_a_message_goes_over_the_bus_to_a_worker_and_its_case_back_to_the_gateway(
    slack: FakeSlack, processes: BotProcesses
) -> None:
    await processes.start("worker")  # without a token
    await processes.start("run", **TOKENS)
    await slack.socket_mode.wait_until_connected()
    posted = await slack.say(RUDE)
    assert (await slack.wait_for_call("chat.delete"))["ts"] == posted["ts"]
    assert "Case 1: deleted" in str(await slack.alert())
