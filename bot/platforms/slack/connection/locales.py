"""Locales: the language in which a person reads Slack, and the catalogue that it has."""

from cachetools import TTLCache

from bot.config.catalogs import Catalogs, read_catalogs
from bot.domain.phrases import Catalog
from bot.platforms.slack.connection.api_errors import CALL_ERRORS
from bot.platforms.slack.connection.workspaces import Workspace

_LIFETIME = 3_600.0
"""Seconds for which a person's language is remembered."""

_MAX_PEOPLE = 10_000


class Locales:
    """Finder of a person's catalogue, of those that `catalogs` have; that of English where Slack does not say."""

    def __init__(self, catalogs: Catalogs | None = None) -> None:
        self._catalogs = read_catalogs() if catalogs is None else catalogs
        self._known: TTLCache[tuple[str, str], str] = TTLCache(_MAX_PEOPLE, _LIFETIME)

    async def choose(self, workspace: Workspace, user: str) -> Catalog:
        """Return the catalogue of a person of a workspace."""
        locale = self._known.get((workspace.id, user))
        if locale is None:
            try:
                response = await workspace.web.users_info(user=user, include_locale=True)
            except CALL_ERRORS:
                return self._catalogs.choose(None)
            locale = self._known[workspace.id, user] = str(response["user"].get("locale", ""))
        return self._catalogs.choose(locale)
