"""`parley bus` and `parley worker`: what cannot be judged is listed and tried again, and settings are checked."""

from pathlib import Path

import pytest
from sqlalchemy.engine import URL

from bot import worker
from bot.administration.bus_commands import drop_letters, list_dead_letters, retry_letters
from bot.bus.connection import Bus
from bot.bus.dead_letters import REASON, count_dead
from bot.bus.envelope import Envelope, pack
from bot.bus.streams import dead_subject, message_subject
from bot.config.errors import SettingsError
from bot.config.settings import load_settings
from bot.store.store import Store
from tests.bot.bus.conftest import count_waiting, until, until_nothing_waits
from tests.fakes.command import AS_SHIPPED, run_bot
from tests.fakes.messages import make_message
from tests.fakes.nats_server import NatsServer
from tests.fakes.running import in_background


async def bury_three(bus: Bus) -> None:
    """Publish two dead letters, and what is none."""
    letters = [
        pack(Envelope(make_message("a poisoned apple", id="m1", link="https://chat.example/m1"))),
        pack(Envelope(make_message("a poisoned apple", id="m2"))),
        b"no letter",
    ]
    for packed in letters:
        subject = dead_subject("fake", "club", "kim-1")
        await bus.stream.publish(subject, packed, headers={REASON: "the log says why"})


async def test_dead_letters_are_listed_with_where_they_are_and_not_what_they_say(
    bus: Bus, nats: NatsServer
) -> None:
    await bury_three(bus)
    lines = await list_dead_letters([nats.address])
    assert len(lines) == 4
    assert "https://chat.example/m1" in lines[0]
    assert "fake/club/lobby/m2" in lines[1]
    assert "cannot be read" in lines[2]
    assert lines[3] == "3 dead letters, 0 messages to be judged"
    assert "apple" not in str(lines)


async def test_one_of_them_or_all_are_tried_again_or_deleted(bus: Bus, nats: NatsServer) -> None:
    await bury_three(bus)
    assert await retry_letters([nats.address], 7) == 0
    assert await retry_letters([nats.address], 2) == 1
    assert (await count_waiting(bus), await count_dead(bus)) == (1, 2)
    assert await drop_letters([nats.address], None) == 2
    assert await count_dead(bus) == 0


def test_a_number_that_is_none_and_a_missing_bus_are_said_in_one_line(
    nats: NatsServer, tmp_path: Path
) -> None:
    drop = run_bot("bus", "drop", "7", "--bus", nats.address, folder=tmp_path, command=AS_SHIPPED)
    assert (drop.returncode, drop.stderr) == (
        2,
        b"there is no dead letter 7: `parley bus dead` lists them\n",
    )
    dead = run_bot("bus", "dead", folder=tmp_path, command=AS_SHIPPED)
    assert dead.returncode == 78
    assert b"PARLEY_BUS: got nothing; allowed: nats://HOST:4222" in dead.stderr


def test_a_worker_is_refused_without_a_bus_and_on_a_database_of_one_process() -> None:
    with pytest.raises(SettingsError, match="PARLEY_BUS: got nothing"):
        worker.make_plan({})
    overrides = {"PARLEY_BUS": "nats://127.0.0.1:1", "PARLEY_DATABASE": "sqlite:///parley.db"}
    with pytest.raises(SettingsError, match="which one process has for itself"):
        worker.make_plan(overrides)


async def test_a_worker_records_what_it_judges_until_it_is_stopped(
    bus: Bus, nats: NatsServer, address: URL, store: Store
) -> None:
    message = make_message("you are a stupid idiot", platform="discord")
    await bus.stream.publish(message_subject(message), pack(Envelope(message)))
    overrides = {
        "PARLEY_BUS": nats.address,
        "PARLEY_DATABASE": address.render_as_string(hide_password=False),
    }
    async with in_background(worker.run(worker.Plan(*load_settings(overrides), overrides))):
        await until(lambda: count_cases(store), 1)
        await until_nothing_waits(bus)


async def count_cases(store: Store) -> int:
    return int(await store.cases.find(1) is not None)
