"""Options of the desk, from the settings."""

from collections.abc import Iterator

from bot.config.desk_rules import check_desk
from bot.config.errors import SettingsError
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
    if issues := check_desk(settings):
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
