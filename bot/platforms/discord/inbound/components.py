"""Extraction of the texts of components: text displays, sections, galleries, buttons and menus. Pure."""

from collections.abc import Iterable, Iterator

from bot.platforms.shared.file_names import list_name_texts

_TEXTS = ("content", "label", "placeholder", "description")
"""Attributes of discord.py's components that are shown as text."""

_PARTS = ("children", "items", "options")
"""Attributes that hold further components."""


def extract_component_texts(components: Iterable[object]) -> Iterator[str]:
    """Yield the texts of components, each followed by those of its parts, in the order in which they stand."""
    for component in components:
        for name in _TEXTS:
            text = getattr(component, name, None)
            if isinstance(text, str):
                yield text
        file = getattr(component, "name", None)
        if isinstance(file, str):
            yield from list_name_texts(file)
        for name in _PARTS:
            yield from extract_component_texts(getattr(component, name, ()))
        if accessory := getattr(component, "accessory", None):
            yield from extract_component_texts([accessory])
