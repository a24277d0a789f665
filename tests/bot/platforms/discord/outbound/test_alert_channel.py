"""Choice of the channel for alerts: private to moderators, or named in the policy."""

from typing import Any

import pytest
from discord import Permissions

from bot.domain.actions import Outcome, OutcomeResult
from tests.bot.platforms.discord.conftest import MESSAGES, Recorder
from tests.bot.platforms.discord.example_alerts import make_alert
from tests.fakes.discord.payloads import FORUM, JSON, VOICE, make_role
from tests.fakes.discord.server import FakeDiscord

NEWS = 5
"""Type of an announcement channel."""

SEEN = str(Permissions(view_channel=True).value)


async def add_channel(
    club: FakeDiscord, name: str, *, seen_by: tuple[JSON, ...] = (), **fields: Any
) -> str:
    """Add a hidden channel, seen by these overwrites too, dispatch its event, and return its id."""
    overwrites = [*club.world.hidden_overwrites(), *seen_by]
    channel = club.world.add_channel(name, overwrites=overwrites, **fields)
    await club.gateway.dispatch("CHANNEL_CREATE", club.world.channels[channel])
    return channel


async def add_public_channel(club: FakeDiscord, name: str) -> str:
    """Add a channel that everybody can read."""
    channel = club.world.add_channel(name)
    await club.gateway.dispatch("CHANNEL_CREATE", club.world.channels[channel])
    return channel


def seen_by(target: str, *, kind: int = 0) -> JSON:
    """Make the overwrite with which a role (0) or a member (1) sees a channel."""
    return {"id": target, "type": kind, "allow": SEEN, "deny": "0"}


async def delete_moderators(club: FakeDiscord) -> None:
    await club.gateway.dispatch("CHANNEL_DELETE", club.world.channels[club.world.moderators])


async def send_alert(club: FakeDiscord, recorder: Recorder) -> Outcome:
    """Send an alert once all events before it have come."""
    await club.say("hello")
    await recorder.until(1)
    return await recorder.platform.alert(make_alert(club))


async def alert_channel(club: FakeDiscord, recorder: Recorder) -> str:
    """Send an alert, and return the id of the channel that it went to."""
    assert (await send_alert(club, recorder)).result is OutcomeResult.DONE
    return (await club.request("POST", MESSAGES)).ids["channel"]


def name_in_policy(recorder: Recorder, *channels: str) -> None:
    recorder.platform._alert_sender._configured = channels


async def test_a_channel_of_the_policy_goes_first(club: FakeDiscord, recorder: Recorder) -> None:
    tea = await add_channel(club, "tea")
    await add_channel(club, "parley")
    name_in_policy(recorder, tea)
    assert await alert_channel(club, recorder) == tea


async def test_else_a_channel_called_parley_is_taken(club: FakeDiscord, recorder: Recorder) -> None:
    parley = await add_channel(club, "parley-alerts")
    assert await alert_channel(club, recorder) == parley


async def test_else_a_hidden_channel_with_a_moderators_name_is_taken(
    club: FakeDiscord, recorder: Recorder
) -> None:
    await add_public_channel(club, "ask-the-mods")
    await add_channel(club, "modern-art")
    assert await alert_channel(club, recorder) == club.world.moderators


@pytest.mark.parametrize("kind", ["safety_alerts", "public_updates"])
async def test_else_a_channel_that_discord_has_for_moderators_is_taken(
    club: FakeDiscord, recorder: Recorder, kind: str
) -> None:
    tea = await add_channel(club, "tea")
    await delete_moderators(club)
    guild = {**club.world.guilds[club.world.guild], f"{kind}_channel_id": tea}
    del guild["channels"]
    await club.gateway.dispatch("GUILD_UPDATE", guild)
    assert await alert_channel(club, recorder) == tea


async def test_a_public_channel_with_the_bots_name_never_wins(
    club: FakeDiscord, recorder: Recorder
) -> None:
    await add_public_channel(club, "parley-questions")
    assert await alert_channel(club, recorder) == club.world.moderators


async def test_a_channel_that_verified_members_see_is_not_taken(
    club: FakeDiscord, recorder: Recorder
) -> None:
    verified = make_role(club.world.make_id(), "Verified", Permissions(), position=1)
    await club.gateway.dispatch(
        "GUILD_ROLE_CREATE", {"guild_id": club.world.guild, "role": verified}
    )
    await delete_moderators(club)
    await add_channel(club, "ask-the-mods", seen_by=(seen_by(verified["id"]),))
    assert (await send_alert(club, recorder)).result is OutcomeResult.REFUSED


@pytest.mark.parametrize("is_moderator", [True, False])
async def test_a_member_who_sees_a_channel_must_be_a_moderator(
    club: FakeDiscord, recorder: Recorder, *, is_moderator: bool
) -> None:
    await delete_moderators(club)
    member = club.world.mona if is_moderator else club.world.kim
    parley = await add_channel(club, "parley", seen_by=(seen_by(member["id"], kind=1),))
    outcome = await send_alert(club, recorder)
    assert outcome.is_in_force == is_moderator
    assert len(club.shown(parley)) == is_moderator


async def test_an_announcement_channel_that_others_may_follow_is_not_taken(
    club: FakeDiscord, recorder: Recorder
) -> None:
    await add_channel(club, "parley", type=NEWS)
    assert await alert_channel(club, recorder) == club.world.moderators


async def test_without_a_channel_an_alert_is_refused_with_the_remedy(
    club: FakeDiscord, recorder: Recorder
) -> None:
    await delete_moderators(club)
    outcome = await send_alert(club, recorder)
    assert outcome.result is OutcomeResult.REFUSED
    assert 'make a private channel called "parley"' in outcome.remedy


async def test_a_thread_and_a_voice_channel_of_the_policy_are_used(
    club: FakeDiscord, recorder: Recorder
) -> None:
    thread = club.world.add_thread("cases", parent=club.world.moderators)
    await club.gateway.dispatch("THREAD_CREATE", thread)
    voice = await add_channel(club, "talk", type=VOICE)
    name_in_policy(recorder, thread["id"])
    assert await alert_channel(club, recorder) == thread["id"]
    recorder.platform._alert_sender.note_all()
    name_in_policy(recorder, voice)
    await recorder.platform.alert(make_alert(club, 18))
    assert len(club.shown(voice)) == 1


@pytest.mark.parametrize("kind", ["forum", "unknown", "words"])
async def test_what_the_policy_names_is_used_or_refused_never_another_channel(
    club: FakeDiscord, recorder: Recorder, kind: str
) -> None:
    forum = await add_channel(club, "posts", type=FORUM)
    named = {"forum": forum, "unknown": "17", "words": "#moderators"}[kind]
    name_in_policy(recorder, named)
    outcome = await send_alert(club, recorder)
    assert outcome.result is OutcomeResult.REFUSED
    assert "the policy names" in outcome.reason
    assert club.shown(club.world.moderators) == []


async def test_a_public_channel_of_the_policy_is_used_and_warned_about(
    club: FakeDiscord, recorder: Recorder, capsys: pytest.CaptureFixture[str]
) -> None:
    tea = await add_public_channel(club, "tea")
    name_in_policy(recorder, tea)
    assert await alert_channel(club, recorder) == tea
    recorder.platform._alert_sender.note_all()
    assert (await recorder.platform.next_alert_channel()).outcome.is_in_force
    assert "others than moderators can read it" in capsys.readouterr().out
