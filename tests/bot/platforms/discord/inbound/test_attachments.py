"""Text of attached files."""

import pytest

from bot.platforms.shared import downloads
from tests.bot.platforms.discord.conftest import Recorder
from tests.fakes.discord.requests import UNAVAILABLE
from tests.fakes.discord.server import FakeDiscord


async def test_text_files_are_read_up_to_64_kb_and_others_not_at_all(
    club: FakeDiscord, recorder: Recorder
) -> None:
    notes = club.attach("notes.txt", b"tea is " * 20_000)
    picture = club.attach("tea.png", b"\x89PNG", type="image/png")
    await club.say("look", attachments=[notes, picture])
    await recorder.until(1)
    (message,) = recorder.messages
    assert len(message.texts) == 5
    assert message.texts[0].startswith("look\nnotes.txt\ntea.png\ntea is")
    assert 65_000 < sum(map(len, message.texts)) < 66_000
    assert message.is_cut
    assert not club.requests("GET", "/files/tea.png")


async def test_a_file_without_a_type_is_told_by_its_name_and_forwarded_files_are_read_too(
    club: FakeDiscord, recorder: Recorder
) -> None:
    untyped = club.attach("notes.md", b"tea", type="")
    named_alike = club.attach("tea.md", b"\x89PNG", type="image/png")
    forwarded = {"type": 0, "content": "", "embeds": [], "attachments": [untyped, named_alike]}
    stamps = {"timestamp": "2026-05-01T12:00:00+00:00", "edited_timestamp": None}
    await club.say("", message_snapshots=[{"message": {**forwarded, **stamps}}])
    assert await recorder.until(1) == ["notes.md\ntea.md\ntea"]


async def test_a_file_that_is_gone_is_left_out(club: FakeDiscord, recorder: Recorder) -> None:
    club.rest.refuse("GET", "/files/{name}", (404, None))
    await club.say("look", attachments=[club.attach("notes.txt", b"tea")])
    assert await recorder.until(1) == ["look\nnotes.txt"]


async def test_files_beyond_the_tenth_are_known_to_be_unread(
    club: FakeDiscord, recorder: Recorder
) -> None:
    files = [club.attach(f"notes-{number}.txt", b"tea") for number in range(11)]
    await club.say("look", attachments=files[:10])
    await club.say("look", attachments=files)
    await recorder.until(2)
    assert [message.is_cut for message in recorder.messages] == [False, True]


async def test_no_file_is_downloaded_beyond_what_is_scored_of_a_message(
    club: FakeDiscord, recorder: Recorder
) -> None:
    files = [club.attach(f"notes-{number}.txt", b"tea " * 4_000) for number in range(4)]
    await club.say("look", attachments=files)
    await recorder.until(1)
    assert recorder.messages[0].is_cut
    asked = [each.ids["name"] for each in club.requests("GET", "/files/{name}")]
    assert asked == ["notes-0.txt", "notes-1.txt"]


async def test_a_file_that_cannot_be_downloaded_is_unread(
    club: FakeDiscord, recorder: Recorder
) -> None:
    club.rest.refuse("GET", "/files/{name}", UNAVAILABLE)
    await club.say("look", attachments=[club.attach("notes.txt", b"tea")])
    assert await recorder.until(1) == ["look\nnotes.txt"]
    assert (recorder.messages[0].is_unread, recorder.messages[0].is_cut) == (True, False)


async def test_a_text_is_judged_at_once_though_its_file_hangs_and_again_with_the_file(
    club: FakeDiscord, recorder: Recorder, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(downloads, "PATIENCE", 0.02)
    club.files_may_come.clear()
    await club.say("look", attachments=[club.attach("notes.txt", b"tea")])
    assert await recorder.until(1) == ["look\nnotes.txt"]
    club.files_may_come.set()
    assert await recorder.until(2) == ["look\nnotes.txt", "look\nnotes.txt\ntea"]
    assert len({message.key for message in recorder.messages}) == 1


async def test_a_file_without_a_text_beside_it_is_waited_for(
    club: FakeDiscord, recorder: Recorder, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(downloads, "PATIENCE", 0.02)
    club.files_may_come.clear()
    await club.say("", attachments=[club.attach("notes.txt", b"tea")])
    await club.say("after it")
    assert await recorder.until(1) == ["after it"]
    club.files_may_come.set()
    assert await recorder.until(2) == ["after it", "notes.txt\ntea"]
