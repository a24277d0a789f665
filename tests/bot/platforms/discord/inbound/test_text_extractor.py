"""Every way in which text reaches a channel."""

import asyncio
from datetime import UTC, datetime, timedelta

import discord
import pytest

from bot.platforms.shared.scored_texts import group_texts
from bot.runtime.async_scorer import Overflow
from tests.bot.platforms.discord.conftest import MEMBER, Ears
from tests.fakes.discord.rest import UNKNOWN_MEMBER
from tests.fakes.discord.server import FakeDiscord
from tests.fakes.discord.world import FORUM, JSON, make_member


def embed(**fields: object) -> JSON:
    return {"type": "rich", **fields}


WORDS: dict[str, dict[str, object]] = {
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
        "embeds": [embed(title="which is best", fields=[{"name": "the answer", "value": "tea"}])]
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


@pytest.mark.parametrize("kind", WORDS)
async def test_words_that_are_not_in_the_content_are_read(
    club: FakeDiscord, ears: Ears, kind: str
) -> None:
    await club.say("", **WORDS[kind])
    (text,) = await ears.until(1)
    assert "which is best" in text
    assert "tea" in text


async def test_what_a_linked_page_says_of_itself_was_not_said_here(
    club: FakeDiscord, ears: Ears
) -> None:
    link = "https://example.org/tea"
    preview = embed(url=link, description="nonsense about tea")
    await club.say(f"see {link}", embeds=[preview, {"type": "article", "title": "tea"}])
    assert await ears.all() == [f"see {link}"]


async def test_text_files_are_read_up_to_64_kb_and_others_not_at_all(
    club: FakeDiscord, ears: Ears
) -> None:
    notes = club.attach("notes.txt", b"tea is " * 20_000)
    picture = club.attach("tea.png", b"\x89PNG", type="image/png")
    await club.say("look", attachments=[notes, picture])
    texts = await ears.until(5)
    assert texts[0].startswith("look\ntea is")
    assert 65_000 < sum(map(len, texts)) < 66_000
    assert [message.id for message in ears.messages][1].endswith(".2")
    assert not club.requests("GET", "/files/tea.png")


async def test_where_a_file_has_no_type_its_name_tells_and_forwarded_files_are_read_too(
    club: FakeDiscord, ears: Ears
) -> None:
    untyped = club.attach("notes.md", b"tea", type="")
    named_alike = club.attach("tea.md", b"\x89PNG", type="image/png")
    forwarded = {"type": 0, "content": "", "embeds": [], "attachments": [untyped, named_alike]}
    stamps = {"timestamp": "2026-05-01T12:00:00+00:00", "edited_timestamp": None}
    await club.say("", message_snapshots=[{"message": {**forwarded, **stamps}}])
    assert await ears.until(1) == ["tea"]


async def test_a_file_that_is_not_there_any_more_spoils_nothing(
    club: FakeDiscord, ears: Ears
) -> None:
    club.rest.refuse("GET", "/files/{name}", (404, None))
    await club.say("look", attachments=[club.attach("notes.txt", b"tea")])
    assert await ears.until(1) == ["look"]


def test_a_long_text_is_cut_between_words_and_nothing_is_lost() -> None:
    texts = group_texts(["tea and biscuits " * 2_000])
    assert len(texts) == 3
    assert "".join(texts) == "tea and biscuits " * 2_000
    assert all(text.startswith(" ") for text in texts[1:])


async def test_an_edit_of_a_message_that_it_never_saw_is_a_version_of_its_own(
    club: FakeDiscord, ears: Ears
) -> None:
    said = club.world.add_message("hello")
    await club.edit(said, "something else")
    assert await ears.until(1) == ["something else"]
    assert ears.messages[0].edited_at is not None
    assert ears.messages[0].id == said["id"]


async def test_an_edit_waits_until_there_is_room(club: FakeDiscord, ears: Ears) -> None:
    room = asyncio.Event()
    ears.answers = [Overflow(room.wait)]
    await club.edit(club.world.add_message("hello"), "something else")
    await ears.until(1)
    room.set()
    assert await ears.until(2) == ["something else"] * 2


async def test_unfurled_links_and_pins_are_no_edits(club: FakeDiscord, ears: Ears) -> None:
    unfurled = club.world.add_message("see https://example.org", embeds=[{"type": "link"}])
    await club.gateway.tell("MESSAGE_UPDATE", unfurled)
    long_ago = (datetime.now(UTC) - timedelta(days=9)).isoformat()
    pinned = club.world.add_message("old words", edited_timestamp=long_ago, pinned=True)
    await club.gateway.tell("MESSAGE_UPDATE", pinned)
    assert await ears.all() == []


async def test_titles_of_posts_and_new_names_of_threads_are_messages(
    club: FakeDiscord, ears: Ears
) -> None:
    forum = club.world.add_channel("ideas", type=FORUM)
    await club.gateway.tell("CHANNEL_CREATE", club.world.channels[forum])
    post = club.world.add_thread("more tea", parent=forum)
    await club.gateway.tell("THREAD_CREATE", {**post, "newly_created": True})
    await ears.until(1)
    await club.gateway.tell("THREAD_UPDATE", {**post, "name": "less tea"})
    await club.gateway.tell("THREAD_UPDATE", {**post, "name": "less tea", "locked": True})
    assert await ears.until(2) == ["more tea", "less tea"]
    assert {message.id for message in ears.messages[:2]} == {f"thread-{post['id']}"}
    assert not ears.messages[0].is_joinable


async def test_a_thread_whose_owner_has_left_is_left_alone(club: FakeDiscord, ears: Ears) -> None:
    club.rest.refuse("GET", MEMBER, UNKNOWN_MEMBER)
    thread = club.world.add_thread("more tea", parent=club.world.general)
    await club.gateway.tell("THREAD_CREATE", {**thread, "newly_created": True})
    await club.request("GET", MEMBER)
    assert await ears.all() == []


async def test_a_nickname_is_read_when_its_bearer_first_speaks_under_it(
    club: FakeDiscord, ears: Ears
) -> None:
    for nick in ("tea lord", "tea lord", "tea king"):
        await club.say("hello", member=make_member(None, nick=nick))
    texts = await ears.all()
    assert texts == ["hello", "tea lord", "hello", "hello", "tea king"]
    assert ears.messages[1].id == f"nickname-{club.world.kim['id']}"


async def test_what_there_was_no_room_for_is_read_again(club: FakeDiscord, ears: Ears) -> None:
    room = asyncio.Event()
    ears.answers = [Overflow(room.wait), Overflow(room.wait)]
    await club.say("first")
    await club.say("second")
    await ears.until(2)
    room.set()
    texts = await ears.until(4)
    assert texts[2:] == ["first", "second"]
    assert ears.messages[2].key == ears.messages[0].key


async def test_what_there_was_no_room_for_is_read_again_however_much_was_read_before(
    club: FakeDiscord, ears: Ears
) -> None:
    room = asyncio.Event()
    room.set()
    ears.platform._backlog._left = 0
    ears.answers = [Overflow(room.wait)]
    await club.say("first")
    assert await ears.until(2) == ["first", "first"]


async def test_if_discord_withholds_all_words_the_log_says_so_once_with_the_remedy(
    club: FakeDiscord, ears: Ears, capsys: pytest.CaptureFixture[str]
) -> None:
    for _ in range(9):
        await club.say("")
    await club.say("", sticker_items=[{"id": "1", "name": "tea", "format_type": 1}])
    await ears.all()
    assert "without their words" not in capsys.readouterr().out
    for _ in range(30):
        await club.say("")
    await club.say("the very end")
    while "the very end" not in ears.texts:
        await ears.until(len(ears.messages) + 1)
    said = capsys.readouterr().out
    assert said.count("messages come without their words") == 1
    assert "Message Content Intent" in said


async def test_the_intents_it_asks_for_are_guilds_messages_and_their_content(
    club: FakeDiscord, ears: Ears
) -> None:
    assert ears.messages == []
    asked = discord.Intents._from_value(club.gateway.intents)
    assert {name for name, is_on in asked if is_on} == {
        "guilds",
        "guild_messages",
        "message_content",
    }
