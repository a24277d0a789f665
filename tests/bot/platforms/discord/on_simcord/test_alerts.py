"""Alerts and their buttons, in simcord's Discord.

simcord answers requests at once, so that alerts never wait for each other: their batching is tested on
the fake instead, in `../outbound/test_alert_sender.py`.
"""

import pytest
from simcord import SetupError

from bot.domain.actions import Action
from bot.domain.policy import Mode, Policy
from tests.bot.platforms.discord.on_simcord.conftest import (
    RUDE,
    StartBot,
    embed_text,
    make_policy,
    press,
    reply_text,
)
from tests.fakes.discord.simulated import SimulatedGuild


async def test_an_alert_says_all_that_a_moderator_needs(club: SimulatedGuild) -> None:
    message = await club.kim.send(club.general, RUDE)
    (alert,) = club.moderators.history()
    (card,) = alert.embeds
    shown = {field.name: str(field.value) for field in card.fields}
    assert card.description == "||you **buffoon**||"
    assert card.title == "Case 1: deleted"
    assert "insult 0.95" in shown["Scores"]
    assert "act 0.90" in shown["Scores"]
    assert "no earlier cases" in shown["Author"]
    assert message.jump_url in shown["Where"]


async def test_buttons_survive_a_restart_work_once_and_name_who_pressed(
    start_bot: StartBot,
) -> None:
    flagging = Policy(mode=Mode.FLAG)
    club = await start_bot(flagging)
    await club.kim.send(club.general, RUDE)
    (alert,) = club.moderators.history()
    club = await start_bot(flagging)
    assert "Delete" in reply_text(await club.mona.click(alert, label="Delete"))
    assert club.texts() == []
    (alert,) = club.moderators.history()
    assert "mona: Delete" in embed_text(alert)
    with pytest.raises(SetupError, match="No matching component"):
        await club.mona.click(alert, label="Delete")


@pytest.mark.parametrize(
    ("label", "seen"),
    [
        ("Warn", "warned"),
        ("Time out", "timed out"),
        ("Dismiss", "does not count as a strike"),
    ],
)
async def test_every_button_does_what_it_says(start_bot: StartBot, label: str, seen: str) -> None:
    club = await start_bot(Policy(mode=Mode.FLAG))
    await club.kim.send(club.general, RUDE)
    (alert,) = club.moderators.history()
    assert seen in reply_text(await press(club.mona, alert, label, reason="be kind"))


async def test_undo_ends_a_timeout(start_bot: StartBot) -> None:
    club = await start_bot(make_policy(Action.TIMEOUT))
    await club.kim.send(club.general, RUDE)
    (alert,) = club.moderators.history()
    assert "The timeout was lifted" in reply_text(await club.mona.click(alert, label="Undo"))
    await club.kim.send(club.general, "hello")


async def test_buttons_are_refused_to_a_member_who_is_no_moderator(start_bot: StartBot) -> None:
    club = await start_bot(Policy(mode=Mode.FLAG))
    open_to_all = club.guild.create_text_channel("tea")
    club.alert_channels.add(str(open_to_all.id))
    club.guild.create_text_channel("attic")
    await club.kim.send(club.general, RUDE)
    (alert,) = open_to_all.history()
    assert "only moderators" in reply_text(await club.kim.click(alert, label="Delete"))
    assert club.texts() == [RUDE]
