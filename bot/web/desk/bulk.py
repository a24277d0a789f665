"""Bulk decisions: a button of many cases, one after the other, as if each were pressed."""

from collections import Counter
from dataclasses import dataclass

from bot.alerts.alert import count_text
from bot.domain.buttons import Button
from bot.domain.phrases import ModeratorPhrase
from bot.interactions.replies import Refusal
from bot.interactions.requests import Decide
from bot.web.desk.address import parse_number
from bot.web.desk.errors import Forbidden
from bot.web.desk.visit import Visit

GROUP_BUTTONS = (Button.DISMISS, Button.UPHOLD, Button.DELETE, Button.TIMEOUT)
"""Buttons that can be pressed for many cases at once: what nobody regrets for one of them."""

MOST = 100
"""Cases of one press: more of them would take a platform minutes."""


@dataclass(frozen=True, slots=True)
class BulkResult:
    """Result of a button for many cases: how many it was done in, and why not in the others."""

    button: Button
    done: int
    refusals: Counter[str]


async def decide_all(visit: Visit) -> BulkResult:
    """Press the button of a form in each of its cases.

    Raises:
        Forbidden: the form names no such button, or too many cases.
    """
    numbers = [number for each in visit.form.all("number") if (number := parse_number(each))]
    pressed = visit.form.get("button", "")
    if pressed not in GROUP_BUTTONS or len(numbers) > MOST:
        raise Forbidden(
            ModeratorPhrase("this cannot be done at once"),
            ModeratorPhrase("choose {most} cases at most", most=str(MOST)),
            status=400,
        )
    button, refusals, done = Button(pressed), Counter[str](), 0
    for number in dict.fromkeys(numbers):
        answer = await visit.ask(Decide(button, number))
        if isinstance(answer, Refusal):
            refusals[answer.reason] += 1
        else:
            done += 1
            await visit.log(f"{button} {number}")
    return BulkResult(button, done, refusals)


def describe(result: BulkResult) -> list[ModeratorPhrase]:
    """Say what became of it: ["Dismiss: 12 cases.", "1 case not: mona works on it until 12:10 UTC."]."""
    done = count_text(result.done, "case")
    return [
        ModeratorPhrase(
            "{button}: {cases}.", button=ModeratorPhrase(result.button.caption), cases=done
        ),
        *(
            ModeratorPhrase(
                "{cases} not: {reason}.", cases=count_text(count, "case"), reason=reason
            )
            for reason, count in result.refusals.items()
        ),
    ]
