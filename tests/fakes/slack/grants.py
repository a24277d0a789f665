"""OAuth: somebody allows the app in their workspace, and the app gets tokens for the code of that."""

from base64 import b64decode
from collections.abc import Mapping
from dataclasses import dataclass

from tests.fakes.slack.web import Call, Method, SlackError
from tests.fakes.slack.world import BOT_SCOPES, JSON, USER_SCOPES, Token, World

CLIENT_ID = "1000.2000"
CLIENT_SECRET = "secret-of-the-fake"


@dataclass(frozen=True, slots=True)
class Grant:
    """Where the app was allowed, and by whom."""

    team: str
    user: str

    @property
    def bot_token(self) -> str:
        return f"xoxb-in-{self.team}"

    @property
    def user_token(self) -> str:
        return f"xoxp-in-{self.team}-of-{self.user}"


class Grants:
    """Every code that was given out; each is good once."""

    def __init__(self, world: World) -> None:
        self.world = world
        self._codes: dict[str, Grant] = {}

    def allow(self, team: str, *, by: JSON) -> str:
        """Somebody presses "Allow"; returns the code with which Slack sends them back."""
        code = self.world.make_id("code")
        self._codes[code] = Grant(team, by["id"])
        return code

    def table(self) -> Mapping[str, Method]:
        """The one method of it."""
        return {"oauth.v2.access": Method(self._exchange, is_for_apps=True)}

    def _exchange(self, call: Call) -> JSON:
        given = b64decode(call.token.removeprefix("Basic ")).decode()
        client, _, secret = given.partition(":")
        if client != CLIENT_ID:
            raise SlackError("invalid_client_id")
        if secret != CLIENT_SECRET:
            raise SlackError("bad_client_secret")
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
            "authed_user": {
                "id": grant.user,
                "access_token": grant.user_token,
                "token_type": "user",
                "scope": ",".join(sorted(USER_SCOPES)),
            },
        }
