"""Views: a template with its language, for a moderator's page as for one that anybody may open."""

from types import MappingProxyType
from typing import Any

from starlette.requests import Request
from starlette.responses import HTMLResponse

from bot.domain.buttons import Button
from bot.web.desk.languages import choose_language
from bot.web.desk.rendering import ENGLISH, SPEECH
from bot.web.desk.session import find_desk

KEYS = MappingProxyType(
    {
        Button.DISMISS.value: "d",
        Button.UPHOLD.value: "u",
        Button.DELETE.value: "x",
        Button.TIMEOUT.value: "t",
        Button.UNDO.value: "z",
    }
)
"""Keys of the buttons of a case, as desk.js knows them."""


def is_partial(request: Request) -> bool:
    """Return True where htmx asks for a part of a page."""
    is_restored = request.headers.get("hx-history-restore-request") == "true"
    return request.headers.get("hx-request") == "true" and not is_restored


def render_page(
    request: Request, template: str, *, status: int = 200, **values: Any
) -> HTMLResponse:
    """Render a template in the language of the browser; `_` and the filters translate, `language` names it."""
    desk = find_desk(request)
    language = choose_language(
        request.headers.get("accept-language", ""), desk.catalogs.by_language
    )
    own = desk.catalogs.choose(language)

    def say(text: str, **slots: object) -> str:
        return own.get(text, text).format(**slots) if slots else own.get(text, text)

    page = desk.environment.get_template(template).render(
        {
            "_": say,
            SPEECH: desk.speeches.get(language, ENGLISH),
            "language": language,
            "is_partial": is_partial(request),
            "keys": KEYS,
            "visit": None,
            **values,
        }
    )
    return HTMLResponse(page, status, headers={"vary": "accept-language, cookie"})
