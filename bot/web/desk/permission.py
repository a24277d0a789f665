"""Permission to see a page: as the dispatcher says of the command in chat that shows the same."""

from bot.commands.authorization import check_permission
from bot.interactions.requests import Command
from bot.web.desk.errors import Forbidden
from bot.web.desk.visit import Visit


def require(visit: Visit, command: Command) -> None:
    """Let those through who could give a command in chat.

    Raises:
        Forbidden: they could not.
    """
    if refusal := check_permission(visit.moderator.request(command), visit.policy):
        raise Forbidden(refusal.reason, refusal.remedy)
