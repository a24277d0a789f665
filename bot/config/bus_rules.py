"""Rules of PARLEY_BUS: its addresses, and what else must be set where it is."""

from collections.abc import Collection
from urllib.parse import urlsplit

from bot.config.database_url import parse_url
from bot.config.errors import ConfigIssue, SettingsError, format_value

_SCHEMES = ("nats", "tls")


def split_servers(addresses: str) -> list[str]:
    """Split the addresses of a cluster's servers, with commas between."""
    return [address.strip() for address in addresses.split(",")]


def are_addresses(addresses: str) -> bool:
    """Return whether these are addresses of NATS servers."""
    try:
        parts = [urlsplit(address) for address in split_servers(addresses)]
        return all(part.scheme in _SCHEMES and part.hostname and part.port != 0 for part in parts)
    except ValueError:  # a port that is no number
        return False


def require_bus(servers: Collection[str]) -> None:
    """Check that there is a bus.

    Raises:
        SettingsError: there is none.
    """
    if not servers:
        allowed = "nats://HOST:4222, the bus on which gateways publish (parley run --bus)"
        raise SettingsError([ConfigIssue("PARLEY_BUS", "nothing", allowed)])


def check_bus(database: str, platforms: Collection[str]) -> list[ConfigIssue]:
    """Return what stands in the way of a bus: a database of one process, or a platform of one line after the other."""
    issues = []
    if parse_url(database).get_backend_name() == "sqlite":
        got = f"{format_value(database)}, which one process has for itself"
        allowed = "postgresql://USER:PASSWORD@HOST/NAME with PARLEY_BUS, as all processes share it"
        issues.append(ConfigIssue("PARLEY_DATABASE", got, allowed))
    if "console" in platforms:
        issues.append(ConfigIssue("PARLEY_BUS", "a bus on the console", "discord or slack"))
    return issues
