"""The view of a case: what chat answers to `case 17`, for the desk's template."""

from dataclasses import dataclass

from bot.interactions.command_specs import FORM_QUESTIONS
from bot.interactions.replies import Answer, CaseReply, LineButton, Refusal, list_choices
from bot.interactions.requests import LookUpCase
from bot.web.desk.names import list_texts
from bot.web.desk.rendering import Names
from bot.web.desk.visit import Visit

_ASKED_ELSEWHERE = ("context ", "take", "queue")
"""Lines for which the desk has a button or key of its own."""


@dataclass(frozen=True, slots=True)
class CaseView:
    """A case as it stands, and what was just done about it."""

    number: int
    answer: CaseReply | Refusal
    names: Names
    notice: Answer | None = None
    is_decided: bool = False
    """True after a decision: the case has left the queue."""

    @property
    def choices(self) -> list[LineButton]:
        """Choices besides the buttons, but for those that the desk offers itself."""
        choices = list_choices(self.answer)
        return [each for each in choices if not each.line.startswith(_ASKED_ELSEWHERE)]

    @property
    def next_choices(self) -> list[LineButton]:
        """Choices below the last answer: "Dismiss 12", "Do it"."""
        choices = list_choices(self.notice) if self.notice else ()
        return [each for each in choices if not each.line.startswith(_ASKED_ELSEWHERE)]

    @property
    def can_take(self) -> bool:
        """True if nobody works on the case."""
        return any(each.line == f"take {self.number}" for each in list_choices(self.answer))

    @property
    def questions(self) -> list[str]:
        """The questions that its buttons ask in chat."""
        buttons = self.answer.buttons if isinstance(self.answer, CaseReply) else ()
        return [FORM_QUESTIONS[each] for each in buttons if each in FORM_QUESTIONS]


async def view_case(
    visit: Visit, number: int, *, notice: Answer | None = None, is_decided: bool = False
) -> CaseView:
    """Look a case up, as chat does."""
    answer = await visit.ask(LookUpCase(number))
    assert isinstance(answer, CaseReply | Refusal)
    texts = [*list_texts(answer), *(list_texts(notice) if notice else ())]
    return CaseView(number, answer, await visit.names(texts), notice, is_decided)
