"""Rendering: Jinja2's environment, and what rich text looks like in HTML."""

from collections.abc import Mapping
from dataclasses import dataclass, field
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
from bot.domain.phrases import Catalog, say

HERE = Path(__file__).parent

CATALOG = "catalog"
"""The name under which templates have the catalogue of a page's language."""

NO_CATALOG: Catalog = MappingProxyType({})
"""The catalogue of English."""


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
        "plain": replace_hidden,
        "said": _say_in,
        "capitalize_first": _capitalize_first,
    }
    environment.filters.update(filters)
    return environment


def read_desk_catalogs() -> Catalogs:
    """Read the catalogues of the desk's own texts, `bot/locales/LANGUAGE/LC_MESSAGES/desk.po`."""
    return read_catalogs(FOLDER, name="desk")


def render_rich(
    text: RichText | str, names: Names | None = None, *, catalog: Catalog = NO_CATALOG
) -> Markup:
    """Render rich text: names for ids, links that say where they lead, spoilers under a blur, phrases in a language."""
    elements = (text,) if isinstance(text, str) else text.elements
    said = (say(each, catalog) if isinstance(each, str) else each for each in elements)
    return Markup("").join(_render(each, names or Names()) for each in said)


@pass_context
def _render_rich_in(context: Context, text: RichText | str, names: Names | None = None) -> Markup:
    return render_rich(text, names, catalog=context[CATALOG])


@pass_context
def _say_in(context: Context, text: str) -> str:
    """Say a phrase in the language of the page; what is none stays as it is."""
    return say(text, context[CATALOG])


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
