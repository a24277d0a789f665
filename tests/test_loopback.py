"""Tests stay on this machine: a connection or look-up that leaves loopback is refused."""

import asyncio
import socket

import pytest

OUTSIDE = "192.0.2.1"
"""An address that is nobody's."""


def test_nothing_is_looked_up_or_connected_to_beyond_loopback() -> None:
    with pytest.raises(RuntimeError, match="tests stay on this machine"):
        socket.getaddrinfo("parley.invalid", 443)
    with (
        socket.socket() as connection,
        pytest.raises(RuntimeError, match="tests stay on this machine"),
    ):
        connection.connect((OUTSIDE, 9))
    with (
        socket.socket() as connection,
        pytest.raises(RuntimeError, match="tests stay on this machine"),
    ):
        connection.connect_ex((OUTSIDE, 9))


async def test_nor_by_asyncio() -> None:
    with pytest.raises(RuntimeError, match="tests stay on this machine"):
        await asyncio.open_connection(OUTSIDE, 9)
