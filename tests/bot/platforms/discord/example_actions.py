"""Example messages, and enforcements on them."""

from bot.domain.actions import Action, Enforcement
from bot.domain.message import Message
from bot.domain.notice import Notice
from tests.bot.platforms.discord.conftest import Recorder
from tests.fakes.discord.server import FakeDiscord


async def receive_message(club: FakeDiscord, recorder: Recorder, **fields: object) -> Message:
    """Write a message by kim, and return it as the platform submits it."""
    await club.say("you buffoon", **fields)
    await recorder.until(len(recorder.messages) + 1)
    return recorder.messages[-1]


def make_enforcement(action: Action, message: Message, *, with_notice: bool = False) -> Enforcement:
    """Make the enforcement of case 7, with a notice to the author if asked."""
    notice = Notice(message, 7, "Your message was removed", ("insult",), "you buffoon")
    return Enforcement(action, message, "case 7: insult", notice if with_notice else None)
