"""CORS: web pages of named origins may ask the API (PARLEY_WEB_ORIGINS)."""

from collections.abc import Collection

from starlette.middleware.cors import CORSMiddleware
from starlette.types import ASGIApp, Receive, Scope, Send

from bot.web.openai.moderations import UNSCORED_HEADER
from bot.web.perspective.unknown_attributes import UNKNOWN_HEADER
from bot.web.server.client_protocols import BROWSER, choose_protocol
from bot.web.shared.model_info import MODEL_HEADER


class ApiCors:
    """An application whose API answers pages of the allowed origins; its own page stays to itself."""

    def __init__(self, app: ASGIApp, *, origins: Collection[str]) -> None:
        self._app = app
        self._origins = frozenset(origins)
        self._allowing = CORSMiddleware(
            app,
            allow_origins=self._origins,
            allow_methods=("GET", "POST"),
            allow_headers=("*",),
            allow_private_network=True,
            expose_headers=(MODEL_HEADER, UNKNOWN_HEADER, UNSCORED_HEADER, "Retry-After"),
        )

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Answer preflights and add CORS' headers, for requests to the API from allowed origins."""
        is_allowed = (
            scope["type"] == "http"
            and choose_protocol(scope["path"]) is not BROWSER
            and self._origins.intersection(
                value.decode("latin-1") for name, value in scope["headers"] if name == b"origin"
            )
        )
        await (self._allowing if is_allowed else self._app)(scope, receive, send)
