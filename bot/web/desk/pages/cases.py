"""Cases: one by itself, its buttons, and what stands around its message."""

from fastapi import APIRouter
from starlette.responses import Response

from bot.domain.buttons import PRESSED, Button
from bot.domain.phrases import ModeratorPhrase
from bot.interactions.command_parser import parse_line
from bot.interactions.desk_requests import ReleaseCase, ShowSurroundings, TakeCase
from bot.interactions.replies import Answer, Refusal
from bot.interactions.requests import Command, Decide
from bot.web.desk.case_view import view_case
from bot.web.desk.errors import Forbidden
from bot.web.desk.names import list_texts
from bot.web.desk.visit import ModeratorVisit, Visit

router = APIRouter()


@router.get("/cases/{number}")
async def show_case(visit: ModeratorVisit, number: int) -> Response:
    """Show a case."""
    return await _render(visit, number)


@router.post("/cases/{number}/decide")
async def decide(visit: ModeratorVisit, number: int) -> Response:
    """Press a button of a case."""
    pressed = visit.form.get("button", "")
    if pressed not in PRESSED or pressed == Button.APPEAL:
        raise Forbidden(
            ModeratorPhrase("there is no such button"),
            ModeratorPhrase("open the case again"),
            status=400,
        )
    button = Button(pressed)
    answer = await visit.ask(Decide(button, number, visit.form.get("why", "")))
    return await _render(visit, number, answer, what=f"{button} {number}", is_decision=True)


@router.post("/cases/{number}/take")
async def take(visit: ModeratorVisit, number: int) -> Response:
    """Take a case."""
    return await _do(visit, number, TakeCase(number), f"take {number}")


@router.post("/cases/{number}/release")
async def release(visit: ModeratorVisit, number: int) -> Response:
    """Leave a case to others again."""
    return await _do(visit, number, ReleaseCase(number), f"release {number}")


@router.post("/cases/{number}/do")
async def carry_out(visit: ModeratorVisit, number: int) -> Response:
    """Carry out a line that chat's buttons under the case stand for: "all 17 author"."""
    line = visit.form.get("line", "")
    command = parse_line(line)
    answer = command if isinstance(command, Refusal) else await visit.ask(command)
    name = line.partition(" ")[0]  # the rest may be a member's word
    return await _render(visit, number, answer, what=f"{name} {number}")


@router.get("/cases/{number}/around")
async def show_surroundings(visit: ModeratorVisit, number: int) -> Response:
    """Show what was written before and after a message, read from the platform now."""
    answer = await visit.ask(ShowSurroundings(number))
    names = await visit.names(list_texts(answer))
    return visit.render("answer.html", here="queue", answer=answer, names=names)


async def _do(visit: Visit, number: int, command: Command, what: str) -> Response:
    answer = await visit.ask(command)
    # What is asked for shows the case itself, which stands below anyway.
    told = answer if isinstance(answer, Refusal) else None
    if told is None:
        await visit.log(what)
    return await _render(visit, number, told)


async def _render(
    visit: Visit,
    number: int,
    notice: Answer | None = None,
    *,
    what: str = "",
    is_decision: bool = False,
) -> Response:
    is_done = notice is not None and not isinstance(notice, Refusal)
    if is_done and what:
        await visit.log(what)
    is_decided = is_done and is_decision
    view = await view_case(visit, number, notice=notice, is_decided=is_decided)
    return visit.render("case.html", here="queue", view=view)
