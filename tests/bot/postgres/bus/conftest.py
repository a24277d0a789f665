"""The fixtures of the bus, also where processes share a PostgreSQL."""

from tests.bot.bus.conftest import bus, line, nats

__all__ = ["bus", "line", "nats"]
