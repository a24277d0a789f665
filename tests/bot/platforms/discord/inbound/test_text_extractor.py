"""Text of a message that is not in its content."""

import pytest

from tests.bot.platforms.discord.conftest import Recorder
from tests.fakes.discord.payloads import JSON
from tests.fakes.discord.server import FakeDiscord


def make_embed(**fields: object) -> JSON:
    return {"type": "rich", **fields}


FIELDS: dict[str, dict[str, object]] = {
    "a poll": {
        "poll": {
            "question": {"text": "which is best"},
            "answers": [{"answer_id": 1, "poll_media": {"text": "tea"}}],
            "expiry": "2027-01-01T00:00:00+00:00",
            "allow_multiselect": False,
            "layout_type": 1,
        }
    },
    "an embed": {
        "embeds": [
            make_embed(title="which is best", fields=[{"name": "the answer", "value": "tea"}])
        ]
    },
    "a forward": {
        "message_snapshots": [
            {
                "message": {
                    "type": 0,
                    "content": "which is best: tea",
                    "embeds": [],
                    "attachments": [],
                    "timestamp": "2026-05-01T12:00:00+00:00",
                    "edited_timestamp": None,
                }
            }
        ],
        "message_reference": {"type": 1, "channel_id": "1", "message_id": "2"},
    },
}


@pytest.mark.parametrize("kind", FIELDS)
async def test_poll_embed_and_forwarded_text_is_extracted(
    club: FakeDiscord, recorder: Recorder, kind: str
) -> None:
    await club.say("", **FIELDS[kind])
    (text,) = await recorder.until(1)
    assert "which is best" in text
    assert "tea" in text


async def test_the_preview_of_a_link_is_no_text_of_the_message(
    club: FakeDiscord, recorder: Recorder
) -> None:
    link = "https://example.org/tea"
    preview = make_embed(url=link, description="nonsense about tea")
    await club.say(f"see {link}", embeds=[preview, {"type": "article", "title": "tea"}])
    assert await recorder.all() == [f"see {link}"]
