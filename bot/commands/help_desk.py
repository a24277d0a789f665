"""The answer to a member who writes to the bot itself: what it is, how to report, how to appeal."""

from bot.commands.context import CommandContext
from bot.commands.home import ABOUT, APPEAL, REPORT
from bot.domain.phrases import Phrase
from bot.interactions.replies import Reply
from bot.interactions.requests import AskForHelp

_NO_PERSON = Phrase(
    "Moderators do not read what you write to me. If you need a person, or somebody is in danger, write to one "
    "of them."
)


async def answer_member(_context: CommandContext, _command: AskForHelp) -> Reply:
    """Say what the bot is and does for a member."""
    return Reply.of(Phrase("I am Parley, a program"), ABOUT, REPORT, APPEAL, _NO_PERSON)
