"""The application of the desk: its pages, what stands around them, and its errors."""

from http import HTTPStatus
from typing import cast

from fastapi import FastAPI
from fastapi.exceptions import RequestValidationError
from starlette.exceptions import HTTPException
from starlette.requests import Request
from starlette.responses import RedirectResponse, Response
from starlette.staticfiles import StaticFiles
from starlette.types import ASGIApp

from bot.domain.phrases import ModeratorPhrase
from bot.web.desk import home, sign_in
from bot.web.desk.desk import Desk
from bot.web.desk.errors import Forbidden, NotSignedIn
from bot.web.desk.pages import cases, decision, live, members, model, policy, queue, reports
from bot.web.desk.rendering import HERE
from bot.web.desk.security import SecurityMiddleware
from bot.web.desk.views import render_page

_FOR_MODERATORS = (queue, live, cases, members, policy, reports, model)
"""Modules of pages below `/{platform}/{community}`, whose endpoints take a `ModeratorVisit`."""


def build_desk(desk: Desk) -> ASGIApp:
    """Build the application of a desk, ready to be served."""
    site = FastAPI(title="Parley's desk", docs_url=None, redoc_url=None, openapi_url=None)
    site.state.desk = desk
    site.mount("/static", StaticFiles(directory=HERE / "static"), name="static")
    for module in (home, sign_in, decision):
        site.include_router(module.router)
    for page in _FOR_MODERATORS:
        site.include_router(page.router, prefix="/{platform}/{community}")
    site.add_exception_handler(NotSignedIn, _ask_to_sign_in)
    site.add_exception_handler(Forbidden, _refuse)
    site.add_exception_handler(HTTPException, _explain)
    site.add_exception_handler(RequestValidationError, _explain_address)
    return SecurityMiddleware(site, address=desk.options.address, clock=desk.options.clock)


async def _ask_to_sign_in(request: Request, _error: Exception) -> Response:
    """Lead to the page to sign in; a part of a page is asked for again from there."""
    if request.headers.get("hx-request") == "true":
        return Response(status_code=401, headers={"hx-redirect": "/"})
    return RedirectResponse("/", 303)


async def _refuse(request: Request, error: Exception) -> Response:
    refusal = cast("Forbidden", error)
    return render_page(
        request,
        "error.html",
        status=refusal.status,
        reason=refusal.reason,
        remedy=refusal.remedy,
    )


async def _explain_address(request: Request, _error: Exception) -> Response:
    """Answer an address that names a case by what is no number."""
    return await _explain(request, HTTPException(404))


async def _explain(request: Request, error: Exception) -> Response:
    problem = cast("HTTPException", error)
    is_missing = problem.status_code == HTTPStatus.NOT_FOUND
    reason = ModeratorPhrase("there is no such page") if is_missing else str(problem.detail)
    return render_page(request, "error.html", status=problem.status_code, reason=reason, remedy="")
