"""One-time links, made on the bot's own machine: who can run its commands may say who somebody is."""

from datetime import UTC, datetime

from bot.config.database_url import parse_url
from bot.config.errors import ConfigIssue, SettingsError
from bot.config.settings import Settings
from bot.platforms.registry import TOKENS, has_all_tokens
from bot.store.database.engine import open_database
from bot.store.database.writer import Writer
from bot.store.desk_links import DeskLinks
from bot.web.desk.setup import find_address
from bot.web.desk.tokens import hash_token, make_token

_SPEAKER = "you"
"""Id of the person at the console."""

_WHERE = {
    "discord": "your id: User Settings > Advanced > Developer Mode, then right-click on your name > Copy User ID",
    "slack": "your id: Profile > the three dots > Copy member ID",
}


async def make_link(settings: Settings, *, platform: str | None, member: str) -> str:
    """Store a link that signs a member in; return it.

    Raises:
        SettingsError: it is not said for whom.
    """
    platform = platform or _choose_platform(settings)
    if not member and platform in _WHERE:
        raise SettingsError([ConfigIssue("--member", "nothing", _WHERE[platform])])
    token, engine = make_token(), await open_database(parse_url(settings.database))
    try:
        await DeskLinks(Writer(engine)).add(
            hash_token(token), platform=platform, member=member or _SPEAKER, at=datetime.now(UTC)
        )
    finally:
        await engine.dispose()
    return f"{find_address(settings)}/link/{token}"


def _choose_platform(settings: Settings) -> str:
    """Choose the only platform that is connected, the console without any."""
    found = [name for name in TOKENS if has_all_tokens(name, settings.tokens)]
    if len(found) > 1:
        raise SettingsError([ConfigIssue("--platform", "nothing", f"one of {', '.join(found)}")])
    return found[0] if found else "console"
