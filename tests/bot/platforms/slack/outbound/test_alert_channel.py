"""The alert channel: named in the policy, else private, shared with nobody and made by an administrator."""

from typing import Any

import pytest

from bot.domain.actions import Outcome, OutcomeResult
from bot.interactions.replies import Reply
from bot.platforms.slack.outbound.administrator_dm import tell_administrator
from bot.platforms.slack.outbound.alert_channels import AlertChannels
from bot.platforms.slack.outbound.alert_sender import AlertSender
from tests.bot.platforms.slack.conftest import Recorder
from tests.bot.platforms.slack.example_alerts import make_alert
from tests.fakes.slack.server import FakeSlack


def make_sender(recorder: Recorder, *configured: str) -> AlertSender:
    """Make a sender, for a policy that names these channels."""
    workspaces = recorder.platform._workspaces
    return AlertSender(workspaces, AlertChannels(workspaces, configured), pause=0)


async def send_alert(recorder: Recorder, *configured: str) -> Outcome:
    return await make_sender(recorder, *configured).send(make_alert())


async def test_a_private_channel_of_an_administrator_is_found(
    club: FakeSlack, recorder: Recorder
) -> None:
    assert (await send_alert(recorder)).result is OutcomeResult.DONE
    parley = club.world.add_channel("parley-alerts", is_private=True)
    await send_alert(recorder)
    assert [len(club.shown(c)) for c in (club.world.moderators, parley)] == [1, 1]


@pytest.mark.parametrize("name", ["parley-fans", "ask-the-mods"])
async def test_a_public_channel_never_wins(club: FakeSlack, recorder: Recorder, name: str) -> None:
    public = club.world.add_channel(name)
    await send_alert(recorder)
    assert [len(club.shown(c)) for c in (club.world.moderators, public)] == [1, 0]


@pytest.mark.parametrize(
    "fields",
    [
        {"is_ext_shared": True},
        {"is_org_shared": True},
        {"is_shared": True},
        {"is_pending_ext_shared": True},
        {"pending_shared": ["T0OTHER"]},
    ],
)
async def test_a_channel_that_is_shared_or_about_to_be_is_not_taken(
    club: FakeSlack, recorder: Recorder, fields: dict[str, Any]
) -> None:
    club.world.channels[club.world.moderators] |= fields
    outcome = await send_alert(recorder)
    assert outcome.result is OutcomeResult.REFUSED
    assert "/invite @Parley" in outcome.remedy


async def test_a_private_channel_that_a_member_made_is_not_taken(
    club: FakeSlack, recorder: Recorder
) -> None:
    club.world.add_channel("parley-fans", is_private=True, creator=club.world.kim["id"])
    await send_alert(recorder)
    assert len(club.shown(club.world.moderators)) == 1


async def test_a_channel_that_is_shared_later_gets_no_more_alerts(
    club: FakeSlack, recorder: Recorder
) -> None:
    now = [0.0]
    workspaces = recorder.platform._workspaces
    channels = AlertChannels(workspaces, (), timer=lambda: now[0])
    sender = AlertSender(workspaces, channels, pause=0)
    assert (await sender.send(make_alert())).result is OutcomeResult.DONE
    club.world.channels[club.world.moderators]["is_ext_shared"] = True
    now[0] = 61.0
    assert (await sender.send(make_alert())).result is OutcomeResult.REFUSED


async def test_a_channel_of_the_policy_is_used_or_refused_never_another(
    club: FakeSlack, recorder: Recorder
) -> None:
    tea = club.world.add_channel("tea", is_private=True, creator=club.world.kim["id"])
    assert (await send_alert(recorder, tea)).result is OutcomeResult.DONE
    assert len(club.shown(tea)) == 1
    club.world.members[tea].discard(club.world.bot["id"])
    outcome = await send_alert(recorder, tea)
    assert outcome.result is OutcomeResult.REFUSED
    assert tea in outcome.reason
    assert club.shown(club.world.moderators) == []


async def test_a_public_channel_of_the_policy_is_used_and_warned_about(
    club: FakeSlack, recorder: Recorder, capsys: pytest.CaptureFixture[str]
) -> None:
    workspaces = recorder.platform._workspaces
    channels = AlertChannels(workspaces, [club.world.general])
    channels.note_change(club.world.team)
    assert (await channels.next()).outcome.is_in_force
    assert "every member can read alerts in it" in capsys.readouterr().out


async def test_an_administrator_is_told_where_no_owner_is_known(
    club: FakeSlack, recorder: Recorder
) -> None:
    club.world.olga |= {"is_owner": False, "is_primary_owner": False, "is_admin": False}
    (workspace,) = recorder.platform._workspaces.all()
    assert (await tell_administrator(workspace, Reply.of("None"))).result is OutcomeResult.DONE
    assert len(club.shown(club.world.open_direct(club.world.mona["id"]))) == 1
    club.world.mona["is_admin"] = False
    refused = await tell_administrator(workspace, Reply.of("None"))
    assert refused.reason == "no administrator was found"
