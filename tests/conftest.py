"""Rules for every test: no network beyond this machine, no one's own settings, no chance."""

import os
import socket
from typing import Any

import pytest
from hypothesis import settings

LOOPBACK = frozenset({"127.0.0.1", "::1", "localhost"})
OURS = ("PARLEY_", "DISCORD_", "SLACK_")

settings.register_profile(
    "quick", deadline=None, derandomize=True, print_blob=True, max_examples=25
)
settings.register_profile("thorough", settings.get_profile("quick"), max_examples=200)
settings.load_profile("quick")  # `make check` asks for the other: --hypothesis-profile=thorough


def _stay_on_this_machine(host: object) -> None:
    name = host.decode() if isinstance(host, bytes) else host
    if name is not None and name not in LOOPBACK:
        raise RuntimeError(f"a test tried to reach {name}: tests stay on this machine")


def _guard_connections() -> None:
    """Refuse connections and look-ups that leave loopback, whoever makes them through Python's sockets.

    No audit hook: one in Python is called for all that happens, also while a thread begins to be traced
    for coverage, and two threads that begin so at once are more than CPython allows.
    """
    connect, connect_ex = socket.socket.connect, socket.socket.connect_ex
    getaddrinfo = socket.getaddrinfo

    def guarded_connect(self: socket.socket, address: Any) -> None:
        _stay_on_this_machine(address[0] if isinstance(address, tuple) else None)
        connect(self, address)

    def guarded_connect_ex(self: socket.socket, address: Any) -> int:
        _stay_on_this_machine(address[0] if isinstance(address, tuple) else None)
        return connect_ex(self, address)

    def guarded_getaddrinfo(host: Any, *args: Any, **kwargs: Any) -> Any:
        _stay_on_this_machine(host)
        return getaddrinfo(host, *args, **kwargs)

    socket.socket.connect = guarded_connect  # type: ignore[assignment,method-assign]
    socket.socket.connect_ex = guarded_connect_ex  # type: ignore[assignment,method-assign]
    socket.getaddrinfo = guarded_getaddrinfo


_guard_connections()


@pytest.fixture(autouse=True)
def no_one_elses_settings(monkeypatch: pytest.MonkeyPatch) -> None:
    """Hide the developer's own tokens and policy: a test sets what it needs."""
    for name in list(os.environ):
        if name.startswith(OURS):
            monkeypatch.delenv(name)
