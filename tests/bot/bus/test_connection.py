"""Connecting to the bus: what is wrong with its server or its settings is one line, without a password."""

import socket
from pathlib import Path

import pytest

from bot.bus.connection import open_bus
from bot.bus.errors import BusUnreachableError
from bot.bus.examination import examine
from bot.bus.gateway import open_gateways
from bot.bus.streams import MAX_BYTES, MESSAGES, message_stream
from bot.config.errors import SettingsError
from bot.runtime.bus_levels import BusLevels
from tests.bot.bus.conftest import until
from tests.fakes.command import AS_SHIPPED, run_bot
from tests.fakes.messages import make_message
from tests.fakes.nats_server import NatsServer


@pytest.fixture
def silent() -> str:
    """The host of an address at which nobody answers."""
    with socket.create_server(("127.0.0.1", 0)) as free:
        return f"127.0.0.1:{free.getsockname()[1]}"


async def connect(*servers: str) -> None:
    async with open_bus(servers):
        pass


async def test_a_server_that_does_not_answer_is_named_without_its_password(
    silent: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("bot.bus.connection.CONNECT_SECONDS", 0.2)
    with pytest.raises(BusUnreachableError) as raised:
        await connect(f"nats://parley:hush@{silent}")
    assert str(raised.value) == (
        f"nats://{silent}: no answer; check that nats-server runs there, and that this machine reaches it"
    )
    (result,) = await examine([f"nats://parley:hush@{silent}"])
    assert (result.is_ok, "hush" in result.detail) == (False, False)


def test_a_server_that_refuses_the_user_says_which_setting_is_wrong(tmp_path: Path) -> None:
    with NatsServer(tmp_path, "--user", "parley", "--pass", "hush") as server:
        address = server.address.replace("//", "//parley:wrong@")
        refused = run_bot("bus", "dead", "--bus", address, folder=tmp_path, command=AS_SHIPPED)
    assert refused.returncode == 78
    assert b"PARLEY_BUS: got a server that refuses this user" in refused.stderr
    assert b"wrong" not in refused.stderr


async def test_a_server_without_jetstream_is_refused_with_the_option_that_it_lacks(
    tmp_path: Path,
) -> None:
    with (
        NatsServer(tmp_path, has_jetstream=False) as server,
        pytest.raises(SettingsError, match="nats-server --jetstream"),
    ):
        await connect(server.address)


async def test_a_limit_that_the_owner_has_set_is_left_as_it_is(nats: NatsServer) -> None:
    async with open_bus([nats.address]) as bus:
        assert (await bus.stream.stream_info(MESSAGES)).config.max_bytes == MAX_BYTES
        await bus.stream.update_stream(message_stream(max_bytes=5000))
    async with open_bus([nats.address]) as bus:
        assert (await bus.stream.stream_info(MESSAGES)).config.max_bytes == 5000


async def test_what_waits_is_known_to_the_metrics_and_to_doctor(
    nats: NatsServer, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("bot.bus.levels._INTERVAL", 0.01)
    async with open_bus([nats.address]) as bus:
        await bus.stream.publish(f"parley.messages.fake.{make_message().id[-1]}", b"a message")
    levels = BusLevels()

    async def read() -> int:
        async with open_bus([nats.address]):
            return levels.waiting

    async with open_gateways([nats.address], levels):
        await until(read, 1)
    shown = [result.detail for result in await examine([nats.address])]
    assert "answers, 1 message to be judged" in shown
