"""Another action in a case: a moderator chooses one, and what was harsher is taken back."""

from bot.commands.buttons import can_decide, handle_decision
from bot.commands.context import CommandContext
from bot.domain.actions import Action
from bot.domain.buttons import Button
from bot.interactions.desk_requests import ChangeAction
from bot.interactions.desk_specs import CHANGED_TO, MOST_CLEARED_DAYS
from bot.interactions.replies import CaseUpdate, LineButton, Menu, Refusal, Reply
from bot.interactions.requests import CanDecide, Decide
from bot.moderation.review_rules import ACTION_BY_BUTTON

_BUTTONS = {action: button for button, action in ACTION_BY_BUTTON.items()}
_CLEARED = (0, 1, MOST_CLEARED_DAYS)
"""Days of history that are offered with a ban; any number up to the last can be typed."""


async def change_action(
    context: CommandContext, command: ChangeAction
) -> Menu | CaseUpdate | Refusal:
    """Take the action that was chosen, or show those that can be."""
    number, action = command.number, command.action
    if action is None:
        return await _offer(context, number)
    if command.clear_days and action is not Action.BAN:
        return Refusal("only a ban deletes history", f"/toxicity act {number} ban clear_days:1")
    decide = Decide(_BUTTONS[action], number, clear_days=command.clear_days, is_change=True)
    return await handle_decision(context, decide)


async def _offer(context: CommandContext, number: int) -> Menu | Refusal:
    found = await context.find_case(number)
    if isinstance(found, Refusal):
        return found
    choices, refused = list[LineButton](), list[Refusal]()
    for action in CHANGED_TO:
        answer = await can_decide(context, CanDecide(_BUTTONS[action], number))
        if isinstance(answer, Refusal):
            refused.append(answer)
        else:
            choices += _buttons_of(action, number)
    if not choices:
        return refused[0]
    lines = ("What was done that is harsher is taken back, where that is possible.",)
    return Menu(Reply.of(f"Case {number}: what shall be done?", *lines), tuple(choices))


def _buttons_of(action: Action, number: int) -> list[LineButton]:
    button: Button = _BUTTONS[action]
    if action is not Action.BAN:
        return [LineButton(button.caption, f"act {number} {action.value}")]
    return [
        LineButton(_ban_caption(days), f"act {number} {action.value} {days}") for days in _CLEARED
    ]


def _ban_caption(days: int) -> str:
    """Return the caption of a ban: "Ban, delete 7 days"."""
    if not days:
        return "Ban"
    return f"Ban, delete {'1 day' if days == 1 else f'{days} days'}"
