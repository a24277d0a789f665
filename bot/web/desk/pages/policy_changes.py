"""Changes of the policy at the desk: shown with what they would come to, made once confirmed, and taken back."""

from dataclasses import dataclass
from urllib.parse import urlencode

from fastapi import APIRouter
from starlette.responses import RedirectResponse, Response

from bot.domain.phrases import ModeratorPhrase
from bot.domain.setting_changes import group_changes
from bot.interactions.replies import Answer, Proposal, Refusal, Reply
from bot.interactions.requests import ShowSettings
from bot.interactions.setting_reversal import CurrentSettings, reverse
from bot.web.desk.errors import OPEN_AGAIN, Forbidden
from bot.web.desk.names import list_texts
from bot.web.desk.permission import require
from bot.web.desk.policy_forms import PolicyChange, name_change, read_change, try_out
from bot.web.desk.visit import ModeratorVisit, Visit

router = APIRouter()

_MOST_AT_ONCE = 4
"""Rows of the history that one change can have, and as many after it."""


@router.post("/policy/change")
async def change_policy(visit: ModeratorVisit) -> Response:
    """Show what the change of a form would come to, or make it once it is confirmed."""
    require(visit, ShowSettings())
    try:
        command = read_change(visit.form)
    except ValueError as error:
        refusal = Refusal(ModeratorPhrase("this cannot be set: {why}", why=str(error)))
        return await _render(visit, refusal, action="change")
    return await _carry_out(visit, command, action="change")


@router.post("/policy/undo")
async def undo_change(visit: ModeratorVisit) -> Response:
    """Take a change back as the command in chat does that sets what was before, once it is confirmed."""
    require(visit, ShowSettings())
    command = await _find_reversal(visit, visit.form.get("number", ""))
    if command is None:
        refusal = Refusal(
            ModeratorPhrase("this was changed again since"),
            ModeratorPhrase("the history shows by whom"),
        )
        return await _render(visit, refusal, action="undo")
    return await _carry_out(visit, command, action="undo")


async def _carry_out(visit: Visit, command: PolicyChange, *, action: str) -> Response:
    is_confirmed = visit.form.get("confirmed") == "yes"
    answer = await visit.ask(try_out(command, is_confirmed=is_confirmed))
    if not isinstance(answer, Reply):
        return await _render(visit, answer, action=action)
    undoes = "undo " if action == "undo" else ""
    await visit.log(f"{undoes}{name_change(command)}")
    return _go_back(visit)


def _go_back(visit: Visit) -> Response:
    """Lead back to the page, about the same place; its history begins with what was changed."""
    fields = {name: visit.form.get(name, "") for name in ("place", "language")}
    query = urlencode(
        {name: value for name, value in {**fields, "changed": "yes"}.items() if value}
    )
    where = f"{visit.root}/policy?{query}#history"
    if visit.is_partial:
        return Response(status_code=204, headers={"hx-redirect": where})
    return RedirectResponse(where, 303)


async def _find_reversal(visit: Visit, number: str) -> PolicyChange | None:
    """Find the command that takes back the change of a number, with what was changed at once with it."""
    if not (number.isascii() and number.isdecimal()):
        raise Forbidden(ModeratorPhrase("there is no such change"), OPEN_AGAIN, status=404)
    policies, platform, community = (
        visit.source.pipeline.policies,
        visit.moderator.platform,
        visit.community.id,
    )
    rows = await visit.store.policy_overrides.history.latest(
        platform, community, before=int(number) + 1, limit=_MOST_AT_ONCE
    )
    if not rows or rows[0].number != int(number):
        raise Forbidden(ModeratorPhrase("there is no such change"), OPEN_AGAIN, status=404)
    overrides = await policies.list_overrides(community)
    return reverse(group_changes(rows)[0], CurrentSettings(community, policies.base, overrides))


@dataclass(frozen=True, slots=True)
class _Shown:
    """An answer as the page shows it; `is_open` while nothing is changed and it can be confirmed."""

    title: str
    reply: Reply | None
    refusal: Refusal | None
    is_open: bool


def _show(answer: Answer) -> _Shown:
    if isinstance(answer, Refusal):
        return _Shown(answer.title, None, answer, is_open=False)
    reply = answer if isinstance(answer, Reply) else answer.reply
    return _Shown(reply.title, reply, None, is_open=isinstance(answer, Proposal))


async def _render(visit: Visit, answer: Answer, *, action: str) -> Response:
    """Render an answer: as a part of the page where htmx asks for one, else as a page."""
    template = "policy_preview.html" if visit.is_partial else "policy_change.html"
    fields = {name: visit.form[name] for name in visit.form if name not in ("csrf", "confirmed")}
    return visit.render(
        template,
        here="policy",
        answer=_show(answer),
        action=action,
        fields=fields,
        names=await visit.names(list_texts(answer)),
    )
