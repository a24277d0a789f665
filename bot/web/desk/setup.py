"""Setting up: from the settings to the options of a desk, and what they must not say."""

from collections.abc import Iterator

from bot.config.desk_address import is_reachable
from bot.config.errors import ConfigIssue, SettingsError, format_value
from bot.config.settings import Settings
from bot.web.desk.desk import DeskOptions
from bot.web.desk.providers import ENDPOINTS, Provider

DEFAULT_PORT = 8090
"""The port of `python -m bot desk`."""


def make_options(settings: Settings) -> DeskOptions:
    """Make the options of a desk.

    Raises:
        SettingsError: others could reach it without TLS, or half of what signs people in is missing.
    """
    if issues := list(_find_issues(settings)):
        raise SettingsError(issues)
    return DeskOptions(find_address(settings), providers=tuple(_list_providers(settings)))


def find_address(settings: Settings) -> str:
    """Return the address by which browsers know the desk."""
    return settings.desk_url or f"http://127.0.0.1:{settings.desk_port or DEFAULT_PORT}"


def _list_providers(settings: Settings) -> Iterator[Provider]:
    given = {
        "discord": (settings.desk_discord_id, settings.desk_discord_secret),
        "slack": (settings.desk_slack_id, settings.desk_slack_secret),
    }
    for platform, (client, secret) in given.items():
        if client and secret:
            yield Provider(platform, ENDPOINTS[platform], client, secret)


def _find_issues(settings: Settings) -> Iterator[ConfigIssue]:
    is_safe = (settings.desk_url or "").startswith("https://")
    if is_reachable(settings.desk_host) and not is_safe:
        allowed = "127.0.0.1, or any address once PARLEY_DESK_URL is an https address of yours"
        yield ConfigIssue("PARLEY_DESK_HOST", format_value(settings.desk_host), allowed)
    pairs = (
        ("PARLEY_DESK_DISCORD", settings.desk_discord_id, settings.desk_discord_secret),
        ("PARLEY_DESK_SLACK", settings.desk_slack_id, settings.desk_slack_secret),
    )
    for name, client, secret in pairs:
        if bool(client) != bool(secret):
            missing, given = ("SECRET", "ID") if client else ("ID", "SECRET")
            yield ConfigIssue(f"{name}_{missing}", "nothing", f"it, as {name}_{given} is set")
