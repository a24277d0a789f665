"""Texts are extracted from every part of a message."""

import pytest

from bot.platforms.shared import downloads
from bot.platforms.slack.inbound.text_extractor import extract_texts
from classifier import clean
from tests.bot.platforms.slack.conftest import Recorder
from tests.fakes.slack.server import FakeSlack
from tests.fakes.slack.world import JSON


def make_rich_text(*leaves: JSON) -> list[JSON]:
    """Make blocks as Slack's own clients do of typed text."""
    section = {"type": "rich_text_section", "elements": list(leaves)}
    return [{"type": "rich_text", "elements": [section]}]


def make_leaf(text: str, **more: object) -> JSON:
    return {"type": "text", "text": text, **more}


def make_file(**fields: object) -> JSON:
    return {"id": "F1", "name": "tea.png", "mimetype": "image/png", **fields}


MESSAGES: dict[str, JSON] = {
    "a file": {"files": [make_file(title="which is best", alt_txt="tea")], "subtype": "file_share"},
    "rich text": {
        "blocks": make_rich_text(
            make_leaf("which is best: "), make_leaf("tea", style={"bold": True})
        )
    },
    "a list": {
        "blocks": [
            {
                "type": "rich_text",
                "elements": [
                    {
                        "type": "rich_text_list",
                        "elements": make_rich_text(make_leaf(posted))[0]["elements"],
                    }
                    for posted in ("which is best", "tea")
                ],
            }
        ]
    },
    "sections": {
        "blocks": [
            {"type": "header", "text": {"type": "plain_text", "text": "which is best"}},
            {"type": "section", "fields": [{"type": "mrkdwn", "text": "tea"}]},
        ]
    },
    "an image": {
        "blocks": [
            {
                "type": "image",
                "title": {"type": "plain_text", "text": "which is best"},
                "alt_text": "tea",
            }
        ]
    },
    "an attachment": {
        "attachments": [{"pretext": "which is best", "fields": [{"title": "a", "value": "tea"}]}]
    },
    "what was passed on": {
        "attachments": [
            {
                "is_share": True,
                "is_msg_unfurl": True,
                "from_url": "https://club.slack.com/archives/C1/p1",
                "message_blocks": [
                    {"message": {"blocks": make_rich_text(make_leaf("which is best: tea"))}}
                ],
            }
        ]
    },
    "an attachment of which only a line is left": {
        "attachments": [{"fallback": "which is best: tea"}]
    },
}


@pytest.mark.parametrize("kind", MESSAGES)
async def test_texts_outside_the_main_text_are_extracted(
    club: FakeSlack, recorder: Recorder, kind: str
) -> None:
    await club.say("", **MESSAGES[kind])
    (text,) = await recorder.until(1)
    assert "which is best" in text
    assert "tea" in text


def test_blocks_that_repeat_the_text_are_left_out() -> None:
    leaves = [
        make_leaf("Fish", style={"bold": True}),
        make_leaf(" & "),
        {"type": "emoji", "name": "tea"},
        {"type": "user", "user_id": "U1"},
        {"type": "usergroup", "usergroup_id": "S1"},
        {"type": "channel", "channel_id": "C1"},
        {"type": "broadcast", "range": "here"},
        {"type": "link", "url": "https://example.org", "text": "there"},
    ]
    text = "*Fish* &amp; :tea:<@U1><!subteam^S1><#C1><!here><https://example.org|there>"
    assert [
        part for part in extract_texts({"text": text, "blocks": make_rich_text(*leaves)}) if part
    ] == [text]
    hidden = make_rich_text(make_leaf("something else"))
    assert list(extract_texts({"text": "hello", "blocks": hidden})) == ["hello", "something else"]


def test_slacks_markup_is_cleaned_to_plain_text() -> None:
    text = "you <@U12> in <#C12|tea> see <https://example.org|this> &amp; *be* ~calm~ `now`"
    read = clean(text).text
    assert "<user>" in read
    assert "<channel>" in read
    assert "this & be calm now" in " ".join(read.split())


async def test_link_previews_are_not_extracted(club: FakeSlack, recorder: Recorder) -> None:
    link = "<https://example.org/tea>"
    previews: list[JSON] = [
        {"from_url": "https://example.org/tea", "title": "nonsense about tea", "fallback": "tea"},
        {"original_url": "https://example.org/tea", "text": "tea"},
        {"is_msg_unfurl": True, "from_url": "https://club.slack.com/x", "text": "tea"},
    ]
    await club.say(f"see {link}", attachments=previews)
    assert await recorder.all() == [f"see {link}"]


async def test_snippets_are_read_up_to_64_kb_with_the_bots_token_and_images_not_at_all(
    club: FakeSlack, recorder: Recorder
) -> None:
    notes = club.add_file("notes.txt", b"tea is " * 20_000, mode="snippet")
    picture = club.add_file("tea.png", b"\x89PNG", mimetype="image/png")
    await club.say("look", files=[notes, picture], subtype="file_share")
    await recorder.until(1)
    (message,) = recorder.messages
    assert len(message.texts) == 5
    assert message.texts[0].startswith("look\nnotes.txt\ntea.png\ntea is")
    assert 65_000 < sum(map(len, message.texts)) < 66_000
    assert message.is_cut
    assert club.downloads == ["notes.txt"]


async def test_the_preview_of_a_file_stands_for_a_failed_download(
    club: FakeSlack, recorder: Recorder
) -> None:
    kept = club.add_file("notes.txt", b"tea", preview="coffee")
    address = kept["url_private"].replace("notes.txt", "gone.txt")
    elsewhere = kept["url_private"].replace("127.0.0.1", "localhost")
    for fields in ({"url_private": address}, {"url_private": elsewhere}, {"url_private": ""}):
        await club.say("look", files=[kept | fields])
        assert (await recorder.until(len(recorder.messages) + 1))[-1].endswith("coffee")
    assert club.downloads == []  # the bot's token goes nowhere but to Slack


@pytest.mark.parametrize(
    ("fields", "is_unread"),
    [
        ({"preview": "coffee", "preview_is_truncated": False}, False),
        ({"preview": "coffee", "preview_is_truncated": True}, True),
        ({"preview": "coffee"}, True),
        ({}, True),
    ],
)
async def test_of_a_file_that_fails_the_rest_behind_its_preview_is_unread(
    club: FakeSlack, recorder: Recorder, fields: JSON, *, is_unread: bool
) -> None:
    kept = club.add_file("notes.txt", b"tea", **fields)
    await club.say("look", files=[kept | {"url_private": ""}])
    await recorder.until(1)
    assert recorder.messages[0].is_unread is is_unread


async def test_a_text_is_judged_at_once_though_its_file_hangs_and_again_with_the_file(
    club: FakeSlack, recorder: Recorder, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(downloads, "PATIENCE", 0.02)
    club.files_may_come.clear()
    await club.say("look", files=[club.add_file("notes.txt", b"tea")])
    assert await recorder.until(1) == ["look\nnotes.txt"]
    club.files_may_come.set()
    assert await recorder.until(2) == ["look\nnotes.txt", "look\nnotes.txt\ntea"]
    assert len({message.key for message in recorder.messages}) == 1


async def test_a_change_of_blocks_or_files_is_an_edit_and_so_is_one_without_a_previous_version(
    club: FakeSlack, recorder: Recorder
) -> None:
    posted = club.world.add_message("hello")
    await club.edit(posted, "hello", blocks=make_rich_text(make_leaf("something else")))
    await recorder.until(1)
    await club.edit(posted, "hello", files=[make_file(title="tea")])
    await recorder.until(2)
    event = {"type": "message", "subtype": "message_changed", "message": {**posted, "text": "bare"}}
    await club.deliver_event({**event, "channel": club.world.general, "ts": club.world.make_ts()})
    assert len(await recorder.until(3)) == 3
