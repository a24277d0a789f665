"""Alerts: their channel, their batches, their pace, and their updates after a decision."""

import asyncio

import pytest

from bot.alerts.alert import Alert
from bot.alerts.batcher import FULL_ALERTS_PER_MESSAGE
from bot.domain.actions import OutcomeResult
from bot.platforms.slack.outbound.alert_sender import AlertSender
from tests.bot.platforms.slack.conftest import Recorder
from tests.bot.platforms.slack.example_alerts import action_ids, make_alert, render_text
from tests.fakes.slack.server import FakeSlack

POST_MESSAGE = "chat.postMessage"


@pytest.fixture
def alerts(recorder: Recorder) -> AlertSender:
    """A sender to the fake, without the second between messages."""
    platform = recorder.platform
    return AlertSender(platform._workspaces, platform._alert_channels, pause=0)


async def test_an_alert_goes_to_the_moderators_without_link_previews_or_mentions(
    club: FakeSlack, recorder: Recorder
) -> None:
    await recorder.platform.alert(make_alert(text="<!channel> https://example.org"))
    message = await club.alert()
    (sent,) = club.calls(POST_MESSAGE)
    assert render_text(message["blocks"]).startswith("🟣 Case 17")
    assert message["text"] == "Case 17: refused: no permission, wanted: delete"
    assert (sent["unfurl_links"], sent["unfurl_media"]) in {("0", "0"), (False, False)}
    assert "example.org" not in str(sent.args)


async def test_alerts_at_once_are_batched_into_one_message_with_the_buttons_of_each(
    club: FakeSlack, alerts: AlertSender
) -> None:
    await asyncio.gather(*(alerts.send(make_alert(n)) for n in range(1, 5)))
    first, rest = club.shown(club.world.moderators)
    assert len(action_ids(first["blocks"])) == 1
    assert [row[0] for row in action_ids(rest["blocks"])] == [f"parley:show:{n}" for n in (2, 3, 4)]
    assert rest["text"] == "3 cases at once"


async def test_a_raid_is_one_message_that_is_edited(club: FakeSlack, alerts: AlertSender) -> None:
    await asyncio.gather(*(alerts.send(make_alert(n)) for n in range(1, 32)))
    first, raid = club.shown(club.world.moderators)
    text = render_text(raid["blocks"])
    assert raid["text"] == "30 cases at once"
    assert "30 refused: no permission" in text
    assert all(f"*{n}*" in text for n in range(12, 32))  # the latest
    place = make_alert().case.message.thread or make_alert().case.message.channel
    assert action_ids(raid["blocks"])[-1][0] == f"parley:all:delete:2-31:{place}"
    assert len(raid["blocks"]) <= 50
    assert FULL_ALERTS_PER_MESSAGE * len(first["blocks"]) <= 50
    await alerts.send(make_alert(32))
    assert len(club.shown(club.world.moderators)) == 2
    assert raid["text"] == "31 cases at once"


async def test_a_raid_in_which_one_case_follows_another_is_one_message_too(
    club: FakeSlack, alerts: AlertSender
) -> None:
    for number in range(1, 12):
        await alerts.send(make_alert(number))
    *single, raid = club.shown(club.world.moderators)
    assert (len(single), raid["text"]) == (10, "One more case")
    await alerts.send(make_alert(12))
    assert raid["text"] == "2 cases at once"


async def test_a_second_lies_between_two_messages_to_a_channel(
    club: FakeSlack, recorder: Recorder, monkeypatch: pytest.MonkeyPatch
) -> None:
    assert recorder.platform._alert_sender._batcher._pause == 1.0  # by Slack's rule; here a tenth
    monkeypatch.setattr(recorder.platform._alert_sender._batcher, "_pause", 0.1)
    for number in (1, 2):
        await recorder.platform.alert(make_alert(number))
    first, second = club.calls(POST_MESSAGE)
    assert second.received_at - first.received_at >= 0.1


@pytest.mark.parametrize("method", [POST_MESSAGE, "users.conversations"])
async def test_a_rate_limited_alert_is_not_waited_for(
    club: FakeSlack, alerts: AlertSender, method: str
) -> None:
    club.api.rate_limits[method] = [0, 0]
    assert (await alerts.send(make_alert())).result is OutcomeResult.LIMITED
    assert (await alerts.send(make_alert())).result is OutcomeResult.DONE
    assert len(club.shown(club.world.moderators)) == 1


async def test_it_finds_its_channel_on_whichever_page_slack_lists_it(
    club: FakeSlack, alerts: AlertSender
) -> None:
    for number in range(205):
        club.world.add_channel(f"room-{number}")
    alerts._channels._configured = ()
    ours = club.world.add_channel("parley", is_private=True)
    await alerts.send(make_alert())
    assert len(club.shown(ours)) == 1


async def test_without_an_alert_channel_an_alert_is_refused_with_the_remedy(
    club: FakeSlack, alerts: AlertSender
) -> None:
    club.world.members[club.world.moderators].discard(club.world.bot["id"])
    outcome = await alerts.send(make_alert())
    assert outcome.result is OutcomeResult.REFUSED
    assert "/invite @Parley" in outcome.remedy


@pytest.mark.parametrize("loss", ["archived", "removed", "gone"])
async def test_an_alert_whose_channel_is_lost_is_not_called_shown(
    club: FakeSlack, alerts: AlertSender, loss: str
) -> None:
    assert (await alerts.send(make_alert(1))).result is OutcomeResult.DONE
    moderators = club.world.channels[club.world.moderators]
    if loss == "archived":
        moderators["is_archived"] = True
    elif loss == "removed":
        club.world.members[club.world.moderators].discard(club.world.bot["id"])
    else:
        del club.world.channels[club.world.moderators]
    assert (await alerts.send(make_alert(2))).result is OutcomeResult.REFUSED
    alerts._channels._configured = ()
    other = club.world.add_channel("parley", is_private=True)
    assert (await alerts.send(make_alert(2))).result is OutcomeResult.DONE
    assert "Case 2" in render_text(club.shown(other)[0]["blocks"])


async def test_two_decisions_in_the_same_message_do_not_undo_each_others_update(
    club: FakeSlack, alerts: AlertSender
) -> None:
    made = [make_alert(n) for n in (1, 2, 3)]
    await asyncio.gather(*map(alerts.send, made))
    decided = [make_decided(alert) for alert in made[1:]]
    await asyncio.gather(*map(alerts.update, decided))
    message = club.shown(club.world.moderators)[1]
    assert action_ids(message["blocks"]) == [["parley:show:2"], ["parley:show:3"]]


async def test_a_number_that_begins_alike_is_another_case(
    club: FakeSlack, alerts: AlertSender
) -> None:
    made = [make_alert(n) for n in (2, 1, 17)]
    await asyncio.gather(*map(alerts.send, made))
    await alerts.update(make_decided(made[1]))
    message = club.shown(club.world.moderators)[1]
    assert [len(row) for row in action_ids(message["blocks"])] == [1, 5]


def make_decided(alert: Alert) -> Alert:
    return make_alert(alert.case.number, buttons=())


async def test_an_update_of_a_remembered_alert_fetches_no_message(
    club: FakeSlack, alerts: AlertSender
) -> None:
    await alerts.send(make_alert())
    await alerts.update(make_decided(make_alert()))
    assert len(club.calls("chat.update")) == 1
    assert club.calls("conversations.history") == []


async def test_an_update_of_a_deleted_alert_logs_no_warning(
    club: FakeSlack, alerts: AlertSender, capsys: pytest.CaptureFixture[str]
) -> None:
    await alerts.send(make_alert())
    club.world.messages[club.world.moderators].clear()
    await alerts.update(make_decided(make_alert()))
    assert "alert not redrawn" not in capsys.readouterr().out
