"""Rules of PARLEY_DESK_*: others may reach the desk by TLS alone, and signing in needs both halves of a pair."""

from collections.abc import Iterator

from bot.config.desk_address import is_reachable
from bot.config.errors import ConfigIssue, format_value
from bot.config.settings import Settings


def check_desk(settings: Settings) -> list[ConfigIssue]:
    """Return what stands in the way of a desk: strangers could read along, or half of a sign-in is missing."""
    return list(_find_issues(settings))


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
