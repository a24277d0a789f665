"""OAuth 2.0 as Discord and Slack offer it to people who sign in elsewhere: codes, PKCE, and who has a token.

RFC 6749 and RFC 7636: a code is for one client, one address and one verifier, and is exchanged once.
"""

from base64 import urlsafe_b64encode
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from hashlib import sha256
from html import escape
from itertools import count
from typing import Any
from urllib.parse import urlencode

from aiohttp import web

CLIENT_ID = "4711"
CLIENT_SECRET = "secret-of-the-desk"


@dataclass(frozen=True, slots=True)
class _Code:
    user: str
    address: str
    challenge: str
    scope: str
    nonce: str


class SignInProvider:
    """A provider whose page lets a person choose who they are; `users` by their ids, with names."""

    def __init__(self, users: Callable[[], Mapping[str, str]]) -> None:
        self.users = users
        self.addresses: set[str] = set()
        """Addresses to which the app may send people back; empty for any."""
        self.denies = False
        self.asked: list[Mapping[str, str]] = []
        """The queries with which browsers came."""
        self._numbers = count(1)
        self._codes: dict[str, _Code] = {}
        self.owners: dict[str, str] = {}
        """Users by their access tokens."""
        self.nonce = ""
        """The nonce of the code that was exchanged last."""

    async def show(self, request: web.Request) -> web.Response:
        """Show the page; with `as` in the query, send the browser back as that user."""
        query = dict(request.query)
        self.asked.append(query)
        address = query.get("redirect_uri", "")
        is_known = query.get("client_id") == CLIENT_ID and (
            not self.addresses or address in self.addresses
        )
        if not is_known or query.get("response_type") != "code":
            return web.Response(status=400, text="no such app, or no such address")
        if self.denies:
            raise web.HTTPFound(_add(address, error="access_denied", state=query["state"]))
        user = query.pop("as", None)
        if user is None:
            links = "".join(
                f'<p><a href="{escape(_add(request.path, **query, **{"as": each}))}">{escape(name)}</a></p>'
                for each, name in self.users().items()
            )
            return web.Response(
                text=f"<title>Who are you?</title>{links}", content_type="text/html"
            )
        raise web.HTTPFound(_add(address, code=self.make_code(user, query), state=query["state"]))

    def make_code(self, user: str, query: Mapping[str, str]) -> str:
        """Make the code with which a browser is sent back."""
        code = f"code-{next(self._numbers)}"
        assert query["code_challenge_method"] == "S256"
        self._codes[code] = _Code(
            user,
            query["redirect_uri"],
            query["code_challenge"],
            query["scope"],
            query.get("nonce", ""),
        )
        return code

    def exchange(self, form: Mapping[str, Any]) -> dict[str, Any] | str:
        """Exchange a code for a token; the error's name where that is refused."""
        if (form.get("client_id"), form.get("client_secret")) != (CLIENT_ID, CLIENT_SECRET):
            return "invalid_client"
        code = self._codes.pop(str(form.get("code")), None)
        verifier = str(form.get("code_verifier", "")).encode()
        challenge = urlsafe_b64encode(sha256(verifier).digest()).rstrip(b"=").decode()
        given = (form.get("redirect_uri"), challenge, form.get("grant_type"))
        if code is None or given != (code.address, code.challenge, "authorization_code"):
            return "invalid_grant"
        token = f"token-{next(self._numbers)}"
        self.owners[token] = code.user
        self.nonce = code.nonce
        return {"access_token": token, "token_type": "Bearer", "scope": code.scope}

    def find_user(self, request: web.Request) -> str | None:
        """Return whose token a request has."""
        kind, _, token = request.headers.get("Authorization", "").partition(" ")
        return self.owners.get(token) if kind == "Bearer" else None


def _add(address: str, **query: str) -> str:
    return f"{address}?{urlencode(query)}"
