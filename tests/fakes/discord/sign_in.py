"""Discord's OAuth2 for people who sign in (https://discord.com/developers/docs/topics/oauth2)."""

from aiohttp import web

from tests.fakes.discord.world import World
from tests.fakes.sign_in import SignInProvider


class DiscordSignIn:
    """The pages of the fake Discord at which people sign in."""

    def __init__(self, world: World) -> None:
        self.provider = SignInProvider(
            lambda: {
                each["id"]: each["username"] for each in world.users.values() if not each.get("bot")
            }
        )

    def add_routes(self, app: web.Application) -> None:
        """Add the routes."""
        app.router.add_get("/oauth2/authorize", self.provider.show)
        app.router.add_post("/api/oauth2/token", self._exchange)
        app.router.add_get("/api/v10/users/@me", self._show_user)

    async def _exchange(self, request: web.Request) -> web.Response:
        answer = self.provider.exchange(await request.post())
        if isinstance(answer, str):
            return web.json_response({"error": answer}, status=400)
        return web.json_response({**answer, "expires_in": 604_800, "refresh_token": "unused"})

    async def _show_user(self, request: web.Request) -> web.Response:
        user = self.provider.find_user(request)
        if user is None:
            return web.json_response({"code": 0, "message": "401: Unauthorized"}, status=401)
        return web.json_response({"id": user, "username": self.provider.users()[user]})
