"""Rendering: Jinja2's environment, and what rich text looks like in HTML."""

from collections import ChainMap
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date, datetime
from pathlib import Path
from types import MappingProxyType
from typing import Any
from urllib.parse import urlsplit

from jinja2 import Environment, FileSystemLoader, StrictUndefined, pass_context
from jinja2.runtime import Context
from markupsafe import Markup, escape

from bot.config.catalogs import FOLDER, Catalogs, read_catalogs
from bot.domain.inline import (
    NO_CHANNEL,
    ChannelMention,
    Inline,
    Link,
    MemberMention,
    RichText,
    RoleMention,
    Spoiler,
    replace_hidden,
)
from bot.domain.phrase_book import PhraseBook, say_text
from bot.domain.phrases import Catalog, Phrase, say
from bot.interactions.replies import Field

HERE = Path(__file__).parent

SPEECH = "speech"
"""The name under which templates have the speech of a page's language."""

_AS_IT_IS = frozenset({"Author", "Appeal", "Names here", "Mode"})
"""Fields of a case or member that hold what people wrote, or a term of the policy: they are said in no other language."""


@dataclass(frozen=True, slots=True)
class Speech:
    """Speech of a page in a language: phrases by a catalogue, and by a book English texts that were stored or made for chat."""

    catalog: Catalog
    book: PhraseBook

    def say(self, text: str) -> str:
        """Say a text of Parley's own."""
        return say(text, self.catalog) if isinstance(text, Phrase) else self.book.say(text)

    def say_rich(self, text: RichText | str) -> RichText:
        """Say rich text of Parley's own, in which others may be mentioned or quoted."""
        return say_text(text, self.catalog, self.book)


ENGLISH = Speech(MappingProxyType({}), PhraseBook(MappingProxyType({}), MappingProxyType({})))
"""The speech of a page in English."""


@dataclass(frozen=True, slots=True)
class Names:
    """Names of ids in a community, as far as its platform tells them."""

    members: Mapping[str, str] = field(default_factory=dict)
    channels: Mapping[str, str] = field(default_factory=dict)
    roles: Mapping[str, str] = field(default_factory=dict)


def make_environment() -> Environment:
    """Make the environment: everything is escaped, and an unknown name is an error."""
    environment = Environment(
        loader=FileSystemLoader(HERE / "templates"),
        autoescape=True,
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
        auto_reload=False,
    )
    filters: dict[str, Any] = {
        "rich": _render_rich_in,
        "field": _render_field,
        "plain": replace_hidden,
        "said": _say_in,
        "day": _say_day,
        "moment": _say_moment,
        "capitalize_first": _capitalize_first,
    }
    environment.filters.update(filters)
    return environment


def read_desk_catalogs() -> Catalogs:
    """Read the catalogues of the desk's own texts, `bot/locales/LANGUAGE/LC_MESSAGES/desk.po`."""
    return read_catalogs(FOLDER, name="desk")


def read_speeches(catalogs: Catalogs, told: Catalogs) -> Mapping[str, Speech]:
    """Make the speech of each language of the desk: of its catalogues, those of what members are `told`, and `records.po`."""
    records = read_catalogs(FOLDER, name="records")
    return {
        language: _make_speech(own, told.choose(language), records.choose(language))
        for language, own in catalogs.by_language.items()
    }


def _make_speech(own: Catalog, told: Catalog, records: Catalog) -> Speech:
    return Speech(ChainMap({**own}, {**told}), PhraseBook(records, own))


def render_rich(text: RichText | str, names: Names | None = None) -> Markup:
    """Render rich text: names for ids, links that say where they lead, spoilers under a blur."""
    elements = (text,) if isinstance(text, str) else text.elements
    return Markup("").join(_render(each, names or Names()) for each in elements)


@pass_context
def _render_rich_in(context: Context, text: RichText | str, names: Names | None = None) -> Markup:
    return render_rich(context[SPEECH].say_rich(text), names)


@pass_context
def _render_field(context: Context, field: Field, names: Names | None = None) -> Markup:
    """Render the value of a field, in the language of the page unless it stays as it is."""
    is_own = field.name not in _AS_IT_IS
    return render_rich(context[SPEECH].say_rich(field.value) if is_own else field.value, names)


@pass_context
def _say_in(context: Context, text: str) -> str:
    """Say a text in the language of the page; what is in no catalogue stays as it is."""
    said: str = context[SPEECH].say(text)
    return said


@pass_context
def _say_day(context: Context, day: date) -> str:
    return _say_in(context, f"{day:%Y-%m-%d}")


@pass_context
def _say_moment(context: Context, moment: datetime) -> str:
    return _say_in(context, f"{moment:%Y-%m-%d %H:%M} UTC")


def _capitalize_first(text: str) -> str:
    """Begin a sentence: "this case is about you" -> "This case is about you"."""
    return text[:1].upper() + text[1:]


def _render(element: Inline, names: Names) -> Markup:
    match element:
        case str():
            return _lines(replace_hidden(element))
        case Spoiler(text=hidden):
            return Markup('<span class="veil" data-veil>{}</span>').format(replace_hidden(hidden))
        case Link(url=url):
            return _link(url)
        case ChannelMention(id=""):
            return escape(NO_CHANNEL)
        case _:
            return Markup('<span class="mention">{}</span>').format(_name(element, names))


def _name(mention: MemberMention | ChannelMention | RoleMention, names: Names) -> str:
    """Return what a mention is called: "@kim", "#lobby"."""
    match mention:
        case MemberMention(id=member):
            name = "@" + names.members.get(member, member)
        case ChannelMention(id=channel):
            name = "#" + names.channels.get(channel, channel)
        case RoleMention(id=role):
            name = "@" + names.roles.get(role, role)
    return replace_hidden(name)


def _lines(text: str) -> Markup:
    return Markup("<br>").join(text.split("\n"))


def _link(url: str) -> Markup:
    """Link to a page of the platform, by its host; an address of another kind is shown as text."""
    host = urlsplit(url).hostname
    if not url.startswith("https://") or not host:
        return escape(url)
    return Markup(
        '<a href="{}" title="{}" rel="noreferrer noopener" target="_blank">{} \u2197</a>'
    ).format(url, url, host)
