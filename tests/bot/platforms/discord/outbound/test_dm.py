"""Direct messages to members, and what stands in for them."""

from bot.domain.actions import Action, Outcome, OutcomeResult
from bot.platforms.discord.outbound.dm import MemberNotifier
from bot.runtime.unrecorded_steps import UnrecordedSteps
from tests.bot.platforms.discord.conftest import MESSAGES, Recorder
from tests.bot.platforms.discord.example_actions import make_enforcement, receive_message
from tests.fakes.discord.requests import CANNOT_SEND_TO_USER
from tests.fakes.discord.server import FakeDiscord


async def test_a_warning_is_a_direct_message_with_an_appeal_button(
    club: FakeDiscord, recorder: Recorder
) -> None:
    message = await receive_message(club, recorder)
    outcome = await recorder.platform.enforce(
        make_enforcement(Action.WARN, message, with_notice=True)
    )
    assert outcome == Outcome.done(Action.WARN)
    dm = club.world.open_dm(message.author.id)["id"]
    (shown,) = club.shown(dm)
    assert shown["embeds"][0]["title"] == "Your message was removed"
    assert shown["embeds"][0]["fields"][0]["value"] == "||you buffoon||"
    assert shown["components"][0]["components"][0]["custom_id"] == "parley:appeal:7"


async def test_with_direct_messages_closed_a_warning_is_posted_in_the_channel(
    club: FakeDiscord, recorder: Recorder
) -> None:
    club.rest.refuse("POST", "/users/@me/channels", CANNOT_SEND_TO_USER)
    message = await receive_message(club, recorder)
    outcome = await recorder.platform.enforce(
        make_enforcement(Action.WARN, message, with_notice=True)
    )
    assert (outcome.result, outcome.action) == (OutcomeResult.DONE, Action.WARN)
    assert "in the channel" in outcome.reason
    shown = club.shown(club.world.general)[-1]
    assert shown["content"] == f"<@{message.author.id}>"
    assert "buffoon" not in str(shown["embeds"])
    (sent,) = club.requests("POST", MESSAGES)
    assert sent.body["allowed_mentions"]["users"] == [int(message.author.id)]


async def test_closed_direct_messages_are_tried_again_after_ten_minutes(
    club: FakeDiscord, recorder: Recorder
) -> None:
    club.rest.refuse("POST", "/users/@me/channels", CANNOT_SEND_TO_USER)
    message = await receive_message(club, recorder)
    notice = make_enforcement(Action.WARN, message, with_notice=True).notice
    assert notice
    clock = [0.0]
    notifier = MemberNotifier(recorder.platform._client, timer=lambda: clock[0])
    for seconds, requests in ((0.0, 1), (599.0, 1), (600.0, 2)):
        clock[0] = seconds
        assert (await notifier.notify(notice, UnrecordedSteps())).result is OutcomeResult.REFUSED
        assert len(club.requests("POST", "/users/@me/channels")) == requests
