"""User groups are the roles of Slack: they can be exempt, and can moderate."""

import asyncio
from dataclasses import replace

import pytest

from bot.domain.policy import Exemptions, Mode, Policy
from bot.platforms.slack.inbound.user_groups import UserGroups
from tests.bot.platforms.slack.conftest import Ears, StartBot
from tests.bot.platforms.slack.example_alerts import read
from tests.fakes.slack.server import FakeSlack

STAFF = "S0STAFF"


async def test_an_author_comes_with_the_groups_they_are_in(club: FakeSlack, ears: Ears) -> None:
    club.world.groups = {STAFF: [club.world.kim["id"]], "S0OTHERS": [club.world.mona["id"]]}
    for _ in range(2):
        await club.say("hello")
    await ears.until(2)
    assert [message.author.roles for message in ears.messages] == [frozenset({STAFF})] * 2
    assert len(club.calls("usergroups.list")) == 1


async def test_who_joins_a_group_is_known_to_be_in_it_after_ten_minutes_or_a_minute_after_trouble(
    club: FakeSlack, ears: Ears
) -> None:
    (workspace,) = ears.platform._workspaces.all()
    clock = [0.0]
    groups = UserGroups(now=lambda: clock[0])
    kim = club.world.kim["id"]
    assert await groups.of(workspace, kim) == frozenset()
    club.world.groups = {STAFF: [kim]}
    assert await groups.of(workspace, kim) == frozenset()
    clock[0] = 600.0
    assert await groups.of(workspace, kim) == frozenset({STAFF})
    clock[0] = 1200.0
    club.web.refuse("usergroups.list", "internal_error")
    assert await groups.of(workspace, kim) == frozenset({STAFF})  # as was known last
    del club.web.refusals["usergroups.list"]
    club.world.groups = {}
    clock[0] = 1260.0
    assert await groups.of(workspace, kim) == frozenset()


async def test_while_one_workspace_is_asked_for_its_groups_those_of_another_are_known(
    club: FakeSlack, ears: Ears
) -> None:
    (workspace,) = ears.platform._workspaces.all()
    groups, other = UserGroups(), replace(workspace, id="T0OTHER")
    await groups.of(other, "U1")
    held = club.web.hold("usergroups.list")
    asking = asyncio.create_task(groups.of(workspace, "U1"))
    await held.has_come.wait()
    async with asyncio.timeout(10):
        assert await groups.of(other, "U1") == frozenset()
    assert not asking.done()
    held.may_go.set()
    await asking


@pytest.mark.parametrize(
    ("error", "is_told"), [("plan_upgrade_required", False), ("missing_scope", True)]
)
async def test_where_there_are_none_nobody_is_in_one(
    club: FakeSlack, ears: Ears, capsys: pytest.CaptureFixture[str], error: str, *, is_told: bool
) -> None:
    club.web.refuse("usergroups.list", error)
    await club.say("hello")
    await ears.until(1)
    assert ears.messages[0].author.roles == frozenset()
    assert ("user groups are not known" in capsys.readouterr().out) is is_told


async def test_a_group_that_the_policy_names_moderates_and_one_that_is_exempt_is_left_alone(
    club: FakeSlack, start_bot: StartBot
) -> None:
    club.world.groups = {STAFF: [club.world.kim["id"]]}
    exempt = Exemptions(roles=frozenset({STAFF}))
    policy = Policy(mode=Mode.ENFORCE, moderator_ids=frozenset({STAFF}), exempt=exempt)
    await start_bot(policy)
    said = await club.say("you buffoon")
    typed = await club.interactions.command("settings", by=club.world.kim)
    assert read((await typed.reply())["blocks"]).startswith("What holds here")
    assert club.shown(club.world.general) == [said]
