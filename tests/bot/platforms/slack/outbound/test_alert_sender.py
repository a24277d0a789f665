"""Where moderators are shown what, and how many at a time."""

import asyncio
import time

import pytest

from bot.alerts.alert import Alert
from bot.alerts.batcher import CARDS_PER_MESSAGE
from bot.platforms.slack.outbound.alert_sender import AlertSender, choose_channel
from tests.bot.platforms.slack.conftest import Ears
from tests.bot.platforms.slack.example_alerts import action_ids, make_alert, read
from tests.fakes.slack.server import FakeSlack
from tests.fakes.slack.world import JSON

POST = "chat.postMessage"


@pytest.fixture
def alerts(ears: Ears) -> AlertSender:
    """What shows alerts in the fake, without Slack's pause of a second between messages."""
    return AlertSender(ears.platform._alerts._workspaces, ears.platform._policy.alerts, pause=0)


async def test_an_alert_goes_to_the_moderators_and_unfurls_and_rings_nothing(
    club: FakeSlack, ears: Ears
) -> None:
    await ears.platform.alert(make_alert(text="<!channel> https://example.org"))
    message = await club.alert()
    (sent,) = club.calls(POST)
    assert read(message["blocks"]).startswith("🟣 Case 17")
    assert message["text"] == "Case 17: refused: no permission, wanted: delete"
    assert (sent["unfurl_links"], sent["unfurl_media"]) in {("0", "0"), (False, False)}
    assert "example.org" not in str(sent.args)


async def test_many_at_once_are_gathered_into_one_with_the_buttons_of_each(
    club: FakeSlack, alerts: AlertSender
) -> None:
    await asyncio.gather(*(alerts.show(make_alert(n)) for n in range(1, 5)))
    first, rest = club.shown(club.world.moderators)
    assert len(action_ids(first["blocks"])) == 1
    assert [row[0] for row in action_ids(rest["blocks"])] == [f"parley:show:{n}" for n in (2, 3, 4)]
    assert rest["text"] == "3 cases at once"


async def test_a_flood_becomes_a_list(club: FakeSlack, alerts: AlertSender) -> None:
    await asyncio.gather(*(alerts.show(make_alert(n)) for n in range(1, 32)))
    shown = club.shown(club.world.moderators)
    assert len(shown) == 3  # one at once, then 20 of those that waited, then the others
    text = "\n".join(read(message["blocks"]) for message in shown)
    assert all(f"*{n}*" in text or f"Case {n}:" in text for n in range(1, 32))
    assert all(len(message["blocks"]) <= 50 for message in shown)
    assert CARDS_PER_MESSAGE * len(shown[0]["blocks"]) <= 50


async def test_a_second_lies_between_two_messages_to_a_channel(
    club: FakeSlack, ears: Ears, monkeypatch: pytest.MonkeyPatch
) -> None:
    assert ears.platform._alerts._gathering._pause == 1.0  # by Slack's rule; here a tenth
    monkeypatch.setattr(ears.platform._alerts._gathering, "_pause", 0.1)
    for number in (1, 2):
        await ears.platform.alert(make_alert(number))
    first, second = club.calls(POST)
    assert second.at - first.at >= 0.1


@pytest.mark.parametrize("method", [POST, "users.conversations"])
async def test_where_slack_asks_for_patience_the_alert_comes_later(
    club: FakeSlack, alerts: AlertSender, method: str
) -> None:
    club.web.waits[method] = [0, 0]
    begun = time.monotonic()
    await alerts.show(make_alert())
    assert len(club.shown(club.world.moderators)) == 1
    assert time.monotonic() - begun < 5


def channel(name: str, *, is_private: bool = False) -> JSON:
    return {"id": f"C-{name}", "name": name, "is_private": is_private}


@pytest.mark.parametrize(
    ("channels", "chosen", "found"),
    [
        ([channel("tea"), channel("parley")], ["C-tea"], "C-tea"),
        ([channel("mods", is_private=True), channel("parley-alerts")], [], "C-parley-alerts"),
        ([channel("ask-the-mods"), channel("mod-log", is_private=True)], [], "C-mod-log"),
        ([channel("modern-art", is_private=True), channel("general")], [], None),
        ([channel("parley")], ["C-where-the-bot-is-not"], "C-parley"),
    ],
)
def test_the_owners_choice_goes_before_a_channel_of_the_bots_and_of_moderators(
    channels: list[JSON], chosen: list[str], found: str | None
) -> None:
    assert choose_channel(channels, chosen) == found


async def test_it_finds_its_channel_on_whichever_page_slack_lists_it(
    club: FakeSlack, alerts: AlertSender
) -> None:
    for number in range(205):
        club.world.add_channel(f"room-{number}")
    alerts._chosen = ()
    ours = club.world.add_channel("parley")
    await alerts.show(make_alert())
    assert len(club.shown(ours)) == 1


async def test_where_there_is_none_the_log_says_what_helps(
    club: FakeSlack, alerts: AlertSender, capsys: pytest.CaptureFixture[str]
) -> None:
    club.world.members[club.world.moderators].discard(club.world.bot["id"])
    await alerts.show(make_alert())
    said = capsys.readouterr().out
    assert "no channel for alerts" in said
    assert "/invite @Parley" in said
    assert "buffoon" not in said
    (workspace,) = alerts._workspaces.all()
    await alerts.look_for_channel(workspace)
    assert "no channel for alerts" in capsys.readouterr().out


async def test_a_channel_that_was_lost_is_looked_for_anew(
    club: FakeSlack, alerts: AlertSender, capsys: pytest.CaptureFixture[str]
) -> None:
    await alerts.show(make_alert(1))
    club.world.members[club.world.moderators].discard(club.world.bot["id"])
    other = club.world.add_channel("parley")
    await alerts.show(make_alert(2))
    assert "alerts not shown" in capsys.readouterr().out
    await alerts.show(make_alert(3))
    assert "Case 3" in read(club.shown(other)[0]["blocks"])


async def test_two_who_decide_in_the_same_message_do_not_undo_each_others_drawing(
    club: FakeSlack, alerts: AlertSender
) -> None:
    made = [make_alert(n) for n in (1, 2, 3)]
    await asyncio.gather(*map(alerts.show, made))
    decided = [make_decided(alert) for alert in made[1:]]
    await asyncio.gather(*map(alerts.update, decided))
    message = club.shown(club.world.moderators)[1]
    assert action_ids(message["blocks"]) == [["parley:show:2"], ["parley:show:3"]]


async def test_a_number_that_begins_alike_is_another_case(
    club: FakeSlack, alerts: AlertSender
) -> None:
    made = [make_alert(n) for n in (2, 1, 17)]
    await asyncio.gather(*map(alerts.show, made))
    await alerts.update(make_decided(made[1]))
    message = club.shown(club.world.moderators)[1]
    assert [len(row) for row in action_ids(message["blocks"])] == [1, 5]


def make_decided(alert: Alert) -> Alert:
    return make_alert(alert.case.number, buttons=())


async def test_what_it_posted_itself_it_need_not_ask_for(
    club: FakeSlack, alerts: AlertSender
) -> None:
    await alerts.show(make_alert())
    await alerts.update(make_decided(make_alert()))
    assert len(club.calls("chat.update")) == 1
    assert club.calls("conversations.history") == []


async def test_an_alert_that_is_gone_is_nothing_to_warn_of(
    club: FakeSlack, alerts: AlertSender, capsys: pytest.CaptureFixture[str]
) -> None:
    await alerts.show(make_alert())
    club.world.messages[club.world.moderators].clear()
    await alerts.update(make_decided(make_alert()))
    assert "alert not redrawn" not in capsys.readouterr().out
