"""User groups as roles: cached, and named in the policy as moderators or exempt."""

import asyncio
from dataclasses import replace

import pytest

from bot.domain.policy import Exemptions, Mode, Policy
from bot.platforms.slack.inbound.user_groups import UserGroups
from tests.bot.platforms.slack.conftest import Recorder, StartBot
from tests.bot.platforms.slack.example_alerts import render_text
from tests.fakes.slack.server import FakeSlack
from tests.fakes.waiting import TIMEOUT

STAFF_GROUP = "S0STAFF"


async def test_an_author_has_their_groups_as_roles(club: FakeSlack, recorder: Recorder) -> None:
    club.world.groups = {STAFF_GROUP: [club.world.kim["id"]], "S0OTHERS": [club.world.mona["id"]]}
    for _ in range(2):
        await club.say("hello")
    await recorder.until(2)
    assert [message.author.roles for message in recorder.messages] == [frozenset({STAFF_GROUP})] * 2
    assert len(club.calls("usergroups.list")) == 1


async def test_groups_are_cached_for_ten_minutes_and_asked_for_seconds_after_an_error(
    club: FakeSlack, recorder: Recorder
) -> None:
    (workspace,) = recorder.platform._workspaces.all()
    clock = [0.0]
    groups = UserGroups(timer=lambda: clock[0])
    kim = club.world.kim["id"]
    assert await groups.find(workspace, kim) == frozenset()
    club.world.groups = {STAFF_GROUP: [kim]}
    assert await groups.find(workspace, kim) == frozenset()
    clock[0] = 600.0
    assert await groups.find(workspace, kim) == frozenset({STAFF_GROUP})
    clock[0] = 1200.0
    club.api.refuse("usergroups.list", "internal_error")
    assert await groups.find(workspace, kim) == frozenset({STAFF_GROUP})  # the last known value
    del club.api.refusals["usergroups.list"]
    club.world.groups = {}
    clock[0] = 1202.0
    assert await groups.find(workspace, kim) == frozenset()


@pytest.mark.parametrize("event", ["subteam_members_changed", "subteam_updated"])
async def test_a_group_that_has_changed_is_asked_for_again(
    club: FakeSlack, recorder: Recorder, event: str
) -> None:
    club.world.groups = {STAFF_GROUP: [club.world.kim["id"]]}
    await club.say("1")
    await recorder.until(1)
    club.world.groups = {}
    changed = await club.deliver_event({"type": event, "subteam_id": STAFF_GROUP})
    await changed.ack()
    await club.say("2")
    await recorder.until(2)
    assert [len(message.author.roles) for message in recorder.messages] == [1, 0]


async def test_a_slow_call_for_one_workspace_holds_no_other_up(
    club: FakeSlack, recorder: Recorder
) -> None:
    (workspace,) = recorder.platform._workspaces.all()
    groups, other = UserGroups(), replace(workspace, id="T0OTHER")
    await groups.find(other, "U1")
    held = club.api.hold("usergroups.list")
    asking = asyncio.create_task(groups.find(workspace, "U1"))
    await held.arrived.wait()
    async with asyncio.timeout(TIMEOUT):
        assert await groups.find(other, "U1") == frozenset()
    assert not asking.done()
    held.released.set()
    await asking


@pytest.mark.parametrize(
    ("error", "is_told"), [("plan_upgrade_required", False), ("missing_scope", True)]
)
async def test_without_user_groups_authors_have_no_roles_and_without_their_scope_unknown_ones(
    club: FakeSlack,
    recorder: Recorder,
    capsys: pytest.CaptureFixture[str],
    error: str,
    *,
    is_told: bool,
) -> None:
    club.api.refuse("usergroups.list", error)
    await club.say("hello")
    await recorder.until(1)
    author = recorder.messages[0].author
    assert (author.roles, author.has_known_roles) == (frozenset(), not is_told)
    assert ("user groups are not known" in capsys.readouterr().out) is is_told


async def test_a_group_that_the_policy_names_moderates_and_one_that_is_exempt_is_left_alone(
    club: FakeSlack, start_bot: StartBot
) -> None:
    club.world.groups = {STAFF_GROUP: [club.world.kim["id"]]}
    exempt = Exemptions(roles=frozenset({STAFF_GROUP}))
    policy = Policy(mode=Mode.ENFORCE, moderator_ids=frozenset({STAFF_GROUP}), exempt=exempt)
    await start_bot(policy)
    posted = await club.say("you buffoon")
    typed = await club.interactions.command("settings", by=club.world.kim)
    assert render_text((await typed.reply())["blocks"]).startswith("What holds here")
    assert club.shown(club.world.general) == [posted]
