"""Answers to requests, for whoever passes them on: a bug in a handler becomes a refusal."""

from bot.commands.dispatcher import CommandDispatcher
from bot.interactions.replies import Refusal, Response
from bot.interactions.requests import Request
from bot.runtime.error_boundary import run_guarded
from bot.runtime.result import Failed


async def answer_request(dispatcher: CommandDispatcher, request: Request) -> Response:
    """Dispatch a request, guarded."""
    name = type(request.command).__name__
    work = dispatcher.dispatch(request)
    response = await run_guarded(work, request=name, community=request.community)
    if isinstance(response, Failed):
        return Refusal("something went wrong", "whoever runs me finds it in the log")
    return response
