"""Actions: the calls of the Web API, and the outcomes of their responses."""

from dataclasses import replace

import pytest

from bot.domain.actions import Action, Enforcement, Outcome, OutcomeResult
from bot.domain.message import Message
from bot.domain.notice import Notice
from bot.domain.policy import LabelRule, Mode, Policy
from bot.platforms.slack.connection.tokens import APP, BOT, USER
from bot.platforms.slack.outbound.actions import _UNSUPPORTED
from bot.platforms.slack.platform import Slack
from bot.runtime.platform_stats import PlatformStats
from bot.store.cases import Cases
from classifier import Label
from tests.bot.conftest import Capture
from tests.bot.platforms.slack.conftest import Recorder, StartBot
from tests.fakes.slack.server import FakeSlack
from tests.fakes.slack.world import APP_TOKEN, BOT_TOKEN, USER_TOKEN


async def post_and_receive(club: FakeSlack, recorder: Recorder, **fields: object) -> Message:
    """Post a message of kim's, and return it as the platform submits it."""
    await club.say("you buffoon", **fields)
    await recorder.until(len(recorder.messages) + 1)
    return recorder.messages[-1]


def make_enforcement(
    action: Action, message: Message, *, with_notice: bool = False, **more: object
) -> Enforcement:
    notice = Notice(message, 7, "Your message was removed", ("insult",), "you buffoon")
    enforcement = Enforcement(action, message, "case 7: insult", notice if with_notice else None)
    return replace(enforcement, **more)  # type: ignore[arg-type]


async def test_the_administrators_token_deletes_and_a_missing_message_is_gone(
    club: FakeSlack, recorder: Recorder
) -> None:
    message = await post_and_receive(club, recorder)
    enforcement = make_enforcement(Action.DELETE, message, with_notice=True)
    assert await recorder.platform.enforce(enforcement) == Outcome.done(Action.DELETE)
    assert await recorder.platform.enforce(enforcement) == Outcome.gone(Action.DELETE)
    assert {call.token for call in club.calls("chat.delete")} == {USER_TOKEN}
    assert club.shown(club.world.general) == []
    direct = club.world.open_direct(message.author.id)
    assert len(club.shown(direct)) == 2  # who deleted it first does not matter to its author


async def test_all_parts_of_a_split_message_and_of_a_long_one_are_deleted(
    club: FakeSlack, recorder: Recorder
) -> None:
    first = await club.say("you")
    await recorder.until(1)
    second = await post_and_receive(club, recorder)
    gone = club.world.make_ts()
    whole = replace(second, id=f"{second.id}/2", parts=(first["ts"], gone, second.id))
    outcome = await recorder.platform.enforce(make_enforcement(Action.DELETE, whole))
    assert outcome == Outcome.done(Action.DELETE)
    asked = [call["ts"] for call in club.calls("chat.delete")]
    assert asked == [first["ts"], gone, second.id]


async def test_a_kick_is_told_once_it_is_done_and_is_refused_in_the_general_channel(
    club: FakeSlack, recorder: Recorder
) -> None:
    tea = club.world.add_channel("tea")
    message = await post_and_receive(club, recorder, channel=tea)
    enforcement = make_enforcement(Action.KICK, message, with_notice=True)
    assert await recorder.platform.enforce(enforcement) == Outcome.done(Action.KICK)
    assert message.author.id not in club.world.members[tea]
    methods = [call.method for call in club.api.calls]
    assert methods.index("conversations.kick") < methods.index("chat.postMessage")
    assert (await recorder.platform.enforce(enforcement)).result is OutcomeResult.GONE
    general = await post_and_receive(club, recorder)
    outcome = await recorder.platform.enforce(make_enforcement(Action.KICK, general))
    assert (outcome.result, outcome.action) == (OutcomeResult.DONE, Action.DELETE)
    assert "whole workspace" in outcome.reason


async def test_a_moderators_kick_leaves_the_message(club: FakeSlack, recorder: Recorder) -> None:
    message = await post_and_receive(club, recorder, channel=club.world.add_channel("tea"))
    outcome = await recorder.platform.enforce(
        make_enforcement(Action.KICK, message, deletes_message=False)
    )
    assert outcome == Outcome.done(Action.KICK)
    assert club.calls("chat.delete") == []


async def test_a_direct_message_cannot_be_deleted(club: FakeSlack, recorder: Recorder) -> None:
    direct = club.world.open_direct(club.world.kim["id"])
    message = await post_and_receive(club, recorder, channel=direct)
    outcome = await recorder.platform.enforce(make_enforcement(Action.DELETE, message))
    assert outcome.result is OutcomeResult.REFUSED
    assert "direct message" in outcome.reason
    assert outcome.remedy.startswith("Warn them; an administrator of the workspace can")
    assert Action.DELETE not in recorder.platform.supported_on(message)
    assert Action.WARN in recorder.platform.supported_on(message)


REFUSALS: dict[str, tuple[str, str]] = {
    "chat.delete": ("cant_delete_message", "Message Editing and Deletion"),
    "chat.delete ": ("compliance_exports_prevent_deletion", "warning"),
    "chat.delete  ": ("channel_not_found", "/invite @Parley"),
    "chat.delete   ": ("token_revoked", "doctor"),
    "chat.delete    ": ("account_inactive", "doctor"),
    "chat.delete     ": ("some_new_word", "its log has Slack's code"),
    "conversations.kick": ("restricted_action", "Permissions"),
    "conversations.kick ": ("method_not_supported_for_channel_type", ""),
}


@pytest.mark.parametrize("method", REFUSALS)
async def test_an_error_of_slack_is_a_refusal_with_its_remedy(
    club: FakeSlack, recorder: Recorder, method: str
) -> None:
    error, remedy = REFUSALS[method]
    message = await post_and_receive(club, recorder)
    club.api.refuse(method.strip(), error)
    action = Action.DELETE if method.startswith("chat") else Action.KICK
    outcome = await recorder.platform.enforce(
        make_enforcement(action, message, deletes_message=False)
    )
    assert (outcome.result, outcome.action) == (OutcomeResult.REFUSED, Action.NONE)
    assert outcome.reason
    assert remedy in outcome.remedy


SLACK_CODES = (
    "cant_delete_message",
    "invalid_blocks",
    "is_archived",
    "not_allowed_token_type",
    "restricted_action_thread_locked",
    "some_new_word",
    "team_access_not_granted",
    "user_is_bot",
)


@pytest.mark.parametrize("code", SLACK_CODES)
async def test_every_code_has_words_and_a_remedy_and_not_the_code(
    club: FakeSlack, recorder: Recorder, code: str
) -> None:
    message = await post_and_receive(club, recorder)
    club.api.refuse("chat.delete", code)
    outcome = await recorder.platform.enforce(make_enforcement(Action.DELETE, message))
    assert outcome.result is OutcomeResult.REFUSED
    assert outcome.remedy.endswith(".")
    assert code not in f"{outcome.reason} {outcome.remedy}"
    del club.api.refusals["chat.delete"]
    again = await recorder.platform.enforce(make_enforcement(Action.DELETE, message))
    assert again == Outcome.done(Action.DELETE)


async def test_who_has_left_the_channel_is_not_mistaken_for_a_bot_that_is_not_in_it(
    club: FakeSlack, recorder: Recorder
) -> None:
    message = await post_and_receive(club, recorder, channel=club.world.add_channel("tea"))
    kick = make_enforcement(Action.KICK, message, deletes_message=False)
    members = club.world.members[message.channel]
    members.remove(message.author.id)
    outcome = await recorder.platform.enforce(kick)
    assert outcome == Outcome.gone(Action.KICK, "the author has left the channel")
    members.remove(club.world.bot["id"])
    outcome = await recorder.platform.enforce(kick)
    assert (outcome.result, outcome.reason) == (
        OutcomeResult.REFUSED,
        "Parley is not in the channel",
    )


async def test_of_a_message_that_was_deleted_it_is_not_said_that_it_was_gone(
    club: FakeSlack, recorder: Recorder
) -> None:
    message = await post_and_receive(club, recorder, channel=club.world.add_channel("tea"))
    club.world.members[message.channel].remove(message.author.id)
    outcome = await recorder.platform.enforce(make_enforcement(Action.KICK, message))
    assert (outcome.result, outcome.action) == (OutcomeResult.DONE, Action.DELETE)
    assert outcome.reason == "the author has left the channel"


async def test_a_missing_scope_is_named(club: FakeSlack, recorder: Recorder) -> None:
    message = await post_and_receive(club, recorder)
    bot = club.world.tokens[BOT_TOKEN]
    bot.scopes -= {"channels:manage"}
    outcome = await recorder.platform.enforce(
        make_enforcement(Action.KICK, message, deletes_message=False)
    )
    assert outcome.reason == "no scope: channels:manage"
    assert "install the app again" in outcome.remedy


async def test_an_unexpected_error_code_is_logged_and_shown_in_the_alert(
    club: FakeSlack, start_bot: StartBot, cases: Cases, capture: Capture
) -> None:
    club.api.refuse("chat.delete", "invalid_arguments")
    await start_bot()
    await club.say("you buffoon")
    assert "Case 1: refused: Slack did not understand what Parley sent" in str(await club.alert())
    assert "not understood by slack" in capture.text
    found = await cases.find(1)
    assert found
    assert found.outcome


async def test_a_first_429_is_waited_out(club: FakeSlack, recorder: Recorder) -> None:
    message = await post_and_receive(club, recorder)
    club.api.rate_limits["chat.delete"] = [0]
    assert await recorder.platform.enforce(
        make_enforcement(Action.DELETE, message)
    ) == Outcome.done(Action.DELETE)
    assert len(club.calls("chat.delete")) == 2


async def test_a_second_429_is_an_outcome_with_its_wait(
    club: FakeSlack, recorder: Recorder
) -> None:
    message = await post_and_receive(club, recorder)
    club.api.rate_limits["chat.delete"] = [0, 120]
    outcome = await recorder.platform.enforce(make_enforcement(Action.DELETE, message))
    assert outcome == Outcome.limited(120.0)


@pytest.mark.parametrize("status", [500, 503])
async def test_a_server_error_of_slack_counts_as_rate_limited(
    club: FakeSlack, recorder: Recorder, status: int
) -> None:
    message = await post_and_receive(club, recorder)
    club.api.broken_statuses["chat.delete"] = status
    outcome = await recorder.platform.enforce(make_enforcement(Action.DELETE, message))
    assert outcome.result is OutcomeResult.LIMITED


POLICIES = {
    action: Policy(mode=Mode.ENFORCE, labels={Label.INSULT: LabelRule(action=action)})
    for action in (Action.DELETE, Action.TIMEOUT, Action.KICK, Action.BAN)
}


ALERT_TEXTS: dict[str, tuple[Action, str, tuple[str, ...]]] = {
    "no token": (
        Action.DELETE,
        USER,
        ("warned: only an administrator may delete", "wanted: delete", "Set SLACK_USER_TOKEN"),
    ),
    "no timeouts and no token": (
        Action.TIMEOUT,
        USER,
        ("warned: Slack has no timeouts", "wanted: timeout"),
    ),
    "no timeouts": (Action.TIMEOUT, "", ("deleted: Slack has no timeouts", "wanted: timeout")),
    "no bans": (Action.BAN, "", ("kicked: Slack lets no bot", "wanted: ban", "Manage members")),
    "half of it": (Action.KICK, USER, ("but the message stays", "Set SLACK_USER_TOKEN")),
}


@pytest.mark.parametrize("lack", ALERT_TEXTS)
async def test_the_alert_names_the_wanted_action_the_one_taken_and_the_remedy(
    club: FakeSlack, start_bot: StartBot, lack: str
) -> None:
    action, without, texts = ALERT_TEXTS[lack]
    await start_bot(POLICIES[action], without=without)
    tea = club.world.add_channel("tea")
    await club.say("you buffoon", channel=tea)
    shown = str(await club.alert())
    assert [text for text in texts if text not in shown] == []


async def test_a_revoked_administrators_token_ends_no_bot_and_is_named_in_the_alert(
    club: FakeSlack, start_bot: StartBot
) -> None:
    running = await start_bot()
    club.world.tokens[USER_TOKEN].error = "token_revoked"
    posted = await club.say("you buffoon")
    shown = str(await club.alert())
    assert "refused: Slack no longer takes the token" in shown
    assert club.shown(club.world.general) == [posted]
    assert not running.task.done()


def test_every_action_that_slack_may_not_support_has_a_reason_and_a_remedy() -> None:
    tokens = {BOT: BOT_TOKEN, APP: APP_TOKEN}
    slack = Slack(tokens, policy=Policy(), stats=PlatformStats("slack"))
    assert set(_UNSUPPORTED) == set(Action) - set(slack.supported)
