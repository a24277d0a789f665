"""OAuth installations: workspaces that install the app by a link, their tokens stored in the bot's database.

The tables are slack_sdk's, created on first use in place of a migration: so they fit the installed
version, and no other database has them.
"""

import asyncio
from collections import defaultdict
from collections.abc import Awaitable, Mapping
from datetime import UTC, datetime, timedelta
from typing import TypeAlias

import aiohttp
import structlog
from slack_bolt.oauth.async_oauth_flow import AsyncOAuthFlow
from slack_bolt.oauth.async_oauth_settings import AsyncOAuthSettings
from slack_sdk.errors import SlackApiError
from slack_sdk.oauth.installation_store.models.installation import Installation
from slack_sdk.oauth.installation_store.sqlalchemy import AsyncSQLAlchemyInstallationStore
from slack_sdk.oauth.state_store.sqlalchemy import AsyncSQLAlchemyOAuthStateStore
from slack_sdk.oauth.token_rotation.async_rotator import AsyncTokenRotator
from slack_sdk.web.async_client import AsyncWebClient
from sqlalchemy import func, select
from sqlalchemy.ext.asyncio import AsyncEngine

from bot.platforms.slack.connection.administrators import may_delete
from bot.platforms.slack.connection.api_errors import (
    CALL_ERRORS,
    error_code,
    error_name,
    is_transient,
)
from bot.platforms.slack.connection.request_pace import RequestPace, WorkspacePace
from bot.platforms.slack.connection.scopes import (
    BOT_SCOPE_REASONS,
    USER_SCOPE_REASONS,
    granted_scopes,
)
from bot.platforms.slack.connection.silence_logging import silence_logging
from bot.platforms.slack.connection.stored_tokens import Tokens, WorkspaceKey, read_tokens
from bot.platforms.slack.connection.token_health import TokenHealth
from bot.platforms.slack.connection.token_renewal import TokenRenewal
from bot.platforms.slack.connection.tokens import CLIENT, CLIENT_SECRET
from bot.platforms.slack.connection.workspaces import (
    Workspace,
    Workspaces,
    make_client,
    make_unknown_workspace,
    make_workspace,
)
from bot.runtime.error_boundary import run_guarded

log: structlog.stdlib.BoundLogger = structlog.get_logger(__name__)

_STATE_LIFETIME = 600
"""Seconds between opening the install link and allowing the app."""

_APP_REMOVED = ("account_inactive", "token_revoked")
"""Error codes about the token of an app that was removed."""

LOOK_INTERVAL = 15.0
"""Seconds between two looks at the stored tokens, which other processes change."""

_LOOKS_PER_RENEWAL = 20
"""Looks until those that are about to expire are renewed: five minutes, and one is renewed two hours before its end."""

_LOOK_UP_INTERVAL = 5.0
"""Seconds until Slack is asked again about the workspace of an event that waits."""

_CREATE_TABLES_LOCK = 0x736C61636B
"""Key of the advisory lock under which the tables are created; a number of this file's own."""

_Id: TypeAlias = str | None


async def open_installations(
    tokens: Mapping[str, str],
    session: aiohttp.ClientSession,
    database: object,
    health: TokenHealth,
    *,
    pace: RequestPace,
) -> "OAuthInstallations":
    """Open the installations of the app of the tokens, and sign in to every workspace."""
    assert isinstance(database, AsyncEngine)  # opened by `bot.app`; the port knows no SQLAlchemy
    workspaces = Workspaces(make_unknown_workspace(session))
    installations = OAuthInstallations(
        tokens[CLIENT],
        database,
        client_secret=tokens[CLIENT_SECRET],
        session=session,
        workspaces=workspaces,
        health=health,
        pace=pace,
    )
    await installations.open()
    return installations


class OAuthInstallations(AsyncSQLAlchemyInstallationStore):
    """slack_sdk's installation store; keeps `workspaces` in step with its rows."""

    def __init__(
        self,
        client_id: str,
        engine: AsyncEngine,
        *,
        client_secret: str,
        session: aiohttp.ClientSession,
        workspaces: Workspaces,
        health: TokenHealth,
        pace: RequestPace,
    ) -> None:
        super().__init__(client_id, engine, logger=silence_logging())
        rotator = AsyncTokenRotator(
            client_id=client_id, client_secret=client_secret, client=make_client("", session)
        )
        self._renewal = TokenRenewal(self, rotator)
        self._health = health
        self._pace = pace
        self.workspaces = workspaces
        self._states = AsyncSQLAlchemyOAuthStateStore(_STATE_LIFETIME, engine, silence_logging())
        self._session = session
        self._locks: dict[_Id, asyncio.Lock] = defaultdict(asyncio.Lock)
        """One change at a time in each workspace, as each ends with calls to Slack."""
        self._tried: dict[WorkspaceKey, Tokens] = {}
        """The stored tokens with which each workspace was signed in to, or with which that was tried."""

    async def open(self) -> None:
        """Create the tables if missing, delete expired states, and sign in to every workspace."""
        async with self.engine.begin() as connection:
            if self.engine.dialect.name == "postgresql":  # other processes may be starting
                await connection.execute(select(func.pg_advisory_xact_lock(_CREATE_TABLES_LOCK)))
            await connection.run_sync(self.metadata.create_all)
            await connection.run_sync(self._states.metadata.create_all)
            # Each opening of the link inserts a row; slack_sdk deletes only those that are redeemed.
            states = self._states.oauth_states
            now = datetime.now(UTC).replace(tzinfo=None)  # as slack_sdk writes times
            # By the clock of another machine it may expire later.
            long_ago = now - timedelta(seconds=_STATE_LIFETIME)
            await connection.execute(states.delete().where(states.c.expire_at < long_ago))
        for enterprise, team in await read_tokens(self):
            # Else it is signed in to by `keep_fresh`, or at its first event.
            await _is_answered(self._sign_in(enterprise, team), team)

    async def keep_fresh(self) -> None:
        """Renew the tokens that are about to expire, and follow what other processes store, until cancelled."""
        while True:
            for _ in range(_LOOKS_PER_RENEWAL):
                await asyncio.sleep(LOOK_INTERVAL)
                await run_guarded(self.follow(), workspaces="all")
            await run_guarded(self.refresh(), workspaces="all")

    async def refresh(self) -> None:
        """Renew the tokens that are about to expire; sign in where that was not possible before."""
        for enterprise, team in await read_tokens(self):
            async with self._locks[team]:
                await _is_answered(self._renewal.renew(enterprise, team), team)
                if self.workspaces.find(team or "") is None:
                    self._tried.pop((enterprise, team), None)
        await self.follow()

    async def follow(self) -> None:
        """Sign in wherever other tokens are stored than were tried last, by this process or another."""
        stored = await read_tokens(self)
        for key in stored | self._tried:
            enterprise, team = key
            async with self._locks[team]:
                if self._tried.get(key) != stored.get(key):
                    await _is_answered(self._sign_in(enterprise, team), team)

    async def look_up(self, enterprise: _Id, team: _Id) -> Workspace | None:
        """Return the workspace of an event, None where the app is not installed.

        An unknown one is read from the database: another process may have installed it.
        """
        if known := self.workspaces.find(team or ""):
            return known  # without waiting for a sign-in to another
        while True:  # an event that came is answered once Slack says whose it is
            async with self._locks[team]:
                if known := self.workspaces.find(team or ""):
                    return known
                if await _is_answered(self._sign_in(enterprise, team), team):
                    return self.workspaces.find(team or "")
            await asyncio.sleep(_LOOK_UP_INTERVAL)

    def make_flow(self, client_secret: str) -> AsyncOAuthFlow:
        """Build the flow that serves /slack/install and /slack/oauth_redirect, and saves here."""
        settings = AsyncOAuthSettings(
            client_id=self.client_id,
            client_secret=client_secret,
            scopes=list(BOT_SCOPE_REASONS),
            user_scopes=list(USER_SCOPE_REASONS),
            installation_store=self,
            state_store=self._states,
            state_expiration_seconds=_STATE_LIFETIME,
            logger=self.logger,
        )
        client = make_client("", self._session)
        return AsyncOAuthFlow(client=client, logger=self.logger, settings=settings)

    async def async_save(self, installation: Installation) -> None:
        """Store an installation, and sign in to its workspace."""
        async with self._locks[installation.team_id]:
            await super().async_save(installation)
            await self._sign_in(installation.enterprise_id, installation.team_id)

    async def async_delete_bot(self, *, enterprise_id: _Id, team_id: _Id) -> None:
        """Delete the bot's tokens of a workspace, and update the workspace."""
        async with self._locks[team_id]:
            await super().async_delete_bot(enterprise_id=enterprise_id, team_id=team_id)
            await self._sign_in(enterprise_id, team_id)

    async def async_delete_installation(
        self, *, enterprise_id: _Id, team_id: _Id, user_id: _Id = None
    ) -> None:
        """Delete the installation of one user or of all, and update the workspace."""
        async with self._locks[team_id]:
            await super().async_delete_installation(
                enterprise_id=enterprise_id, team_id=team_id, user_id=user_id
            )
            await self._sign_in(enterprise_id, team_id)

    async def async_delete_all(self, *, enterprise_id: _Id, team_id: _Id) -> None:
        """Delete all of a workspace under one lock, so that no installation comes in between."""
        async with self._locks[team_id]:
            await self._delete_all(enterprise_id, team_id)

    async def _delete_all(self, enterprise: _Id, team: _Id) -> None:
        """Delete all rows of a workspace, and only then remove it from `workspaces`."""
        await super().async_delete_bot(enterprise_id=enterprise, team_id=team)
        await super().async_delete_installation(enterprise_id=enterprise, team_id=team)
        self._forget(enterprise, team)

    def _forget(self, enterprise: _Id, team: _Id) -> None:
        self._tried.pop((enterprise, team), None)
        self.workspaces.remove(team or "")

    async def _sign_in(self, enterprise: _Id, team: _Id) -> None:
        """Sign in to a workspace with the stored tokens, or remove it if there are none."""
        await self._renewal.renew(enterprise, team)
        stored = await read_tokens(self, team)
        bot = await self.async_find_bot(enterprise_id=enterprise, team_id=team)
        if bot is None:
            self._forget(enterprise, team)
            return
        self._tried[enterprise, team] = stored.get((enterprise, team), ())
        try:
            auth = await make_client(bot.bot_token, self._session).auth_test()
        except SlackApiError as error:
            await self._handle_rejected_token(enterprise, team, error)
            return
        self._health.note_scopes(auth["url"], BOT_SCOPE_REASONS.keys() - granted_scopes(auth))
        pace = WorkspacePace(self._pace, auth["team_id"])
        report = self._health.make_report(auth["url"])
        web = make_client(bot.bot_token, self._session, report, pace=pace)
        admin = await self._find_admin(team, web, pace=pace)
        self.workspaces.add(make_workspace(auth, web=web, admin=admin))

    async def _handle_rejected_token(
        self, enterprise: _Id, team: _Id, error: SlackApiError
    ) -> None:
        """Remove a workspace whose token is rejected, and its rows if the app was uninstalled."""
        if is_transient(error_code(error)):
            raise error
        log.warning("workspace cannot be signed in to", workspace=team, error=error_code(error))
        if error_code(error) in _APP_REMOVED:
            await self._delete_all(enterprise, team)
        else:
            self.workspaces.remove(team or "")

    async def _find_admin(
        self, team: _Id, web: AsyncWebClient, *, pace: WorkspacePace
    ) -> AsyncWebClient | None:
        """Return a client of the administrator who installed it last, None if nobody who did is one."""
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
            if await may_delete(web, row["user_id"], team=team or ""):
                return make_client(row["user_token"], self._session, pace=pace)
        return None


async def _is_answered(work: Awaitable[object], team: _Id) -> bool:
    """Await work on a workspace; return False, and log it, where Slack does not answer."""
    try:
        await work
    except CALL_ERRORS as error:
        log.warning("no answer from Slack", workspace=team, error=error_name(error))
        return False
    return True
