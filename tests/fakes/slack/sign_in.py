"""Sign in with Slack, OpenID Connect (https://docs.slack.dev/authentication/sign-in-with-slack)."""

from aiohttp import web

from tests.fakes.sign_in import SignInProvider
from tests.fakes.slack.world import World


class SlackSignIn:
    """The pages of the fake Slack at which people sign in; refusals come with status 200, as Slack's do."""

    def __init__(self, world: World) -> None:
        self.world = world
        self.provider = SignInProvider(
            lambda: {
                each["id"]: each["name"] for each in world.users.values() if not each["is_bot"]
            }
        )

    def add_routes(self, app: web.Application) -> None:
        """Add the routes; before that of all methods."""
        app.router.add_get("/openid/connect/authorize", self.provider.show)
        app.router.add_post("/api/openid.connect.token", self._exchange)
        app.router.add_route("*", "/api/openid.connect.userInfo", self._show_user)

    async def _exchange(self, request: web.Request) -> web.Response:
        answer = self.provider.exchange(await request.post())
        if isinstance(answer, str):
            return web.json_response({"ok": False, "error": answer})
        return web.json_response({"ok": True, **answer, "id_token": "header.payload.signature"})

    async def _show_user(self, request: web.Request) -> web.Response:
        user = self.provider.find_user(request)
        if user is None:
            return web.json_response({"ok": False, "error": "invalid_auth"})
        team = self.world.users[user]["team_id"]
        return web.json_response(
            {
                "ok": True,
                "sub": user,
                "https://slack.com/user_id": user,
                "https://slack.com/team_id": team,
                "name": self.provider.users()[user],
            }
        )
