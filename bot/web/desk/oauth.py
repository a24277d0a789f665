"""Signing in by a platform's own page: OAuth 2.0 with PKCE, a state and a nonce, by Authlib.

RFC 6749, RFC 7636; the verifier, the state and the nonce stay on this machine, under a cookie of the browser that began.
"""

import secrets
from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime
from typing import Any

import httpx2
import structlog
from authlib.integrations.base_client.errors import OAuthError
from authlib.integrations.httpx_client import AsyncOAuth2Client
from cachetools import TTLCache

from bot.domain.phrases import ModeratorPhrase
from bot.store.desk_sessions import Identity
from bot.web.desk.id_tokens import IdTokenError, verify_id_token
from bot.web.desk.providers import Issuer, Provider
from bot.web.desk.tokens import hash_token, is_same, make_token

log: structlog.stdlib.BoundLogger = structlog.get_logger(__name__)

MAX_AGE = 600
"""Seconds from the beginning of a sign-in to its end."""

_MOST = 10_000

_TIMEOUT = httpx2.Timeout(10.0)


class SignInError(Exception):
    """A sign-in that did not end with a person: the reason."""

    def __init__(self, reason: ModeratorPhrase) -> None:
        super().__init__(reason)
        self.reason = reason


@dataclass(frozen=True, slots=True)
class _Begun:
    """A sign-in that was begun: with whom, and what proves that the same browser ends it."""

    provider: Provider
    state: str
    nonce: str
    verifier: str


class SignIns:
    """The sign-ins that were begun in the last ten minutes.

    `address`: the desk's own. `clock` gives seconds and never goes back, `now` the time.
    """

    def __init__(
        self, address: str, *, clock: Callable[[], float], now: Callable[[], datetime]
    ) -> None:
        self._address = address
        self._now = now
        self._begun: TTLCache[str, _Begun] = TTLCache(_MOST, ttl=MAX_AGE, timer=clock)

    def begin(self, provider: Provider) -> tuple[str, str]:
        """Begin a sign-in; return the token for the browser's cookie, and where to send the browser."""
        token = make_token()
        begun = _Begun(
            provider,
            state=secrets.token_urlsafe(32),
            nonce=secrets.token_urlsafe(32),
            verifier=secrets.token_urlsafe(64),
        )
        self._begun[hash_token(token)] = begun
        client = self._make_client(provider)
        url, _ = client.create_authorization_url(
            provider.endpoints.authorize,
            state=begun.state,
            nonce=begun.nonce,
            code_verifier=begun.verifier,
        )
        return token, str(url)

    async def finish(self, token: str, platform: str, *, state: str, code: str) -> Identity:
        """Finish the sign-in of a browser; return who the platform says came.

        Raises:
            SignInError: another browser began it, it took too long, or the platform says no.
        """
        begun = self._begun.pop(hash_token(token), None)
        if begun is None or begun.provider.platform != platform or not is_same(begun.state, state):
            raise SignInError(
                ModeratorPhrase("this sign-in was not begun in this browser, or took too long")
            )
        try:
            answer = await self._ask(begun, code)
        except (OAuthError, IdTokenError, httpx2.HTTPError, ValueError) as error:
            log.warning("a sign-in failed", platform=platform, error=type(error).__name__)
            raise SignInError(_unknown(begun.provider)) from error
        person = begun.provider.read_person(answer)
        if person is None:
            raise SignInError(_unknown(begun.provider))
        return person

    async def _ask(self, begun: _Begun, code: str) -> dict[str, Any]:
        """Exchange a code for what says who the person is, and keep no token of it."""
        provider, identity = begun.provider, begun.provider.endpoints.identity
        async with self._make_client(provider) as client:
            token = await client.fetch_token(
                provider.endpoints.token, code=code, code_verifier=begun.verifier
            )
            if not isinstance(identity, Issuer):
                return await _get(client, identity.address)
            keys = await _get(client, identity.keys, withhold_token=True)
        return verify_id_token(
            token,
            keys,
            issuer=identity.name,
            client=provider.client_id,
            nonce=begun.nonce,
            at=self._now(),
        )

    def _make_client(self, provider: Provider) -> AsyncOAuth2Client:
        return AsyncOAuth2Client(
            client_id=provider.client_id,
            client_secret=provider.client_secret.get_secret_value(),
            scope=provider.endpoints.scope,
            redirect_uri=f"{self._address}/sign-in/{provider.platform}/done",
            code_challenge_method="S256",
            token_endpoint_auth_method="client_secret_post",  # noqa: S106 - a method's name
            timeout=_TIMEOUT,
        )


def _unknown(provider: Provider) -> ModeratorPhrase:
    return ModeratorPhrase("{platform} did not say who you are", platform=provider.name)


async def _get(client: AsyncOAuth2Client, address: str, **options: bool) -> dict[str, Any]:
    """Return the object at an address, an empty one for anything else."""
    response = await client.request("GET", address, **options)
    response.raise_for_status()
    answer = response.json()
    return answer if isinstance(answer, dict) else {}
