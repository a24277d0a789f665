"""Alerts that moderators are shown."""

import asyncio
from dataclasses import replace

import pytest
from discord import Embed

from bot.domain.actions import OutcomeResult
from tests.bot.platforms.discord.conftest import MESSAGES, Recorder
from tests.bot.platforms.discord.example_alerts import ALL, custom_ids, make_alert
from tests.fakes.discord.requests import (
    MISSING_ACCESS,
    MISSING_PERMISSIONS,
    UNKNOWN_CHANNEL,
    Answer,
)
from tests.fakes.discord.server import FakeDiscord


async def test_an_alert_says_all_that_a_moderator_needs(
    club: FakeDiscord, recorder: Recorder
) -> None:
    await recorder.platform.alert(make_alert(club))
    message = await club.alert()
    (embed,) = message["embeds"]
    fields = {field["name"]: field["value"] for field in embed["fields"]}
    assert embed["title"] == "Case 17: refused: no permission, wanted: delete"
    assert embed["description"] == "||you **buffoon**||"
    assert "2 strikes in 30 days" in fields["Author"]
    assert "https://discord.com/channels/1/2/3" in fields["Where"]
    assert "insult" in fields["Scores"]
    assert "0.95" in fields["Scores"]
    assert "act 0.90" in fields["Scores"]
    assert fields["Note"] == "reported by mona\nGive it."
    assert custom_ids(message) == [[f"parley:{button}:17" for button in ALL]]
    (sent,) = club.requests("POST", MESSAGES)
    assert sent.body["allowed_mentions"] == {"parse": [], "roles": []}


@pytest.mark.parametrize(
    ("text", "shown"),
    [
        ("a ||b|| c", "||a \\|\\|b\\|\\| c||"),
        ("**bold** _x_", "||\\*\\*bold\\*\\* \\_x\\_||"),
        ("@everyone <@1>", "||@\u200beveryone <\u200b@\u200b1>||"),
        ("", "*(nothing to read)*"),
    ],
)
async def test_no_markup_in_a_text_ends_the_spoiler_or_mentions_anyone(
    club: FakeDiscord, recorder: Recorder, text: str, shown: str
) -> None:
    await recorder.platform.alert(make_alert(club, text=text))
    assert (await club.alert())["embeds"][0]["description"] == shown


async def test_a_text_of_any_length_fits_into_an_embed(
    club: FakeDiscord, recorder: Recorder
) -> None:
    await asyncio.gather(
        *(recorder.platform.alert(make_alert(club, n, text="*" * 9_000)) for n in range(5))
    )
    for message in club.shown(club.world.moderators):
        assert sum(len(Embed.from_dict(embed)) for embed in message["embeds"]) <= 6_000


async def test_alerts_at_once_are_batched_with_a_row_of_buttons_each(
    club: FakeDiscord, recorder: Recorder
) -> None:
    await asyncio.gather(*(recorder.platform.alert(make_alert(club, n)) for n in range(1, 5)))
    first, rest = club.shown(club.world.moderators)
    assert [len(first["embeds"]), len(rest["embeds"])] == [1, 3]
    assert [row[0] for row in custom_ids(rest)] == [f"parley:delete:{n}" for n in (2, 3, 4)]
    assert rest["components"][0]["components"][0]["label"] == "Delete 2"


async def test_a_raid_is_one_message_that_is_edited(club: FakeDiscord, recorder: Recorder) -> None:
    await asyncio.gather(*(recorder.platform.alert(make_alert(club, n)) for n in range(1, 32)))
    first, raid = club.shown(club.world.moderators)
    assert first["embeds"][0]["title"].startswith("Case 1:")
    (embed,) = raid["embeds"]
    assert embed["title"] == "30 cases at once"
    assert f"In <#{club.world.general}>: 30 refused: no permission" in embed["description"]
    assert all(f"**{n}** " in embed["description"] for n in range(12, 32))  # the latest
    await recorder.platform.alert(make_alert(club, 32))
    (embed,) = raid["embeds"]
    assert embed["title"] == "31 cases at once"
    assert len(club.shown(club.world.moderators)) == 2


async def test_a_raid_in_which_one_case_follows_another_is_one_message_too(
    club: FakeDiscord, recorder: Recorder
) -> None:
    for number in range(1, 15):
        await recorder.platform.alert(make_alert(club, number))
    *single, raid = club.shown(club.world.moderators)
    assert len(single) == 10
    (embed,) = raid["embeds"]
    assert embed["title"] == "4 cases at once"
    assert f"In <#{club.world.general}>: 4 refused: no permission" in embed["description"]


async def test_cases_of_many_channels_one_after_another_are_no_raid(
    club: FakeDiscord, recorder: Recorder
) -> None:
    for number in range(1, 15):
        alert = make_alert(club, number)
        channel = club.world.add_channel(f"room-{number}")
        message = replace(alert.case.message, channel=channel, thread=None)
        await recorder.platform.alert(replace(alert, case=replace(alert.case, message=message)))
    assert len(club.shown(club.world.moderators)) == 14


async def test_a_raid_whose_message_is_gone_gets_another(
    club: FakeDiscord, recorder: Recorder
) -> None:
    await asyncio.gather(*(recorder.platform.alert(make_alert(club, n)) for n in range(1, 9)))
    _, raid = club.shown(club.world.moderators)
    del club.world.messages[club.world.moderators][raid["id"]]
    await recorder.platform.alert(make_alert(club, 9))
    _, another = club.shown(club.world.moderators)
    assert "**9** " in another["embeds"][0]["description"]


async def test_each_channel_of_a_raid_has_its_own_message(
    club: FakeDiscord, recorder: Recorder
) -> None:
    lobby = club.world.add_channel("lobby")
    alerts = [make_alert(club, n) for n in range(1, 14)]
    for alert in alerts[7:]:
        case = alert.case
        moved = replace(case, message=replace(case.message, channel=lobby, thread=None))
        alerts[case.number - 1] = replace(alert, case=moved)
    await asyncio.gather(*map(recorder.platform.alert, alerts))
    titles = [m["embeds"][0]["title"] for m in club.shown(club.world.moderators)[1:]]
    assert titles == ["6 cases at once", "6 cases at once"]


async def test_an_alert_that_is_rate_limited_is_sent_later(
    club: FakeDiscord, recorder: Recorder
) -> None:
    club.rest.limits.waits["POST", MESSAGES] = [0.01]
    await recorder.platform.alert(make_alert(club))
    assert len(club.shown(club.world.moderators)) == 1


@pytest.mark.parametrize(
    ("answer", "remedy"),
    [(MISSING_PERMISSIONS, "Send Messages"), (MISSING_ACCESS, ""), (UNKNOWN_CHANNEL, "parley")],
)
async def test_an_alert_that_is_refused_is_not_called_shown(
    club: FakeDiscord, recorder: Recorder, answer: Answer, remedy: str
) -> None:
    club.rest.refuse("POST", MESSAGES, answer)
    outcome = await recorder.platform.alert(make_alert(club))
    assert outcome.result is OutcomeResult.REFUSED
    assert remedy in outcome.remedy
    del club.rest.refusals["POST", MESSAGES]
    assert (await recorder.platform.alert(make_alert(club))).result is OutcomeResult.DONE


async def test_an_alert_is_not_waited_for_while_discord_asks_to_wait_for_minutes(
    club: FakeDiscord, recorder: Recorder
) -> None:
    club.rest.limits.waits["POST", MESSAGES] = [580.0]
    outcome = await recorder.platform.alert(make_alert(club))
    assert (outcome.result, outcome.retry_after) == (OutcomeResult.LIMITED, 580.0)
