"""How somebody is told that they were warned."""

from bot.domain.actions import Action, Outcome, OutcomeResult
from tests.bot.platforms.discord.conftest import MESSAGES, Ears
from tests.bot.platforms.discord.example_actions import hear, make_deed
from tests.fakes.discord.rest import (
    CANNOT_SEND_TO_USER,
)
from tests.fakes.discord.server import FakeDiscord


async def test_a_warning_comes_as_a_direct_message_with_a_way_to_appeal(
    club: FakeDiscord, ears: Ears
) -> None:
    message = await hear(club, ears)
    outcome = await ears.platform.enforce(make_deed(Action.WARN, message, is_told=True))
    assert outcome == Outcome.done(Action.WARN)
    direct = club.world.open_direct_channel(message.author.id)["id"]
    (shown,) = club.shown(direct)
    assert shown["embeds"][0]["title"] == "Your message was removed"
    assert shown["embeds"][0]["fields"][0]["value"] == "||you buffoon||"
    assert shown["components"][0]["components"][0]["custom_id"] == "parley:appeal:7"


async def test_where_direct_messages_are_closed_a_warning_is_shown_in_passing(
    club: FakeDiscord, ears: Ears
) -> None:
    club.rest.refuse("POST", "/users/@me/channels", CANNOT_SEND_TO_USER)
    message = await hear(club, ears)
    outcome = await ears.platform.enforce(make_deed(Action.WARN, message, is_told=True))
    assert (outcome.result, outcome.action) == (OutcomeResult.DONE, Action.WARN)
    assert "in the channel" in outcome.reason
    shown = club.shown(club.world.general)[-1]
    assert shown["content"] == f"<@{message.author.id}>"
    assert "buffoon" not in str(shown["embeds"])
    (sent,) = club.requests("POST", MESSAGES)
    assert sent.body["allowed_mentions"]["users"] == [int(message.author.id)]


async def test_who_has_closed_their_direct_messages_is_not_written_to_again_for_a_while(
    club: FakeDiscord, ears: Ears
) -> None:
    club.rest.refuse("POST", "/users/@me/channels", CANNOT_SEND_TO_USER)
    for _ in range(3):
        message = await hear(club, ears)
        assert (await ears.platform.enforce(make_deed(Action.WARN, message, is_told=True))).reason
    assert len(club.requests("POST", "/users/@me/channels")) == 1
