"""What is done about what was said, in simcord's Discord.

What simcord has no model of is shown over our own wire instead:

| | the test |
|---|---|
| age-restricted channels | what is coarse is let pass ... (`../test_the_policy_on_the_wire.py`) |
| waits (429), two factors | a 429 is waited out, what discord may answer ... (`../test_refusals.py`) |
"""

import discord
import pytest
from simcord import BackendError

from bot.domain.actions import Action
from bot.domain.policy import Mode, Policy, Strikes
from tests.bot.platforms.discord.on_simcord.conftest import RUDE, Enter, punish, read, show, told
from tests.fakes.discord.simulated import Hall


async def test_a_flag_leaves_the_message_and_says_what_was_wanted(enter: Enter) -> None:
    hall = await enter(Policy(mode=Mode.FLAG))
    await hall.kim.send(hall.general, RUDE)
    assert hall.said() == [RUDE]
    assert hall.alerts() == ["Case 1: flagged, wanted: delete"]


async def test_a_warning_is_a_direct_message(enter: Enter) -> None:
    hall = await enter(punish(Action.WARN))
    await hall.kim.send(hall.general, RUDE)
    assert len(told(hall)) == 1
    assert hall.said() == [RUDE]
    assert hall.alerts() == ["Case 1: warned"]


async def test_where_direct_messages_are_closed_it_stands_in_the_channel_for_half_a_minute(
    enter: Enter,
) -> None:
    hall = await enter(punish(Action.WARN))
    hall.env.inject_error("POST", "/users/@me/channels", status=403, code=50007)
    await hall.kim.send(hall.general, RUDE)
    assert hall.said() == [RUDE, hall.kim.mention]
    await hall.env.advance_time(31)
    assert hall.said() == [RUDE]


async def test_a_delete_gives_the_audit_log_its_reason(hall: Hall) -> None:
    said = await hall.kim.send(hall.general, RUDE)
    (asked,) = (request for request in hall.env.http_requests if request.method == "DELETE")
    assert asked.path.endswith(str(said.id))
    assert asked.reason is not None
    assert asked.reason.startswith("case 1: ")


async def test_a_timeout_silences(enter: Enter) -> None:
    hall = await enter(punish(Action.TIMEOUT))
    await hall.kim.send(hall.general, RUDE)
    assert hall.alerts() == ["Case 1: timed out"]
    with pytest.raises(BackendError, match="Missing Permissions"):
        await hall.kim.send(hall.general, "hello")


async def test_who_is_kicked_is_told_and_out(enter: Enter) -> None:
    hall = await enter(punish(Action.KICK))
    await hall.kim.send(hall.general, RUDE)
    assert hall.kim.id not in hall.guild.member_ids()
    assert len(told(hall)) == 1


async def test_a_ban_keeps_somebody_out_until_it_is_undone(enter: Enter) -> None:
    hall = await enter(punish(Action.BAN))
    await hall.kim.send(hall.general, RUDE)
    assert hall.guild.get_ban(hall.kim) is not None
    answer = await hall.mona.slash(hall.general, "toxicity undo", number=1)
    assert "The ban was lifted" in read(answer)
    assert hall.guild.get_ban(hall.kim) is None


async def test_strikes_harden_what_is_done(enter: Enter) -> None:
    ladder = Strikes(ladder=(Action.DELETE, Action.KICK))
    hall = await enter(punish(Action.DELETE, strikes=ladder))
    for _ in range(3):
        await hall.kim.send(hall.general, RUDE)
    assert hall.alerts() == ["Case 1: deleted", "Case 2: deleted", "Case 3: kicked"]


async def test_what_is_not_allowed_is_shown_with_its_remedy_and_not_asked_for(hall: Hall) -> None:
    rights = discord.Permissions.all_channel()
    rights.manage_messages = False
    role = hall.env.backend.edit_role(
        hall.guild.id, hall.bot_role.id, {"permissions": rights.value}
    )
    await hall.happen(role)
    await hall.kim.send(hall.general, RUDE)
    (alert,) = hall.moderators.history()
    assert (
        alert.embeds[0].title == "Case 1: refused: no permission: Manage Messages, wanted: delete"
    )
    assert '"Manage Messages" here' in show(alert)
    assert [asked for asked in hall.env.http_requests if asked.method == "DELETE"] == []


async def test_where_it_was_refused_it_does_not_ask_again(hall: Hall) -> None:
    hall.env.inject_error("DELETE", "/channels/*", status=403, code=50013, times=None)
    for _ in range(2):
        await hall.kim.send(hall.general, RUDE)
    asked = [request for request in hall.env.http_requests if request.method == "DELETE"]
    assert len(asked) == 1
    assert all(alert.split(":")[1] == " refused" for alert in hall.alerts())


async def test_what_is_gone_already_is_done(hall: Hall) -> None:
    hall.env.inject_error("DELETE", "/channels/*", status=404, code=10008)
    await hall.kim.send(hall.general, RUDE)
    assert hall.alerts() == ["Case 1: was already gone"]


@pytest.mark.parametrize("wide", ["thread", "channel", "category", "server"])
async def test_a_place_inherits_from_the_wider_ones(hall: Hall, wide: str) -> None:
    hall.env.backend.create_thread(hall.general.id, "tea", hall.kim.id)
    (thread,) = hall.general.threads
    places = {"thread": thread, "channel": hall.general, "category": hall.rooms}
    chosen = {"channel": places[wide]} if wide in places else {}
    await hall.mona.slash(hall.general, "toxicity mode", mode="flag", **chosen)
    await hall.kim.send(thread, RUDE)
    assert hall.alerts() == ["Case 1: flagged, wanted: delete"]


async def test_exempt_roles_and_channels_are_left_alone(hall: Hall) -> None:
    trusted = hall.guild.create_role("Trusted")
    max_ = hall.guild.add_member(hall.env.create_user("max"), roles=[trusted])
    stage = hall.guild.create_text_channel("stage")
    for named in ({"role": trusted}, {"channel": stage}):
        await hall.mona.slash(hall.general, "toxicity exempt", change="add", **named)
    await max_.send(hall.general, RUDE)
    await hall.kim.send(stage, RUDE)
    assert hall.alerts() == []
    settings = read(await hall.mona.slash(hall.general, "toxicity settings"))
    assert f"Exempt: role <@&{trusted.id}>, <#{stage.id}>, other bots" in settings


async def test_a_moderator_is_scored_and_only_flagged(hall: Hall) -> None:
    await hall.mona.send(hall.general, RUDE)
    assert hall.said() == [RUDE]
    assert hall.alerts() == ["Case 1: flagged"]


async def test_what_is_split_over_messages_goes_as_a_whole(hall: Hall) -> None:
    for letter in "buffoon":
        await hall.kim.send(hall.general, letter)
    assert hall.said() == []
    assert hall.alerts() == ["Case 1: deleted"]


async def test_what_is_further_apart_than_15_seconds_is_not_joined(hall: Hall) -> None:
    for letter in "buffoon":
        await hall.kim.send(hall.general, letter)
        await hall.env.advance_time(3)
    assert hall.alerts() == []
