"""Detection of withheld message content."""

import pytest

from tests.bot.platforms.discord.conftest import Recorder
from tests.fakes.discord.server import FakeDiscord


async def test_withheld_content_is_logged_once_with_the_remedy(
    club: FakeDiscord, recorder: Recorder, capsys: pytest.CaptureFixture[str]
) -> None:
    for _ in range(9):
        await club.say("")
    await club.say("", sticker_items=[{"id": "1", "name": "tea", "format_type": 1}])
    await recorder.all()
    assert "without their words" not in capsys.readouterr().out
    for _ in range(30):
        await club.say("")
    await club.say("the very end")
    while "the very end" not in recorder.texts:
        await recorder.until(len(recorder.messages) + 1)
    log = capsys.readouterr().out
    assert log.count("messages come without their words") == 1
    assert "Message Content Intent" in log
