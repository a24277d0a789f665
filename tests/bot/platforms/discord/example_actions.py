"""Deeds to try on what somebody has said."""

from bot.domain.actions import Action, Enforcement
from bot.domain.message import Message
from bot.domain.notice import Notice
from tests.bot.platforms.discord.conftest import Ears
from tests.fakes.discord.server import FakeDiscord


async def hear(club: FakeDiscord, ears: Ears, **fields: object) -> Message:
    """A message of kim's, as the platform brings it."""
    await club.say("you buffoon", **fields)
    await ears.until(len(ears.messages) + 1)
    return ears.messages[-1]


def make_deed(action: Action, message: Message, *, is_told: bool = False) -> Enforcement:
    """What the policy of case 7 asks for; `is_told`: with a notice to its author."""
    notice = Notice(message, 7, "Your message was removed", ("insult",), "you buffoon")
    return Enforcement(action, message, "case 7: insult", notice if is_told else None)
