"""Alerts and their buttons, in simcord's Discord.

Its REST answers at once, so that alerts never wait for each other: that many are gathered is shown over
our own wire, in `../test_alerts.py`.
"""

import pytest
from simcord import SetupError

from bot.domain.actions import Action
from bot.domain.policy import Mode, Policy
from tests.bot.platforms.discord.on_simcord.conftest import RUDE, Enter, press, punish, read, show
from tests.fakes.discord.simulated import Hall


async def test_an_alert_says_all_that_a_moderator_needs(hall: Hall) -> None:
    said = await hall.kim.send(hall.general, RUDE)
    (alert,) = hall.moderators.history()
    (card,) = alert.embeds
    shown = {field.name: str(field.value) for field in card.fields}
    assert card.description == "||you **buffoon**||"
    assert card.title == "Case 1: deleted"
    assert "insult 0.95" in shown["Scores"]
    assert "act 0.90" in shown["Scores"]
    assert "no earlier cases" in shown["Author"]
    assert said.jump_url in shown["Where"]


async def test_its_buttons_survive_a_restart_work_once_and_name_who_pressed(enter: Enter) -> None:
    flagging = Policy(mode=Mode.FLAG)
    hall = await enter(flagging)
    await hall.kim.send(hall.general, RUDE)
    (alert,) = hall.moderators.history()
    hall = await enter(flagging)
    assert "Delete" in read(await hall.mona.click(alert, label="Delete"))
    assert hall.said() == []
    (alert,) = hall.moderators.history()
    assert "mona: Delete" in show(alert)
    with pytest.raises(SetupError, match="No matching component"):
        await hall.mona.click(alert, label="Delete")


@pytest.mark.parametrize(
    ("label", "seen"),
    [
        ("Warn", "warned"),
        ("Time out", "timed out"),
        ("Dismiss", "does not count as a strike"),
    ],
)
async def test_every_button_does_what_it_says(enter: Enter, label: str, seen: str) -> None:
    hall = await enter(Policy(mode=Mode.FLAG))
    await hall.kim.send(hall.general, RUDE)
    (alert,) = hall.moderators.history()
    assert seen in read(await press(hall.mona, alert, label, why="be kind"))


async def test_undo_takes_a_timeout_back(enter: Enter) -> None:
    hall = await enter(punish(Action.TIMEOUT))
    await hall.kim.send(hall.general, RUDE)
    (alert,) = hall.moderators.history()
    assert "The timeout was lifted" in read(await hall.mona.click(alert, label="Undo"))
    await hall.kim.send(hall.general, "hello")


async def test_buttons_are_refused_to_who_is_no_moderator(enter: Enter) -> None:
    hall = await enter(Policy(mode=Mode.FLAG))
    open_to_all = hall.guild.create_text_channel("parley")
    await hall.kim.send(hall.general, RUDE)
    (alert,) = open_to_all.history()
    assert "only moderators" in read(await hall.kim.click(alert, label="Delete"))
    assert hall.said() == [RUDE]
