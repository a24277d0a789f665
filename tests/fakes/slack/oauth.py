"""OAuth: codes for users who allow the app in a workspace, and the tokens they are exchanged for."""

from base64 import b64decode
from collections.abc import Mapping
from dataclasses import dataclass

from tests.fakes.slack.web_api import Call, Method, SlackError
from tests.fakes.slack.world import BOT_SCOPES, JSON, USER_SCOPES, Token, World

CLIENT_ID = "1000.2000"
CLIENT_SECRET = "secret-of-the-fake"


@dataclass(frozen=True, slots=True)
class Grant:
    """An allowed installation: its workspace and user."""

    team: str
    user: str
    mark: str = ""

    @property
    def bot_token(self) -> str:
        return f"xoxb-in-{self.team}{self.mark}"

    @property
    def user_token(self) -> str:
        return f"xoxp-in-{self.team}-of-{self.user}{self.mark}"


class OAuthGrants:
    """Issuer of codes; each can be exchanged once."""

    def __init__(self, world: World) -> None:
        self.world = world
        self._codes: dict[str, Grant] = {}
        self.mark = ""
        """The end of tokens that are issued from now on: those before it may be revoked."""
        self.rotates = False
        """True if the app has token rotation."""
        self.lifetime = 43_200
        """Seconds for which a token that rotates is good."""
        self.refreshed = 0
        """Number of tokens that were renewed."""
        self._refresh_tokens: dict[str, str] = {}
        self._rotating: set[str] = set()

    def allow(self, team: str, *, by: JSON) -> str:
        """Allow the app as a user; return the code with which Slack redirects them."""
        code = self.world.make_id("code")
        self._codes[code] = Grant(team, by["id"], self.mark)
        return code

    def methods(self) -> Mapping[str, Method]:
        """Return its methods, by name."""
        return {"oauth.v2.access": Method(self._exchange, is_for_apps=True)}

    def revoke(self, team: str) -> None:
        """Revoke the tokens of a workspace, as where it removes the app."""
        for name, token in self.world.tokens.items():
            if token.team == team:
                self.world.tokens[name].error = "token_revoked"

    def expire_tokens(self) -> None:
        """Let every token that rotates end, as twelve hours after it was issued."""
        for token in self._rotating:
            self.world.tokens[token].error = "token_expired"

    def _exchange(self, call: Call) -> JSON:
        given = b64decode(call.token.removeprefix("Basic ")).decode()
        client, _, secret = given.partition(":")
        if client != CLIENT_ID:
            raise SlackError("invalid_client_id")
        if secret != CLIENT_SECRET:
            raise SlackError("bad_client_secret")
        if call.args.get("grant_type") == "refresh_token":
            return self._refresh(call["refresh_token"])
        grant = self._codes.pop(call["code"], None)
        if grant is None:
            raise SlackError("invalid_code")
        bot = self.world.bot["id"]
        self.world.tokens[grant.bot_token] = Token(bot, BOT_SCOPES, team=grant.team)
        self.world.tokens[grant.user_token] = Token(grant.user, USER_SCOPES, team=grant.team)
        return {
            "app_id": self.world.app,
            "access_token": grant.bot_token,
            "token_type": "bot",
            "scope": ",".join(sorted(BOT_SCOPES)),
            "bot_user_id": bot,
            "team": {"id": grant.team, "name": grant.team.lower()},
            "enterprise": None,
            "is_enterprise_install": False,
            **self._rotation_of(grant.bot_token),
            "authed_user": {
                "id": grant.user,
                "access_token": grant.user_token,
                "token_type": "user",
                "scope": ",".join(sorted(USER_SCOPES)),
                **self._rotation_of(grant.user_token),
            },
        }

    def _rotation_of(self, token: str) -> JSON:
        """Return the refresh token of a token, and its seconds; nothing where tokens do not rotate."""
        if not self.rotates:
            return {}
        self._rotating.add(token)
        refresh = f"xoxe-1-{self.world.make_id('R')}"
        self._refresh_tokens[refresh] = token
        return {"refresh_token": refresh, "expires_in": self.lifetime}

    def _refresh(self, refresh: str) -> JSON:
        """Issue another token in the place of one; each refresh token is good once."""
        old = self._refresh_tokens.pop(refresh, None)
        if old is None:
            raise SlackError("invalid_refresh_token")
        self.refreshed += 1
        new = f"{old.partition('#')[0]}#{self.refreshed}"
        owner = self.world.tokens[old]
        self.world.tokens[new] = Token(owner.user, owner.scopes, team=owner.team)
        kind = "user" if old.startswith("xoxp") else "bot"
        return {"access_token": new, "token_type": kind, **self._rotation_of(new)}
