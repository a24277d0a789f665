"""Text in components, files and stickers; apps that a member called; kinds of messages that are not known."""

import pytest

from bot.domain.policy import Mode, Policy
from tests.bot.platforms.discord.conftest import MESSAGE, Recorder, StartBot
from tests.fakes.discord.payloads import JSON
from tests.fakes.discord.server import FakeDiscord

TEXT, SECTION, GALLERY, THUMBNAIL, CONTAINER, ROW, BUTTON, MENU = 10, 9, 12, 11, 17, 1, 2, 3
"""Types of components."""

COMMAND, LOADING, FROM_USER = 20, 1 << 7, "1"
"""The type of an app's answer, the flag of one that is announced, and the key of who has installed the app."""

UNKNOWN = 99


def make_text(text: str) -> JSON:
    return {"type": TEXT, "id": 1, "content": text}


def make_media(text: str) -> JSON:
    return {"media": {"url": "https://example.org/a.png"}, "description": text, "spoiler": False}


COMPONENTS: list[JSON] = [
    {
        "type": CONTAINER,
        "id": 2,
        "components": [
            make_text("one"),
            {
                "type": SECTION,
                "id": 3,
                "components": [make_text("two")],
                "accessory": {"type": THUMBNAIL, "id": 4, **make_media("three")},
            },
            {"type": GALLERY, "id": 5, "items": [make_media("four")]},
        ],
    },
    {
        "type": ROW,
        "id": 6,
        "components": [
            {"type": BUTTON, "id": 7, "style": 1, "label": "five", "custom_id": "a"},
            {
                "type": MENU,
                "id": 8,
                "custom_id": "b",
                "placeholder": "six",
                "options": [{"label": "seven", "value": "c", "description": "eight"}],
            },
        ],
    },
]
WORDS = "one\ntwo\nthree\nfour\nfive\nsix\nseven\neight"


async def test_components_are_read_wherever_they_stand(
    club: FakeDiscord, recorder: Recorder
) -> None:
    await club.say("", components=COMPONENTS, flags=1 << 15)
    assert sorted((await recorder.until(1))[0].split()) == sorted(WORDS.split())


async def test_components_and_files_of_a_forward_are_read(
    club: FakeDiscord, recorder: Recorder
) -> None:
    file = club.attach("tea_party.png", b"", type="image/png")
    stamps = {"timestamp": "2026-05-01T12:00:00+00:00", "edited_timestamp": None}
    forwarded = {
        "type": 0,
        "content": "",
        "embeds": [],
        "attachments": [file],
        "components": [make_text("a cup")],
        "sticker_items": [{"id": "1", "name": "teapot", "format_type": 1}],
        **stamps,
    }
    await club.say("", message_snapshots=[{"message": forwarded}])
    assert await recorder.until(1) == ["a cup\nteapot\ntea_party.png"]


async def test_titles_of_files_and_names_of_stickers_are_read(
    club: FakeDiscord, recorder: Recorder
) -> None:
    file = {**club.attach("_____.png", b"", type="image/png"), "title": "tea for two"}
    sticker = {"id": "1", "name": "teapot", "format_type": 1}
    await club.say("look", attachments=[file], sticker_items=[sticker])
    assert await recorder.until(1) == ["look\nteapot\ntea for two"]


def make_answer(club: FakeDiscord) -> JSON:
    """Return the fields of what an app says that kim alone has installed, and has called."""
    called = {
        "id": club.world.make_id(),
        "type": 2,
        "user": club.world.kim,
        "authorizing_integration_owners": {FROM_USER: club.world.kim["id"]},
    }
    app = club.world.make_user("echo", bot=True)
    webhook = {"webhook_id": app["id"], "application_id": app["id"]}
    return {"type": COMMAND, "author": app, "interaction_metadata": called, **webhook}


async def test_what_an_app_says_for_the_member_who_installed_it_is_laid_on_them(
    club: FakeDiscord, start_bot: StartBot
) -> None:
    await start_bot(Policy(mode=Mode.ENFORCE))
    said = await club.say("", components=[make_text("you buffoon")], **make_answer(club))
    assert (await club.request("DELETE", MESSAGE)).ids["message"] == said["id"]
    (embed,) = (await club.alert())["embeds"]
    assert embed["fields"][0]["value"].startswith(f"<@{club.world.kim['id']}>")


async def test_an_answer_that_was_announced_is_read_once_it_is_there(
    club: FakeDiscord, recorder: Recorder
) -> None:
    said = await club.say("", flags=LOADING, **make_answer(club))
    said |= {"content": "a cup of tea", "flags": 0}
    await club.gateway.dispatch("MESSAGE_UPDATE", said)
    assert await recorder.until(1) == ["a cup of tea"]


async def test_a_kind_of_message_of_tomorrow_is_counted_and_logged_once(
    club: FakeDiscord, recorder: Recorder, capsys: pytest.CaptureFixture[str]
) -> None:
    for _ in range(2):
        await club.say("a secret", type=UNKNOWN)
    assert await recorder.all() == []
    assert recorder.platform._stats.unknown_kinds.total == 2
    logged = capsys.readouterr().out
    assert logged.count("type-99") == 1
    assert "secret" not in logged
