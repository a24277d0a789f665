"""Token renewal: the tokens of an app that rotates them, each stored before it is used."""

import structlog
from slack_sdk.errors import SlackTokenRotationError
from slack_sdk.oauth.installation_store.models.bot import Bot
from slack_sdk.oauth.installation_store.models.installation import Installation
from slack_sdk.oauth.installation_store.sqlalchemy import AsyncSQLAlchemyInstallationStore
from slack_sdk.oauth.token_rotation.async_rotator import AsyncTokenRotator

from bot.platforms.slack.connection.api_errors import error_name

log: structlog.stdlib.BoundLogger = structlog.get_logger(__name__)


class TokenRenewal:
    """Renewer of the tokens in an installation store, two hours before they expire."""

    def __init__(self, store: AsyncSQLAlchemyInstallationStore, rotator: AsyncTokenRotator) -> None:
        self._store = store
        self._rotator = rotator

    async def renew(self, enterprise: str | None, team: str | None) -> bool:
        """Renew the bot's token of a workspace and those of its administrators; return if any was.

        An app whose tokens do not rotate has none to renew.
        """
        bot = await self._store.async_find_bot(enterprise_id=enterprise, team_id=team)
        if bot is None:
            return False
        try:
            renewed_bot = await self._rotator.perform_bot_token_rotation(bot=bot)
            if renewed_bot:
                await self._store.async_save_bot(renewed_bot)
            are_renewed = [
                await self._renew_user(installation, renewed_bot or bot)
                for installation in await self._list_installations(enterprise, team)
            ]
        except SlackTokenRotationError as error:
            code = error_name(error.api_error)
            log.error("a token cannot be renewed", workspace=team, error=code)  # noqa: TRY400 - no text
            return False
        return renewed_bot is not None or any(are_renewed)

    async def _renew_user(self, installation: Installation, bot: Bot) -> bool:
        renewed = await self._rotator.perform_user_token_rotation(installation=installation)
        if renewed is None:
            return False
        renewed.bot_token = bot.bot_token  # which is stored beside it
        renewed.bot_refresh_token = bot.bot_refresh_token
        renewed.bot_token_expires_at = bot.bot_token_expires_at
        # Without the sign-in that follows where somebody installs the app.
        await AsyncSQLAlchemyInstallationStore.async_save(self._store, renewed)
        return True

    async def _list_installations(
        self, enterprise: str | None, team: str | None
    ) -> list[Installation]:
        """List the latest installation of each user who installed the app in a workspace."""
        store = self._store
        columns = store.installations.c
        query = store.installations.select().where(
            columns.client_id == store.client_id,
            columns.enterprise_id == enterprise,
            columns.team_id == team,
        )
        async with store.engine.connect() as connection:
            rows = (await connection.execute(query)).mappings().all()
        users = dict.fromkeys(row["user_id"] for row in rows)
        found = [
            await store.async_find_installation(
                enterprise_id=enterprise, team_id=team, user_id=user
            )
            for user in users
        ]
        return [installation for installation in found if installation]
