"""A report with its chart is shown to moderators on every platform, as far as it has any."""

from pathlib import Path

import pytest

from bot.domain.inline import RichText
from bot.interactions.replies import Field, File, FileReply, Reply
from bot.runtime.platform_port import DigestMessage
from tests.fakes.messages import make_message
from tests.fakes.stages import STAGES, chat

PNG = File("parley-week.png", b"\x89PNG not really", "image/png", alt="A chart.")
DIGEST = DigestMessage(
    FileReply(Reply("The week in moderation", fields=(Field("Cases", RichText("12")),)), (PNG,)),
    nonce="digest-1",
)


@pytest.mark.parametrize("stage", STAGES, ids=lambda stage: stage.__name__)
async def test_a_report_can_be_posted(stage: object, tmp_path: Path) -> None:
    async with stage(tmp_path) as on_stage, on_stage.platform as platform:  # type: ignore[operator]
        community = (await on_stage.write()).community
        outcome = await platform.post(community, DIGEST)
        assert outcome.is_in_force


async def test_the_console_saves_the_chart(tmp_path: Path) -> None:
    async with chat(tmp_path) as on_stage, on_stage.platform as platform:
        await platform.post(make_message().community, DIGEST)
        saved = tmp_path / PNG.name
        assert saved.read_bytes() == PNG.content
        assert saved.stat().st_mode & 0o777 == 0o600
