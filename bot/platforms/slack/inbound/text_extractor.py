"""Everything that a Slack message says, wherever in it that stands. Pure.

What people see of a message are its blocks, where it has some, and its `text` in notifications. Mostly
both say the same, so a block is read only as far as it says something else.
"""

import html
from collections.abc import Callable, Iterable, Iterator, Mapping
from types import MappingProxyType
from typing import Any, TypeAlias

JSON: TypeAlias = Mapping[str, Any]

WRITTEN = frozenset({"", "bot_message", "file_share", "me_message", "thread_broadcast"})
"""Subtypes of messages that somebody wrote. The others are Slack's own words: who joined or left, what
was renamed, what stands in the place of a message that is gone."""

_SPOKEN_IN = ("text", "alt_text", "fallback", "title", "description")
"""Keys under which a block or an attachment holds words, or an object that holds them."""


def extract_texts(said: JSON) -> Iterator[str]:
    """Text, blocks, attachments, and the names of files, each by itself."""
    text = said.get("text") or ""
    yield text
    yield from _leave_out_repeats(_read_blocks(said.get("blocks")), text)
    for attachment in said.get("attachments") or ():
        if not _is_preview(attachment):
            yield from _read_attachment(attachment)
    for file in said.get("files") or ():
        yield from _read_file(file)


def is_same(said: JSON, before: JSON) -> bool:
    """Whether two versions of a message say the same: then a preview has come, and nobody wrote."""
    files, earlier = (
        [file.get("id") for file in version.get("files") or ()] for version in (said, before)
    )
    return files == earlier and list(extract_texts(said)) == list(extract_texts(before))


def _read_file(file: JSON) -> Iterator[str]:
    title, name = file.get("title") or "", file.get("name") or ""
    yield title
    if name != title:
        yield name
    yield file.get("alt_txt") or ""


def _is_preview(attachment: JSON) -> bool:
    """Whether Slack made it of a link: what a page says of itself was not said here.

    What somebody has passed on from another channel looks alike, and was said here with it.
    """
    is_of_link = any(attachment.get(key) for key in ("from_url", "original_url", "app_unfurl_url"))
    return is_of_link and not attachment.get("is_share")


def _read_attachment(attachment: JSON) -> Iterator[str]:
    words = [attachment.get(key) or "" for key in ("pretext", "author_name", "title", "text")]
    for field in attachment.get("fields") or ():
        words += [field.get("title") or "", field.get("value") or ""]
    words.append(attachment.get("footer") or "")
    whole = "\n".join(words)
    yield from words
    blocks = list(_read_blocks(attachment.get("blocks")))
    for passed_on in attachment.get("message_blocks") or ():
        blocks += _read_blocks((passed_on.get("message") or {}).get("blocks"))
    yield from _leave_out_repeats(blocks, whole)
    if not whole.strip() and not blocks:
        yield attachment.get("fallback") or ""


def _read_blocks(blocks: Iterable[JSON] | None) -> Iterator[str]:
    for block in blocks or ():
        if block.get("type") == "rich_text":
            yield from _read_rich_text(block)
        else:
            yield from _read_any(block)


def _read_rich_text(element: JSON) -> Iterator[str]:
    """Sections, quotes and code, each as one text; lists hold sections."""
    inner = element.get("elements") or ()
    if element.get("type") in {"rich_text", "rich_text_list"}:
        for part in inner:
            yield from _read_rich_text(part)
    else:
        yield "".join(_read_leaf(leaf) for leaf in inner)


def _read_leaf(leaf: JSON) -> str:
    """A leaf as it would stand in `text`: {"type": "user", "user_id": "U1"} -> "<@U1>"."""
    if write := _LEAVES.get(leaf.get("type", "")):
        return write(leaf)
    return str(leaf.get("text") or leaf.get("fallback") or "")


_LEAVES: Mapping[str, Callable[[JSON], str]] = MappingProxyType(
    {
        "user": lambda leaf: f"<@{leaf.get('user_id')}>",
        "usergroup": lambda leaf: f"<!subteam^{leaf.get('usergroup_id')}>",
        "channel": lambda leaf: f"<#{leaf.get('channel_id')}>",
        "broadcast": lambda leaf: f"<!{leaf.get('range')}>",
        "emoji": lambda leaf: f":{leaf.get('name')}:",
        "link": lambda leaf: f"<{'|'.join(filter(None, (leaf.get('url'), leaf.get('text'))))}>",
    }
)


def _read_any(value: object) -> Iterator[str]:
    """Every word in a block of any other kind, as deep as it lies."""
    if isinstance(value, Mapping):
        for key, inner in value.items():
            if isinstance(inner, str):
                if key in _SPOKEN_IN:
                    yield inner
            else:
                yield from _read_any(inner)
    elif isinstance(value, list):
        for inner in value:
            yield from _read_any(inner)


def _leave_out_repeats(parts: Iterable[str], text: str) -> Iterator[str]:
    """The parts whose letters do not stand in the text as they are: markup makes no difference."""
    letters = _squash(text)
    for part in parts:
        if _squash(part) not in letters:
            yield part


def _squash(text: str) -> str:
    """Letters and digits alone: "*Hi* &amp; bye" -> "Hibye"."""
    return "".join(filter(str.isalnum, html.unescape(text)))
