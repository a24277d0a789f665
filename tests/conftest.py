"""Rules for every test: no network beyond this machine, no one's own settings, no chance."""

import os
import sys

import pytest
from hypothesis import settings

LOOPBACK = frozenset({"127.0.0.1", "::1", "localhost"})
OURS = ("PARLEY_", "DISCORD_", "SLACK_")

settings.register_profile(
    "quick", deadline=None, derandomize=True, print_blob=True, max_examples=25
)
settings.register_profile("thorough", settings.get_profile("quick"), max_examples=200)
settings.load_profile("quick")  # `make check` asks for the other: --hypothesis-profile=thorough


def _stay_on_this_machine(event: str, arguments: tuple[object, ...]) -> None:
    """Refuse connections and look-ups that leave loopback, whoever makes them.

    An audit hook sees them all, asyncio's and those of C libraries that go through Python's sockets.
    """
    if event == "socket.connect":
        address = arguments[1]
        host = address[0] if isinstance(address, tuple) else None
    elif event == "socket.getaddrinfo":
        host = arguments[0]
    else:
        return
    name = host.decode() if isinstance(host, bytes) else host
    if name is not None and name not in LOOPBACK:
        raise RuntimeError(f"a test tried to reach {name}: tests stay on this machine")


sys.addaudithook(_stay_on_this_machine)


@pytest.fixture(autouse=True)
def no_one_elses_settings(monkeypatch: pytest.MonkeyPatch) -> None:
    """Hide the developer's own tokens and policy: a test sets what it needs."""
    for name in list(os.environ):
        if name.startswith(OURS):
            monkeypatch.delenv(name)
