"""The members' page: what was decided and why, by a signed link from a notice, without signing in.

Whoever has the link reads and appeals for the author of the case; nothing of anybody else is on it.
"""

from dataclasses import dataclass

from fastapi import APIRouter
from starlette.requests import Request
from starlette.responses import RedirectResponse, Response

from bot.commands.answering import answer_request
from bot.domain.case import CaseFile
from bot.domain.member_links import PATH, PURPOSE, MemberLinks
from bot.domain.phrases import Catalog, say
from bot.domain.statistics import ERASED
from bot.interactions import requests
from bot.interactions.replies import Refusal
from bot.moderation.case_account import give_account
from bot.web.desk.decision_view import ShownAccount, say_texts, show_account
from bot.web.desk.desk import Desk, Source
from bot.web.desk.form import read_form
from bot.web.desk.languages import choose_language
from bot.web.desk.session import find_desk
from bot.web.desk.views import render_page

router = APIRouter(prefix=PATH)

_PRIVATE = {"x-robots-tag": "noindex, nofollow"}
"""Headers that keep the address out of search engines. Others' pages get no referrer: see `security`."""


@dataclass(frozen=True, slots=True)
class _Opened:
    """A case that a link opens, and its platform."""

    source: Source
    case_file: CaseFile


@router.get("/{token}")
async def show_decision(request: Request, token: str) -> Response:
    """Show the author of a case what was decided."""
    return await _render(request, await _open(find_desk(request), token))


@router.post("/{token}")
async def send_appeal(request: Request, token: str) -> Response:
    """Appeal for the author of a case, as the button under the notice does."""
    opened = await _open(find_desk(request), token)
    if opened is None:
        return await _render(request, None)
    case, why = opened.case_file.case, (await read_form(request)).get("why", "")
    message = case.message
    appeal = requests.Appeal(case.number, why)
    asked = requests.Request(message.platform, "", (), message.author, appeal)
    answer = await answer_request(opened.source.dispatcher, asked)
    if isinstance(answer, Refusal):
        return await _render(request, opened, refusal=answer)
    return RedirectResponse(request.url.path, 303, headers=_PRIVATE)


async def _open(desk: Desk, token: str) -> _Opened | None:
    """Find the case that a link opens; None for a link that opens nothing, or nothing any more."""
    links = MemberLinks(await desk.store.desk.signing_keys.get(PURPOSE))
    number = links.read(token, now=desk.options.now())
    if number is None:
        return None
    case_file = await desk.store.case_queries.find(number, within_days=None)
    if case_file is None or case_file.case.message.author.id.startswith(ERASED):
        return None
    source = desk.sources.get(case_file.case.message.platform)
    return _Opened(source, case_file) if source else None


async def _render(
    request: Request, opened: _Opened | None, *, refusal: Refusal | None = None
) -> Response:
    """Render the page in the language of the browser, of those in which members get notices."""
    catalogs = find_desk(request).member_catalogs
    accepted = request.headers.get("accept-language", "")
    language = choose_language(accepted, catalogs.by_language)
    catalog = catalogs.choose(language)
    page = render_page(
        request,
        "decision.html",
        status=404 if opened is None else 409 if refusal else 200,
        language=language,
        texts=say_texts(catalog),
        refusal=refusal and (say(refusal.reason, catalog), say(refusal.remedy, catalog)),
        account=await _show(opened, catalog) if opened else None,
        longest=requests.MAX_REASON_LENGTH,
    )
    page.headers.update(_PRIVATE)
    return page


async def _show(opened: _Opened, catalog: Catalog) -> ShownAccount:
    pipeline, message = opened.source.pipeline, opened.case_file.case.message
    policy = await pipeline.policies.resolve(message.community)
    account = give_account(
        opened.case_file,
        timeout_minutes=policy.timeout_minutes,
        reversible=pipeline.enforcer.reversible_on(message),
    )
    return show_account(account, catalog)
