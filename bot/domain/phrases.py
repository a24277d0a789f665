"""Phrases: English texts to members that can be said in other languages, by a gettext catalogue. Pure."""

from collections.abc import Mapping, Sequence
from string import Formatter
from typing import Self, TypeAlias

Catalog: TypeAlias = Mapping[str, str]
"""Translations by their English originals, both with the same {slots}; empty for English."""


class Phrase(str):
    """An English text made of a template and what fills its slots, which may be phrases too.

    >>> phrase = Phrase("Wait for {duration}", duration=Phrase("1 day"))
    >>> phrase, phrase.say({"1 day": "1 Tag", "Wait for {duration}": "Warte {duration}"})
    ('Wait for 1 day', 'Warte 1 Tag')
    """

    __slots__ = ("_template", "_values")

    _template: str
    _values: Mapping[str, str]

    def __new__(cls, template: str, /, **values: str) -> Self:
        """Make a phrase; its text is the English one."""
        made = super().__new__(cls, template.format(**values))
        made._template, made._values = template, values
        return made

    def say(self, catalog: Catalog) -> str:
        """Return the text in a catalogue's language; in English what it does not have."""
        template = catalog.get(self._template, self._template)
        return template.format(
            **{name: say(value, catalog) for name, value in self._values.items()}
        )


class ModeratorPhrase(Phrase):
    """An English text to moderators: the desk says it in other languages, chat says it as it is."""

    __slots__ = ()


def join_phrases(phrases: Sequence[Phrase]) -> ModeratorPhrase:
    """Join phrases with commas; the empty phrase without any."""
    names = [f"part_{number}" for number in range(len(phrases))]
    template = ", ".join(f"{{{name}}}" for name in names)
    return ModeratorPhrase(template, **dict(zip(names, phrases, strict=True)))


def say(text: str, catalog: Catalog) -> str:
    """Return a text in a catalogue's language where it is a phrase; what a person wrote stays as it is."""
    return text.say(catalog) if isinstance(text, Phrase) else text


def slots(template: str) -> set[str]:
    """Return the names of a template's slots: "{count} days" -> {"count"}."""
    return {name for _, name, _, _ in Formatter().parse(template) if name}
