"""Text extractor: all texts of a Slack message, from its `text`, blocks, attachments and files. Pure.

A message shows its blocks, where it has some, and its `text` in notifications. Mostly both say the same,
so a block's text is left out where the `text` contains it.
"""

import html
from collections.abc import Callable, Iterable, Iterator, Mapping
from types import MappingProxyType

from bot.platforms.shared.file_names import list_name_texts
from bot.platforms.slack.inbound.json_fields import JSON, get_object, get_objects, get_text

_TEXT_KEYS = ("text", "alt_text", "fallback", "title", "description")
"""Keys under which a block or an attachment holds a text, or an object with texts."""

_MAX_DEPTH = 50
"""Levels of a block that are read; Slack's own have a dozen."""


def extract_texts(raw: JSON) -> Iterator[str]:
    """Yield the message's text, then those of its blocks and attachments, and the names of its files."""
    text = get_text(raw, "text")
    yield text
    yield from _without_repeats(_read_blocks(raw), text)
    for attachment in get_objects(raw, "attachments"):
        if not _is_link_preview(attachment):
            yield from _read_attachment(attachment)
    for file in get_objects(raw, "files"):
        yield from _read_file(file)


def has_same_content(after: JSON, before: JSON) -> bool:
    """Return whether two versions have the same texts and files: a link preview is no edit."""
    files, earlier = (
        [file.get("id") for file in get_objects(version, "files")] for version in (after, before)
    )
    return files == earlier and list(extract_texts(after)) == list(extract_texts(before))


def _read_file(file: JSON) -> Iterator[str]:
    yield from list_name_texts(get_text(file, "name"), get_text(file, "title"))
    yield get_text(file, "alt_txt")


def _is_link_preview(attachment: JSON) -> bool:
    """Return whether Slack made an attachment from a link: its author is the page's, not the member.

    A message that is shared from another channel looks alike, but counts as written here.
    """
    has_link = any(attachment.get(key) for key in ("from_url", "original_url", "app_unfurl_url"))
    return has_link and not attachment.get("is_share")


def _read_attachment(attachment: JSON) -> Iterator[str]:
    texts = [get_text(attachment, key) for key in ("pretext", "author_name", "title", "text")]
    for field in get_objects(attachment, "fields"):
        texts += [get_text(field, "title"), get_text(field, "value")]
    texts.append(get_text(attachment, "footer"))
    whole = "\n".join(texts)
    yield from texts
    blocks = list(_read_blocks(attachment))
    for shared in get_objects(attachment, "message_blocks"):
        blocks += _read_blocks(get_object(shared, "message"))
    yield from _without_repeats(blocks, whole)
    if not whole.strip() and not blocks:
        yield get_text(attachment, "fallback")


def _read_blocks(raw: JSON) -> Iterator[str]:
    for block in get_objects(raw, "blocks"):
        if block.get("type") == "rich_text":
            yield from _read_rich_text(block)
        else:
            yield from _walk_texts(block)


def _read_rich_text(element: JSON, depth: int = 0) -> Iterator[str]:
    """Yield each section, quote and code block as one text; lists hold sections."""
    inner = get_objects(element, "elements")
    if get_text(element, "type") in {"rich_text", "rich_text_list"} and depth < _MAX_DEPTH:
        for part in inner:
            yield from _read_rich_text(part, depth + 1)
    else:
        yield "".join(_read_leaf(leaf) for leaf in inner)


def _read_leaf(leaf: JSON) -> str:
    """Format a leaf as `text` would: {"type": "user", "user_id": "U1"} -> "<@U1>"."""
    if format_leaf := _LEAF_FORMATS.get(get_text(leaf, "type")):
        return format_leaf(leaf)
    return get_text(leaf, "text") or get_text(leaf, "fallback")


_LEAF_FORMATS: Mapping[str, Callable[[JSON], str]] = MappingProxyType(
    {
        "user": lambda leaf: f"<@{leaf.get('user_id')}>",
        "usergroup": lambda leaf: f"<!subteam^{leaf.get('usergroup_id')}>",
        "channel": lambda leaf: f"<#{leaf.get('channel_id')}>",
        "broadcast": lambda leaf: f"<!{leaf.get('range')}>",
        "emoji": lambda leaf: f":{leaf.get('name')}:",
        "link": lambda leaf: (
            f"<{'|'.join(filter(None, (get_text(leaf, 'url'), get_text(leaf, 'text'))))}>"
        ),
    }
)


def _walk_texts(value: object, depth: int = 0) -> Iterator[str]:
    """Yield every text in a block of another type, at any depth that Slack's own blocks have."""
    if depth > _MAX_DEPTH:
        return
    if isinstance(value, Mapping):
        for key, inner in value.items():
            if isinstance(inner, str):
                if key in _TEXT_KEYS:
                    yield inner
            else:
                yield from _walk_texts(inner, depth + 1)
    elif isinstance(value, list):
        for inner in value:
            yield from _walk_texts(inner, depth + 1)


def _without_repeats(parts: Iterable[str], text: str) -> Iterator[str]:
    """Yield the parts that the text does not contain, markup and punctuation aside."""
    letters = _alphanumerics(text)
    for part in parts:
        if _alphanumerics(part) not in letters:
            yield part


def _alphanumerics(text: str) -> str:
    """Return the letters and digits alone: "*Hi* &amp; bye" -> "Hibye"."""
    return "".join(filter(str.isalnum, html.unescape(text)))
