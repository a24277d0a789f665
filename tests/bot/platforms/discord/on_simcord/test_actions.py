"""Actions, in simcord's Discord.

Age-restricted channels, rate limits and two-factor authentication, of which simcord has no model, are
tested on the fake instead: `../test_end_to_end.py` and `../outbound/test_errors.py`.
"""

import discord
import pytest
from simcord import BackendError

from bot.domain.actions import Action
from bot.domain.policy import Mode, Policy, Strikes
from tests.bot.platforms.discord.on_simcord.conftest import (
    RUDE,
    StartBot,
    dm_texts,
    embed_text,
    make_policy,
    reply_text,
)
from tests.fakes.discord.simulated import SimulatedGuild


async def test_a_flag_leaves_the_message_and_the_alert_says_what_was_wanted(
    start_bot: StartBot,
) -> None:
    club = await start_bot(Policy(mode=Mode.FLAG))
    await club.kim.send(club.general, RUDE)
    assert club.texts() == [RUDE]
    assert club.alert_titles() == ["Case 1: flagged, wanted: delete"]


async def test_a_warning_is_a_direct_message(start_bot: StartBot) -> None:
    club = await start_bot(make_policy(Action.WARN))
    await club.kim.send(club.general, RUDE)
    assert len(dm_texts(club)) == 1
    assert club.texts() == [RUDE]
    assert club.alert_titles() == ["Case 1: warned"]


async def test_with_direct_messages_closed_a_warning_stands_in_the_channel_for_half_a_minute(
    start_bot: StartBot,
) -> None:
    club = await start_bot(make_policy(Action.WARN))
    club.env.inject_error("POST", "/users/@me/channels", status=403, code=50007)
    await club.kim.send(club.general, RUDE)
    assert club.texts() == [RUDE, club.kim.mention]
    await club.env.advance_time(31)
    assert club.texts() == [RUDE]


async def test_a_delete_has_its_reason_in_the_audit_log(club: SimulatedGuild) -> None:
    message = await club.kim.send(club.general, RUDE)
    (asked,) = (request for request in club.env.http_requests if request.method == "DELETE")
    assert asked.path.endswith(str(message.id))
    assert asked.reason is not None
    assert asked.reason.startswith("case 1: ")


async def test_a_member_in_timeout_cannot_write(start_bot: StartBot) -> None:
    club = await start_bot(make_policy(Action.TIMEOUT))
    await club.kim.send(club.general, RUDE)
    assert club.alert_titles() == ["Case 1: timed out"]
    with pytest.raises(BackendError, match="Missing Permissions"):
        await club.kim.send(club.general, "hello")


async def test_a_kicked_member_is_notified_and_gone(start_bot: StartBot) -> None:
    club = await start_bot(make_policy(Action.KICK))
    await club.kim.send(club.general, RUDE)
    assert club.kim.id not in club.guild.member_ids()
    assert len(dm_texts(club)) == 1


async def test_a_ban_lasts_until_it_is_undone(start_bot: StartBot) -> None:
    club = await start_bot(make_policy(Action.BAN))
    await club.kim.send(club.general, RUDE)
    assert club.guild.get_ban(club.kim) is not None
    answer = await club.mona.slash(club.general, "toxicity undo", number=1)
    assert "The ban was lifted" in reply_text(answer)
    assert club.guild.get_ban(club.kim) is None


async def test_strikes_escalate_the_action(start_bot: StartBot) -> None:
    ladder = Strikes(ladder=(Action.DELETE, Action.KICK))
    club = await start_bot(make_policy(Action.DELETE, strikes=ladder))
    for _ in range(3):
        await club.kim.send(club.general, RUDE)
    assert club.alert_titles() == ["Case 1: deleted", "Case 2: deleted", "Case 3: kicked"]


async def test_a_missing_permission_is_shown_with_the_remedy_without_a_request(
    club: SimulatedGuild,
) -> None:
    rights = discord.Permissions.all_channel()
    rights.manage_messages = False
    role = club.env.backend.edit_role(
        club.guild.id, club.bot_role.id, {"permissions": rights.value}
    )
    await club.settle(role)
    await club.kim.send(club.general, RUDE)
    (alert,) = club.moderators.history()
    assert (
        alert.embeds[0].title == "Case 1: refused: no permission: Manage Messages, wanted: delete"
    )
    assert '"Manage Messages" here' in embed_text(alert)
    assert [asked for asked in club.env.http_requests if asked.method == "DELETE"] == []


async def test_a_refused_request_is_not_made_again(club: SimulatedGuild) -> None:
    club.env.inject_error("DELETE", "/channels/*", status=403, code=50013, times=None)
    for _ in range(2):
        await club.kim.send(club.general, RUDE)
    asked = [request for request in club.env.http_requests if request.method == "DELETE"]
    assert len(asked) == 1
    assert all(alert.split(":")[1] == " refused" for alert in club.alert_titles())


async def test_a_message_that_is_gone_counts_as_deleted(club: SimulatedGuild) -> None:
    club.env.inject_error("DELETE", "/channels/*", status=404, code=10008)
    await club.kim.send(club.general, RUDE)
    assert club.alert_titles() == ["Case 1: was already gone"]


@pytest.mark.parametrize("wide", ["thread", "channel", "category", "server"])
async def test_a_scope_inherits_from_wider_ones(club: SimulatedGuild, wide: str) -> None:
    club.env.backend.create_thread(club.general.id, "tea", club.kim.id)
    (thread,) = club.general.threads
    places = {"thread": thread, "channel": club.general, "category": club.rooms}
    chosen = {"channel": places[wide]} if wide in places else {}
    await club.mona.slash(club.general, "toxicity mode", mode="flag", **chosen)
    await club.kim.send(thread, RUDE)
    assert club.alert_titles() == ["Case 1: flagged, wanted: delete"]


async def test_exempt_roles_and_channels_are_left_alone(club: SimulatedGuild) -> None:
    trusted = club.guild.create_role("Trusted")
    max_ = club.guild.add_member(club.env.create_user("max"), roles=[trusted])
    stage = club.guild.create_text_channel("stage")
    for named in ({"role": trusted}, {"channel": stage}):
        await club.mona.slash(club.general, "toxicity exempt", change="add", **named)
    await max_.send(club.general, RUDE)
    await club.kim.send(stage, RUDE)
    assert club.alert_titles() == []
    settings = reply_text(await club.mona.slash(club.general, "toxicity settings"))
    assert f"Exempt: role <@&{trusted.id}>, <#{stage.id}>, other bots" in settings


async def test_a_moderator_is_scored_and_only_flagged(club: SimulatedGuild) -> None:
    await club.mona.send(club.general, RUDE)
    assert club.texts() == [RUDE]
    assert club.alert_titles() == ["Case 1: flagged"]


async def test_a_split_message_is_deleted_as_a_whole(club: SimulatedGuild) -> None:
    for letter in "buffoon":
        await club.kim.send(club.general, letter)
    assert club.texts() == []
    assert club.alert_titles() == ["Case 1: deleted"]


async def test_messages_over_15_seconds_apart_are_not_joined(club: SimulatedGuild) -> None:
    for letter in "buffoon":
        await club.kim.send(club.general, letter)
        await club.env.advance_time(3)
    assert club.alert_titles() == []
