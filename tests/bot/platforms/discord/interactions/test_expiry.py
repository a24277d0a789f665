"""Interactions that Discord no longer waits for: nothing is done unseen, and nothing that was done is lost."""

from datetime import timedelta

from bot.domain.buttons import Button
from bot.interactions.replies import CaseUpdate, Reply
from bot.interactions.requests import Decide
from tests.bot.platforms.discord.conftest import MESSAGE, Recorder
from tests.bot.platforms.discord.example_alerts import make_alert
from tests.fakes.discord.server import FakeDiscord


async def test_a_press_that_comes_after_three_seconds_is_not_carried_out(
    club: FakeDiscord, recorder: Recorder
) -> None:
    alert = make_alert(club)
    await recorder.platform.alert(alert)
    shown = await club.alert()
    button, mona = {"custom_id": "parley:delete:17"}, club.world.mona
    late = await club.interactions.press(button, shown, by=mona, age=timedelta(seconds=4))
    on_time = await club.interactions.press(button, shown, by=mona)
    await on_time.reply()
    assert [request.command for request in recorder.requests] == [Decide(Button.DELETE, 17)]
    assert late.replies == []


async def test_an_alert_is_redrawn_also_where_the_answer_came_too_late(
    club: FakeDiscord, recorder: Recorder
) -> None:
    alert = make_alert(club)
    await recorder.platform.alert(alert)
    shown = await club.alert()
    recorder.response = CaseUpdate(Reply("Deleted"), alert)
    recorder.may_answer.clear()
    button = {"custom_id": "parley:delete:17"}
    pressed = await club.interactions.press(button, shown, by=club.world.mona)
    await club.request("POST", "/interactions/{id}/{token}/callback")
    pressed.age = timedelta(minutes=16)
    recorder.may_answer.set()
    await club.request("PATCH", MESSAGE)
    assert pressed.replies == []
