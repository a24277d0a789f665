"""Words are read wherever in a message they stand."""

import pytest

from bot.platforms.slack.inbound.text_extractor import extract_texts
from classifier import clean
from tests.bot.platforms.slack.conftest import Ears
from tests.fakes.slack.server import FakeSlack
from tests.fakes.slack.world import JSON


def rich(*leaves: JSON) -> list[JSON]:
    """Blocks as Slack's own clients make them of what is typed."""
    section = {"type": "rich_text_section", "elements": list(leaves)}
    return [{"type": "rich_text", "elements": [section]}]


def leaf(text: str, **more: object) -> JSON:
    return {"type": "text", "text": text, **more}


def file(**fields: object) -> JSON:
    return {"id": "F1", "name": "tea.png", "mimetype": "image/png", **fields}


WORDS: dict[str, JSON] = {
    "a file": {"files": [file(title="which is best", alt_txt="tea")], "subtype": "file_share"},
    "rich text": {"blocks": rich(leaf("which is best: "), leaf("tea", style={"bold": True}))},
    "a list": {
        "blocks": [
            {
                "type": "rich_text",
                "elements": [
                    {"type": "rich_text_list", "elements": rich(leaf(said))[0]["elements"]}
                    for said in ("which is best", "tea")
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
                "message_blocks": [{"message": {"blocks": rich(leaf("which is best: tea"))}}],
            }
        ]
    },
    "an attachment of which only a line is left": {
        "attachments": [{"fallback": "which is best: tea"}]
    },
}


@pytest.mark.parametrize("kind", WORDS)
async def test_words_that_are_not_in_the_text_are_read(
    club: FakeSlack, ears: Ears, kind: str
) -> None:
    await club.say("", **WORDS[kind])
    (text,) = await ears.until(1)
    assert "which is best" in text
    assert "tea" in text


def test_blocks_that_say_what_the_text_says_are_not_read_twice() -> None:
    leaves = [
        leaf("Fish", style={"bold": True}),
        leaf(" & "),
        {"type": "emoji", "name": "tea"},
        {"type": "user", "user_id": "U1"},
        {"type": "usergroup", "usergroup_id": "S1"},
        {"type": "channel", "channel_id": "C1"},
        {"type": "broadcast", "range": "here"},
        {"type": "link", "url": "https://example.org", "text": "there"},
    ]
    text = "*Fish* &amp; :tea:<@U1><!subteam^S1><#C1><!here><https://example.org|there>"
    assert [part for part in extract_texts({"text": text, "blocks": rich(*leaves)}) if part] == [
        text
    ]
    hidden = rich(leaf("something else"))
    assert list(extract_texts({"text": "hello", "blocks": hidden})) == ["hello", "something else"]


def test_slacks_markup_is_read_as_people_read_it() -> None:
    text = "you <@U12> in <#C12|tea> see <https://example.org|this> &amp; *be* ~calm~ `now`"
    read = clean(text).text
    assert "<user>" in read
    assert "<channel>" in read
    assert "this & be calm now" in " ".join(read.split())


async def test_what_a_linked_page_says_of_itself_was_not_said_here(
    club: FakeSlack, ears: Ears
) -> None:
    link = "<https://example.org/tea>"
    previews: list[JSON] = [
        {"from_url": "https://example.org/tea", "title": "nonsense about tea", "fallback": "tea"},
        {"original_url": "https://example.org/tea", "text": "tea"},
        {"is_msg_unfurl": True, "from_url": "https://club.slack.com/x", "text": "tea"},
    ]
    await club.say(f"see {link}", attachments=previews)
    assert await ears.all() == [f"see {link}"]


async def test_snippets_are_read_up_to_64_kb_by_the_bots_token_and_pictures_not_at_all(
    club: FakeSlack, ears: Ears
) -> None:
    notes = club.attach("notes.txt", b"tea is " * 20_000, mode="snippet")
    picture = club.attach("tea.png", b"\x89PNG", mimetype="image/png")
    await club.say("look", files=[notes, picture], subtype="file_share")
    texts = await ears.until(5)
    assert texts[0].startswith("look\nnotes.txt\ntea.png\ntea is")
    assert 65_000 < sum(map(len, texts)) < 66_000
    assert [message.id for message in ears.messages][1].endswith("/2")
    assert club.fetched == ["notes.txt"]


async def test_of_a_file_that_cannot_be_had_the_preview_is_read(
    club: FakeSlack, ears: Ears
) -> None:
    kept = club.attach("notes.txt", b"tea", preview="coffee")
    address = kept["url_private"].replace("notes.txt", "gone.txt")
    elsewhere = kept["url_private"].replace("127.0.0.1", "localhost")
    for fields in ({"url_private": address}, {"url_private": elsewhere}, {"url_private": ""}):
        await club.say("look", files=[kept | fields])
        assert (await ears.until(len(ears.messages) + 1))[-1].endswith("coffee")
    assert club.fetched == []  # the bot's token goes nowhere but to Slack


async def test_an_edit_of_blocks_or_files_alone_is_an_edit_and_so_is_one_without_what_was_before(
    club: FakeSlack, ears: Ears
) -> None:
    said = club.world.add_message("hello")
    await club.edit(said, "hello", blocks=rich(leaf("something else")))
    await ears.until(1)
    await club.edit(said, "hello", files=[file(title="tea")])
    await ears.until(2)
    event = {"type": "message", "subtype": "message_changed", "message": {**said, "text": "bare"}}
    await club.bring_event({**event, "channel": club.world.general, "ts": club.world.make_ts()})
    assert len(await ears.until(3)) == 3
