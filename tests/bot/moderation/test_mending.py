"""Lines of what was mended: nothing is promised that was not done."""

from bot.domain.actions import Action, Outcome, OutcomeResult
from bot.moderation.mending import mended_lines

DONE = Outcome.done(Action.NONE)
STAYS = Outcome(OutcomeResult.DONE, reason="the ban stays: it was not set in this case")
BOTH = (Action.TIMEOUT, Action.BAN)


def test_a_lifted_ban_is_told_and_a_kick_is_not_called_undone() -> None:
    (ban,) = mended_lines([Action.BAN], DONE, reversible=BOTH)
    assert ban.startswith("You are no longer banned")
    (kick,) = mended_lines([Action.KICK], DONE, reversible=BOTH)
    assert kick == "You can join here again with an invitation."


def test_of_what_stays_nothing_is_promised() -> None:
    assert mended_lines([Action.BAN], STAYS, reversible=BOTH) == ()
    assert mended_lines([Action.TIMEOUT], DONE, reversible=()) == ()


def test_a_message_that_is_still_there_is_not_called_lost() -> None:
    assert mended_lines([Action.WARN], DONE, reversible=BOTH) == ()
    (lost,) = mended_lines([Action.DELETE], DONE, reversible=BOTH)
    assert "cannot be brought back" in lost
