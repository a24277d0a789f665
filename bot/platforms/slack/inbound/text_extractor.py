"""Text extractor: all texts of a Slack message, from its `text`, blocks, attachments and files. Pure.

A message shows its blocks, where it has some, and its `text` in notifications. Mostly both say the same,
so a block's text is left out where the `text` contains it.
"""

import html
from collections.abc import Callable, Iterable, Iterator, Mapping
from types import MappingProxyType
from typing import Any, TypeAlias

JSON: TypeAlias = Mapping[str, Any]

USER_SUBTYPES = frozenset({"", "bot_message", "file_share", "me_message", "thread_broadcast"})
"""Subtypes of messages that somebody wrote. The others are system messages: joins, leaves, renames,
placeholders of deleted messages."""

_TEXT_KEYS = ("text", "alt_text", "fallback", "title", "description")
"""Keys under which a block or an attachment holds a text, or an object with texts."""


def extract_texts(raw: JSON) -> Iterator[str]:
    """Yield the message's text, then those of its blocks and attachments, and the names of its files."""
    text = raw.get("text") or ""
    yield text
    yield from _without_repeats(_read_blocks(raw.get("blocks")), text)
    for attachment in raw.get("attachments") or ():
        if not _is_link_preview(attachment):
            yield from _read_attachment(attachment)
    for file in raw.get("files") or ():
        yield from _read_file(file)


def has_same_content(after: JSON, before: JSON) -> bool:
    """Return whether two versions have the same texts and files: a link preview is no edit."""
    files, earlier = (
        [file.get("id") for file in version.get("files") or ()] for version in (after, before)
    )
    return files == earlier and list(extract_texts(after)) == list(extract_texts(before))


def _read_file(file: JSON) -> Iterator[str]:
    title, name = file.get("title") or "", file.get("name") or ""
    yield title
    if name != title:
        yield name
    yield file.get("alt_txt") or ""


def _is_link_preview(attachment: JSON) -> bool:
    """Return whether Slack made an attachment from a link: its author is the page's, not the member.

    A message that is shared from another channel looks alike, but counts as written here.
    """
    has_link = any(attachment.get(key) for key in ("from_url", "original_url", "app_unfurl_url"))
    return has_link and not attachment.get("is_share")


def _read_attachment(attachment: JSON) -> Iterator[str]:
    texts = [attachment.get(key) or "" for key in ("pretext", "author_name", "title", "text")]
    for field in attachment.get("fields") or ():
        texts += [field.get("title") or "", field.get("value") or ""]
    texts.append(attachment.get("footer") or "")
    whole = "\n".join(texts)
    yield from texts
    blocks = list(_read_blocks(attachment.get("blocks")))
    for shared in attachment.get("message_blocks") or ():
        blocks += _read_blocks((shared.get("message") or {}).get("blocks"))
    yield from _without_repeats(blocks, whole)
    if not whole.strip() and not blocks:
        yield attachment.get("fallback") or ""


def _read_blocks(blocks: Iterable[JSON] | None) -> Iterator[str]:
    for block in blocks or ():
        if block.get("type") == "rich_text":
            yield from _read_rich_text(block)
        else:
            yield from _walk_texts(block)


def _read_rich_text(element: JSON) -> Iterator[str]:
    """Yield each section, quote and code block as one text; lists hold sections."""
    inner = element.get("elements") or ()
    if element.get("type") in {"rich_text", "rich_text_list"}:
        for part in inner:
            yield from _read_rich_text(part)
    else:
        yield "".join(_read_leaf(leaf) for leaf in inner)


def _read_leaf(leaf: JSON) -> str:
    """Format a leaf as `text` would: {"type": "user", "user_id": "U1"} -> "<@U1>"."""
    if format_leaf := _LEAF_FORMATS.get(leaf.get("type", "")):
        return format_leaf(leaf)
    return str(leaf.get("text") or leaf.get("fallback") or "")


_LEAF_FORMATS: Mapping[str, Callable[[JSON], str]] = MappingProxyType(
    {
        "user": lambda leaf: f"<@{leaf.get('user_id')}>",
        "usergroup": lambda leaf: f"<!subteam^{leaf.get('usergroup_id')}>",
        "channel": lambda leaf: f"<#{leaf.get('channel_id')}>",
        "broadcast": lambda leaf: f"<!{leaf.get('range')}>",
        "emoji": lambda leaf: f":{leaf.get('name')}:",
        "link": lambda leaf: f"<{'|'.join(filter(None, (leaf.get('url'), leaf.get('text'))))}>",
    }
)


def _walk_texts(value: object) -> Iterator[str]:
    """Yield every text in a block of another type, at any depth."""
    if isinstance(value, Mapping):
        for key, inner in value.items():
            if isinstance(inner, str):
                if key in _TEXT_KEYS:
                    yield inner
            else:
                yield from _walk_texts(inner)
    elif isinstance(value, list):
        for inner in value:
            yield from _walk_texts(inner)


def _without_repeats(parts: Iterable[str], text: str) -> Iterator[str]:
    """Yield the parts that the text does not contain, markup and punctuation aside."""
    letters = _alphanumerics(text)
    for part in parts:
        if _alphanumerics(part) not in letters:
            yield part


def _alphanumerics(text: str) -> str:
    """Return the letters and digits alone: "*Hi* &amp; bye" -> "Hibye"."""
    return "".join(filter(str.isalnum, html.unescape(text)))
