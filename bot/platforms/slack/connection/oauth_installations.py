"""Many workspaces, which install the app by a link: their tokens are kept by slack_sdk, in our database.

The tables are slack_sdk's, and it makes them where they are used, in the place of a migration of ours:
so they are what the installed version reads and writes, and no other database has them.
"""

import asyncio
from collections import defaultdict
from collections.abc import Mapping
from datetime import UTC, datetime
from typing import TypeAlias

import aiohttp
import structlog
from slack_bolt.oauth.async_oauth_flow import AsyncOAuthFlow
from slack_bolt.oauth.async_oauth_settings import AsyncOAuthSettings
from slack_sdk.errors import SlackApiError
from slack_sdk.oauth.installation_store.models.installation import Installation
from slack_sdk.oauth.installation_store.sqlalchemy import AsyncSQLAlchemyInstallationStore
from slack_sdk.oauth.state_store.sqlalchemy import AsyncSQLAlchemyOAuthStateStore
from slack_sdk.web.async_client import AsyncWebClient
from sqlalchemy import func, select
from sqlalchemy.ext.asyncio import AsyncEngine

from bot.platforms.slack.connection.api_errors import is_passing, name_error, read_error
from bot.platforms.slack.connection.scopes import REASONS, USER_REASONS, read_scopes
from bot.platforms.slack.connection.silence_logging import silence_logging
from bot.platforms.slack.connection.tokens import CLIENT
from bot.platforms.slack.connection.workspaces import (
    Workspace,
    Workspaces,
    make_client,
    make_nowhere,
    make_workspace,
)
from bot.platforms.slack.inbound.users import is_administrator

log: structlog.stdlib.BoundLogger = structlog.get_logger(__name__)

_FRESH = 600
"""Seconds that whoever follows the link has to allow it."""

_OVER = ("account_inactive", "token_revoked")
"""What Slack says of the token of an app that was removed."""

_AGAIN = "whoever installed it there opens /slack/install once more"

_TABLES = 0x736C61636B
"""The lock of whoever makes the tables; the number is this file's own."""

_Id: TypeAlias = str | None


async def open_installations(
    tokens: Mapping[str, str], session: aiohttp.ClientSession, engine: AsyncEngine
) -> "OAuthInstallations":
    """Those of the app that the tokens are of, signed in to."""
    workspaces = Workspaces(make_nowhere(session))
    installations = OAuthInstallations(
        tokens[CLIENT], engine, session=session, workspaces=workspaces
    )
    await installations.open()
    return installations


class OAuthInstallations(AsyncSQLAlchemyInstallationStore):
    """slack_sdk's store of tokens, which keeps `workspaces` in step with what is in it."""

    def __init__(
        self,
        client_id: str,
        engine: AsyncEngine,
        *,
        session: aiohttp.ClientSession,
        workspaces: Workspaces,
    ) -> None:
        super().__init__(client_id, engine, logger=silence_logging())
        self.workspaces = workspaces
        self._states = AsyncSQLAlchemyOAuthStateStore(_FRESH, engine, silence_logging())
        self._session = session
        self._changing: dict[_Id, asyncio.Lock] = defaultdict(asyncio.Lock)
        """In each workspace one change after the other, as what follows from one takes calls to Slack."""

    async def open(self) -> None:
        """Make the tables, if they are not there, and sign in to every workspace in them."""
        async with self.engine.begin() as connection:
            if self.engine.dialect.name == "postgresql":  # other processes may start now, too
                await connection.execute(select(func.pg_advisory_xact_lock(_TABLES)))
            await connection.run_sync(self.metadata.create_all)
            await connection.run_sync(self._states.metadata.create_all)
            # Whoever opens the link leaves a row; slack_sdk takes away those alone who come back.
            states = self._states.oauth_states
            now = datetime.now(UTC).replace(tzinfo=None)  # as slack_sdk writes times
            await connection.execute(states.delete().where(states.c.expire_at < now))
        columns = self.bots.c
        query = self.bots.select().where(columns.client_id == self.client_id)
        async with self.engine.connect() as connection:
            rows = (await connection.execute(query)).mappings().all()
        for enterprise, team in {(row["enterprise_id"], row["team_id"]): None for row in rows}:
            await self._sign_in(enterprise, team)

    async def look_up(self, enterprise: _Id, team: _Id) -> Workspace | None:
        """The workspace that an event is of; None where the app is not installed.

        What is not known here, another process may have let in.
        """
        if known := self.workspaces.find(team or ""):
            return known  # without waiting for one that is being signed in to
        async with self._changing[team]:
            if self.workspaces.find(team or "") is None:
                await self._sign_in(enterprise, team)
        return self.workspaces.find(team or "")

    def make_flow(self, client_secret: str) -> AsyncOAuthFlow:
        """What answers /slack/install and /slack/oauth_redirect, and saves what comes of it here."""
        settings = AsyncOAuthSettings(
            client_id=self.client_id,
            client_secret=client_secret,
            scopes=list(REASONS),
            user_scopes=list(USER_REASONS),
            installation_store=self,
            state_store=self._states,
            state_expiration_seconds=_FRESH,
            logger=self.logger,
        )
        client = make_client("", self._session)
        return AsyncOAuthFlow(client=client, logger=self.logger, settings=settings)

    async def async_save(self, installation: Installation) -> None:
        """Somebody has installed the app."""
        async with self._changing[installation.team_id]:
            await super().async_save(installation)
            await self._sign_in(installation.enterprise_id, installation.team_id)

    async def async_delete_bot(self, *, enterprise_id: _Id, team_id: _Id) -> None:
        """It may not act there any more."""
        async with self._changing[team_id]:
            await super().async_delete_bot(enterprise_id=enterprise_id, team_id=team_id)
            await self._sign_in(enterprise_id, team_id)

    async def async_delete_installation(
        self, *, enterprise_id: _Id, team_id: _Id, user_id: _Id = None
    ) -> None:
        """All who have installed it there, or one of them, have taken that back."""
        async with self._changing[team_id]:
            await super().async_delete_installation(
                enterprise_id=enterprise_id, team_id=team_id, user_id=user_id
            )
            await self._sign_in(enterprise_id, team_id)

    async def async_delete_all(self, *, enterprise_id: _Id, team_id: _Id) -> None:
        """The app was removed there; in one step, so that nobody installs it between the two."""
        async with self._changing[team_id]:
            await self._forget(enterprise_id, team_id)

    async def _forget(self, enterprise: _Id, team: _Id) -> None:
        """Keep nothing of a workspace, and only then say that it is gone."""
        await super().async_delete_bot(enterprise_id=enterprise, team_id=team)
        await super().async_delete_installation(enterprise_id=enterprise, team_id=team)
        self.workspaces.remove(team or "")

    async def _sign_in(self, enterprise: _Id, team: _Id) -> None:
        """Take what the tables hold of a workspace for what is so."""
        bot = await self.async_find_bot(enterprise_id=enterprise, team_id=team)
        if bot is None:
            self.workspaces.remove(team or "")
            return
        web = make_client(bot.bot_token, self._session)
        try:
            said = await web.auth_test()
        except SlackApiError as error:
            await self._give_up(enterprise, team, error)
            return
        if lacking := sorted(REASONS.keys() - read_scopes(said)):
            log.warning("scopes are lacking", workspace=said["url"], scopes=lacking, remedy=_AGAIN)
        admin = await self._find_admin(team, web)
        self.workspaces.add(make_workspace(said, web=web, admin=admin))

    async def _give_up(self, enterprise: _Id, team: _Id, error: SlackApiError) -> None:
        """Leave a workspace alone whose token is no good, and forget it if the app was removed."""
        if is_passing(read_error(error)):
            raise error
        log.warning("workspace cannot be signed in to", workspace=team, error=read_error(error))
        if read_error(error) in _OVER:
            await self._forget(enterprise, team)
        else:
            self.workspaces.remove(team or "")

    async def _find_admin(self, team: _Id, web: AsyncWebClient) -> AsyncWebClient | None:
        """Acts as the administrator who was the last to install it; None if none of them was one."""
        columns = self.installations.c
        query = (
            self.installations.select()
            .where(
                columns.client_id == self.client_id,
                columns.team_id == team,
                columns.user_token.is_not(None),
            )
            .order_by(columns.installed_at.desc())
        )
        async with self.engine.connect() as connection:
            rows = (await connection.execute(query)).mappings().all()
        for row in rows:
            if await _may_delete(web, row["user_id"]):
                return make_client(row["user_token"], self._session)
        return None


async def _may_delete(web: AsyncWebClient, user: str) -> bool:
    try:
        return is_administrator((await web.users_info(user=user))["user"])
    except SlackApiError as error:
        if is_passing(read_error(error)):
            raise
        log.warning("a person is not known", user=user, error=name_error(error))
        return False
