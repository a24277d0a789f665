"""Sign in with Slack, OpenID Connect (https://docs.slack.dev/authentication/sign-in-with-slack)."""

import time
from functools import cache
from typing import Any

from aiohttp import web
from authlib.oidc.core.util import create_half_hash
from joserfc import jwt
from joserfc.jwk import KeySet, OctKey, RSAKey

from tests.fakes.sign_in import CLIENT_ID, SignInProvider
from tests.fakes.slack.world import World

LASTS = 300
"""Seconds for which an ID token holds."""


@cache
def make_key(name: str) -> RSAKey:
    """Make the RSA key of a name, which is not its id: Slack's is "slack"."""
    del name
    return RSAKey.generate_key(2048, {"kid": "key-1", "use": "sig"})


class SlackSignIn:
    """The pages of the fake Slack at which people sign in; refusals come with status 200, as Slack's do."""

    def __init__(self, world: World) -> None:
        self.world = world
        self.provider = SignInProvider(
            lambda: {
                each["id"]: each["name"] for each in world.users.values() if not each["is_bot"]
            }
        )
        self.claims: dict[str, Any] = {}
        """Claims that ID tokens have instead of the true ones; None takes one out."""
        self.signer: RSAKey | OctKey | None = None
        """Key by which ID tokens are signed instead of Slack's."""

    def add_routes(self, app: web.Application) -> None:
        """Add the routes; before that of all methods."""
        app.router.add_get("/openid/connect/authorize", self.provider.show)
        app.router.add_get("/openid/connect/keys", self._show_keys)
        app.router.add_post("/api/openid.connect.token", self._exchange)

    async def _show_keys(self, _request: web.Request) -> web.Response:
        return web.json_response(KeySet([make_key("slack")]).as_dict(private=False))

    async def _exchange(self, request: web.Request) -> web.Response:
        answer = self.provider.exchange(await request.post())
        if isinstance(answer, str):
            return web.json_response({"ok": False, "error": answer})
        id_token = self._sign(self.provider.owners[answer["access_token"]], answer)
        return web.json_response({"ok": True, **answer, "id_token": id_token})

    def _sign(self, user: str, answer: dict[str, Any]) -> str:
        """Sign who somebody is."""
        now = int(time.time())
        at_hash = create_half_hash(answer["access_token"], "RS256")
        assert at_hash
        claims = {
            "iss": "https://slack.com",
            "sub": user,
            "aud": CLIENT_ID,
            "iat": now,
            "exp": now + LASTS,
            "auth_time": now,
            "nonce": self.provider.nonce,
            "at_hash": at_hash.decode(),
            "https://slack.com/user_id": user,
            "https://slack.com/team_id": self.world.users[user]["team_id"],
            "name": self.provider.users()[user],
            **self.claims,
        }
        told = {name: value for name, value in claims.items() if value is not None}
        signer = self.signer or make_key("slack")
        algorithm = "HS256" if isinstance(signer, OctKey) else "RS256"
        header = {"alg": algorithm, "kid": "key-1"}
        return jwt.encode(header, told, signer, algorithms=[algorithm])
