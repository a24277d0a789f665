"""Where people's requests are answered: who may ask is decided here, what they get in `commands`."""

from dataclasses import dataclass

from bot.pipeline import Pipeline
from bot.reply import Refusal, Response
from bot.request import Request


@dataclass(frozen=True, slots=True)
class Desk:
    """Answers for one platform, over the same parts as its pipeline."""

    pipeline: Pipeline

    async def answer(self, request: Request) -> Response:
        """Do what was asked, or say why not and what would help."""
        return Refusal(f"{type(request.ask).__name__} is not in this version yet")
