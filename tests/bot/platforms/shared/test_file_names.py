"""Names of files that are text, and those that no person made up."""

import pytest

from bot.platforms.shared.file_names import list_name_texts


@pytest.mark.parametrize(
    ("name", "title", "texts"),
    [
        ("notes.txt", "notes", ["notes.txt"]),
        ("notes.txt", "notes.txt", ["notes.txt"]),
        ("you_buffoon.png", "", ["you_buffoon.png"]),
        ("a.png", "Tea, for äll", ["a.png", "Tea, for äll"]),
        ("IMG_20240501_121212.jpg", "", []),
        ("image.png", "", []),
        ("Screenshot 2026-11-28.png", "", []),
        ("message.txt", "", []),
        ("voice-message.ogg", "", []),
        ("image.png", "you buffoon", ["you buffoon"]),
        ("", "", []),
    ],
)
def test_names_that_somebody_gave_are_text(name: str, title: str, texts: list[str]) -> None:
    assert list_name_texts(name, title) == texts
